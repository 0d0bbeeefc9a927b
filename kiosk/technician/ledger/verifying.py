"""`kiosk ledger verify`: read every record and open every seal."""

import argparse
import json

from kiosk.ledger.errors import LedgerError
from kiosk.settings.command_line import settings_from
from kiosk.technician.ledger.place import inspection, sorry


def run(args: argparse.Namespace) -> int:
    """Print what is wrong; 0 when nothing is."""
    try:
        with inspection(settings_from(args)) as found:
            problems = found.problems()
    except LedgerError as error:
        return sorry(error)
    if args.json:
        print(json.dumps({"problems": problems}))  # noqa: T201 - a command's answer
    else:
        print("\n".join(problems) or "The ledger is whole: every record was read and every seal opened.")  # noqa: T201
    return int(bool(problems))
