"""What the commands of `kiosk central` share: Django made ready, an answer in words or as JSON, who types."""

import argparse
import getpass
import json
import sys
from typing import Any

from kiosk.central.setup import Place, set_up


def ready(args: argparse.Namespace) -> None:
    """Set Django up on the command's data folder, and bring its database up to date."""
    set_up(Place(data=args.data))
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def operator() -> str:
    """Return whom the audit names for what is typed at the server itself."""
    return f"shell:{getpass.getuser()}"


def say(args: argparse.Namespace, data: dict[str, Any], words: str) -> None:
    """Print `words`, or `data` where the command was asked for JSON."""
    print(json.dumps(data, ensure_ascii=False) if args.json else words)  # noqa: T201 - a command's answer


def fail(args: argparse.Namespace, words: str) -> int:
    """Print what is wrong; return the exit code."""
    say(args, {"error": words}, words) if args.json else print(words, file=sys.stderr)  # noqa: T201
    return 1
