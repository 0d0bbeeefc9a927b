"""Tap to next screen: whole walks through the statement by real touches, against one frame at 60 Hz."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from kiosk.bench.ratio import Ratio, median, percentile
from kiosk.demo.program import HOUSE
from kiosk.demo.stage import Screen, Stage

TIMES_FILE = "times.json"
"""What the walking process leaves in its folder: a list of seconds."""

_FRAME_S = 1 / 60
_TIMEOUT_S = 120.0


def measure(runs: int) -> list[Ratio]:
    """Walk `runs` times before one central platform and one desk."""
    times_s: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), headless=True)
        try:
            stage.set_up()
            for run in range(runs):
                times_s += _walk(stage, Path(folder, str(run)))
        finally:
            stage.stop()
    return [
        _ratio("tap to next screen, p99", "p99", percentile(times_s, 0.99), len(times_s)),
        _ratio("tap to next screen, median", "median", median(times_s), len(times_s)),
    ]


def _ratio(name: str, statistic: str, ours_s: float, taps: int) -> Ratio:
    return Ratio(name, statistic, ours_s * 1e3, "one frame at 60 Hz", _FRAME_S * 1e3, "ms", taps)


def _walk(stage: Stage, out: Path) -> list[float]:
    """Walk once in a process of its own; return the seconds of each tap."""
    settings = [HOUSE / "config" / "default.yaml", HOUSE / "config" / "demo.yaml", stage.settings_file(Screen())]
    words = [sys.executable, "-m", "kiosk.bench.tap_walk", stage.desk_url, str(out), *map(str, settings)]
    done = subprocess.run(words, cwd=HOUSE, timeout=_TIMEOUT_S, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the walk failed: {done.stderr[-2000:]}")
    found: list[float] = json.loads((out / TIMES_FILE).read_text())
    return found
