"""`kiosk central`, with the rehearsal of flows put in: here alone the publisher meets the engine."""

import argparse

from kiosk.central import cli
from kiosk.protocol.package import FlowPackage, Problem


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `kiosk central`; what it publishes must pass its own scenarios and keep every promise on every path."""
    cli.add_commands(commands, _examine)


def _examine(package: FlowPackage) -> list[Problem]:
    from kiosk.authoring.rehearsal import examine
    from kiosk.explorer.exploring import problems_of

    return [*examine(package), *problems_of(package)]
