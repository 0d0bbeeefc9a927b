"""`kiosk central` as a process, for tests that need the real thing."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

from kiosk.demo.program import dies_with_parent

HOUSE = Path(__file__).resolve().parents[2]
KIOSK = """
import argparse, sys
from kiosk.central.cli import add_commands
parser = argparse.ArgumentParser()
add_commands(parser.add_subparsers())
args = parser.parse_args()
sys.exit(args.run(args))
"""


def command(*args: object) -> tuple[list[str], dict[str, str]]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("KIOSK_", "DJANGO_"))}
    program = [sys.executable, "-W", "error", "-c", KIOSK, "central", *map(str, args)]
    return [*dies_with_parent(), *program], clean


def run(*args: object) -> tuple[int, str, str]:
    line, environment = command(*args)
    done = subprocess.run(line, env=environment, cwd=HOUSE, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


class Process:
    """Serves `data` at `url` until it is stopped; `said` are its lines up to being ready."""

    def __init__(self, data: Path, *args: object, **environment: object) -> None:
        line, clean = command("serve", "--data", data, "--port", 0, *args)
        clean |= {name: str(value) for name, value in environment.items()}
        self.process = subprocess.Popen(
            line, env=clean, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()
        self.said: list[str] = []
        while not (self.said and "ready" in self.said[-1]):
            self.said.append(self.lines.get(timeout=120))
        self.url = re.search(r"http://[0-9.:]+", self.said[-1])[0]

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put("ended")

    def stop(self) -> tuple[int, list[str]]:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(120)
        self.reader.join(5)
        self.process.stdout.close()
        rest: list[str] = []
        while not self.lines.empty():
            rest.append(self.lines.get())
        return code, rest
