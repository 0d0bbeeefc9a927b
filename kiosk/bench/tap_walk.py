"""Started by `kiosk bench tap`: walks through the statement with a stopwatch on the glass, and leaves the times."""

import json
import sys
from pathlib import Path

from kiosk.app.process import run_terminal
from kiosk.app.terminal import TerminalApp
from kiosk.bench.stopwatch import Stopwatch
from kiosk.bench.tap import TIMES_FILE
from kiosk.desk.client import DeskClient
from kiosk.settings import load_settings
from kiosk.walk.outing import Outing
from kiosk.walk.script import Script

_SERVICE = "housing/provident-fund-statement"


def main(desk_url: str, out: Path, settings: list[Path]) -> int:
    """Walk once; return 0 only if the walk's own evidence is whole."""
    out.mkdir(parents=True, exist_ok=True)
    outing = Outing(Script(_SERVICE, 1, ()), DeskClient(desk_url), out)
    watches: list[Stopwatch] = []

    def begin(terminal: TerminalApp) -> None:
        watches.append(Stopwatch(terminal.shell))
        outing.begin(terminal)

    run_terminal(load_settings(settings), headless=True, on_ready=begin)
    (out / TIMES_FILE).write_text(json.dumps([seconds for watch in watches for seconds in watch.times_s]))
    return outing.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]]))
