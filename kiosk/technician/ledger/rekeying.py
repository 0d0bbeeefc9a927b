"""`kiosk ledger rotate-key`: seal everything with a new key."""

import argparse
import json

from kiosk.devices.running import RunsAlready, running
from kiosk.ledger.errors import LedgerError
from kiosk.ledger.rotation import rotate
from kiosk.settings.command_line import settings_from
from kiosk.technician.ledger.place import database, key_file, sorry


def run(args: argparse.Namespace) -> int:
    """Change the key and say what was done."""
    settings = settings_from(args)
    try:
        with running(settings.state_dir):
            done = rotate(database(settings), key_file(settings))
    except (LedgerError, RunsAlready) as error:
        return sorry(error)
    if args.json:
        kept = str(done.kept) if done.kept else None
        print(json.dumps({"values": done.values, "unreadable": done.unreadable, "kept": kept}))  # noqa: T201
        return 0
    print(f"{done.values} values are sealed with the new key; {done.unreadable} could not be read before.")  # noqa: T201
    if done.kept:
        print(f"The old key is kept as {done.kept}: a database that was set aside needs it.")  # noqa: T201
    return 0
