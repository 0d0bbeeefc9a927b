"""`kiosk flow`: what authors have, put together. Only here do authoring and the screens of the preview meet."""

import argparse

from kiosk.authoring import cli as authoring
from kiosk.preview import cli as preview


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `kiosk flow` with all that is below it."""
    preview.add_command(authoring.add_commands(commands))
