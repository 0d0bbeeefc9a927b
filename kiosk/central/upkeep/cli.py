"""`kiosk central work`, `check`, `backup` and `restore`: what a server's services and its administrator run."""

import argparse
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Any


def work(_args: argparse.Namespace) -> int:
    """Do the jobs until SIGTERM or SIGINT, then let what runs come to its end. Django is set up already."""
    from kiosk.central.jobs.job import jobs
    from kiosk.central.jobs.runner import Runner

    over = threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        over.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    known = list(jobs())
    runner = Runner(known)
    runner.start()
    print(f"Working: {', '.join(job.name for job in known)}", flush=True)  # noqa: T201 - whoever started it waits for it
    over.wait()
    runner.stop()
    return 0


def check(args: argparse.Namespace) -> int:
    """Run Django's checks and the platform's own; 1 when any finds a warning or worse."""
    from django.core.management import CommandError, call_command

    wanted: dict[str, Any] = {"deploy": args.deploy, "fail_level": "WARNING", "databases": ["default"]}
    try:
        call_command("check", **wanted)
    except CommandError as error:
        print(error)  # noqa: T201 - the command's answer
        return 1
    return 0


def back_up(args: argparse.Namespace) -> str:
    """Make a backup; returns what to tell.

    Raises:
        kiosk.central.upkeep.backup.BackupError: none was made, or it is not whole.
    """
    from django.utils import timezone

    from kiosk.central.upkeep import backup
    from kiosk.central.upkeep.archived import archive_files

    folder: Path = backup.back_up(args.folder, now=timezone.now(), keep=args.keep)
    manifest = backup.verified(folder)
    if manifest.damaged:
        raise backup.BackupError(
            f"{folder} holds all but files of the archive that are missing or changed, and in the backup before, too: "
            f"{', '.join(manifest.damaged)}. Bring them back to the archive from an older backup, and back up again"
        )
    files = len(archive_files(manifest.files))
    return f"{folder}: {sum(manifest.rows.values())} rows, the signed flows and {files} files of the archive, verified"


def bring_back(args: argparse.Namespace) -> str:
    """Restore a backup; returns what to tell.

    Raises:
        kiosk.central.upkeep.backup.BackupError: nothing was restored, or rows are missing.
    """
    from kiosk.central.upkeep.restore import restore

    manifest = restore(args.folder)
    without = f"; not in it, as damaged before: {', '.join(manifest.damaged)}" if manifest.damaged else ""
    return (
        f"restored what was backed up at {manifest.made_at}: {sum(manifest.rows.values())} rows, none missing{without}"
    )
