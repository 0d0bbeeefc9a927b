"""`kiosk central work` and `check`: what a server's own services and its administrator run."""

import argparse
import signal
import threading
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
