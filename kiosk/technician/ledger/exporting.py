"""`kiosk ledger export`: every record as a line of JSON."""

import argparse
import json

from kiosk.ledger.errors import LedgerError
from kiosk.settings.command_line import settings_from
from kiosk.technician.ledger.place import inspection, sorry


def run(args: argparse.Namespace) -> int:
    """Print a line a record; 1 when some could not be read."""
    broken = False
    try:
        with inspection(settings_from(args)) as found:
            for row in found.rows():
                broken = broken or "broken" in row
                print(json.dumps(row, ensure_ascii=False))  # noqa: T201 - a command's answer
    except LedgerError as error:
        return sorry(error)
    return int(broken)
