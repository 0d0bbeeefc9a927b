"""Where a terminal keeps its ledger, and how technicians come to read it."""

import sys
from pathlib import Path

from kiosk.ledger.errors import LedgerError
from kiosk.ledger.inspection import Inspection
from kiosk.ledger.key import load_key
from kiosk.settings import Settings

CANNOT = 2
"""The exit code where there is nothing to read."""


def database(settings: Settings) -> Path:
    return settings.state_dir / "ledger.sqlite"


def key_file(settings: Settings) -> Path:
    return settings.state_dir / "ledger.key"


def inspection(settings: Settings) -> Inspection:
    """Open the ledger to read; nothing is made where there is none.

    Raises:
        LedgerError: there is none, it cannot be read, or its key is not there.
    """
    path = database(settings)
    if not path.exists():
        raise LedgerError(f"{path}: there is no ledger yet; the terminal makes it at its first start")
    return Inspection(path, load_key(key_file(settings), path))


def sorry(error: Exception) -> int:
    """Say why nothing can be read, and return the exit code for that."""
    print(error, file=sys.stderr)  # noqa: T201 - a command's answer
    return CANNOT
