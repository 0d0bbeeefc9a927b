"""The host of the devices: what it adds to an operation, and what it costs while nothing happens."""

import json
import queue
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from drivers.cancel import Cancel
from drivers.faults import Role
from drivers.status import DeviceState, DeviceStatus
from kiosk.bench.ratio import Ratio, median
from kiosk.demo.program import HOUSE, Program
from kiosk.desk.state import DEVICES_FILE, READY
from kiosk.devices.host import DeviceHost
from kiosk.engine.events import CardRemoved, Event

_LIMIT_MS = 1.0
_CORE_SHARE_LIMIT = 2.0
_IDLE_S = 20.0
_PATIENCE_S = 5.0
_READY_S = 60.0


class _Nothing:
    """A device whose operations take no time, so that only the host's own is left."""

    def status(self) -> DeviceStatus:
        return DeviceStatus(Role.ID_CARD, DeviceState.ONLINE)

    def close(self) -> None:
        """There is nothing to give back."""


def overhead(runs: int) -> Ratio:
    """From `submit` to the posted event, with nothing in between."""
    host = DeviceHost(Role.ID_CARD, _Nothing(), poll_s=3600, told=lambda _status: None)
    host.start()
    times_s = [_round_trip_s(host, f"bench/{run}") for run in range(runs)]
    host.stop()
    return Ratio("host overhead per operation", "median", median(times_s) * 1e3, "the limit", _LIMIT_MS, "ms", runs)


def _round_trip_s(host: DeviceHost[_Nothing], ticket: str) -> float:
    posted: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def work(_device: _Nothing, _cancel: Cancel) -> None:
        posted.put(CardRemoved(ticket))

    began = time.perf_counter()
    host.submit(ticket, work, posted.put)
    posted.get(timeout=_PATIENCE_S)
    return time.perf_counter() - began


def idle_cpu() -> Ratio:
    """The CPU of a process that hosts every device of the desk at the default poll, in percent of one core."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Program("desk", ["desk", "--directory", folder, "--headless"], Path(folder))
        desk.start()
        try:
            desk.wait_ready(READY, _READY_S)
            words = [sys.executable, "-m", "kiosk.bench.host_idle", str(Path(folder, DEVICES_FILE)), str(_IDLE_S)]
            done = subprocess.run(words, cwd=HOUSE, timeout=_READY_S + _IDLE_S, check=True, capture_output=True)
        finally:
            desk.stop()
    told = json.loads(done.stdout)
    name = f"idle CPU of the host, {len(told['roles'])} devices polled"
    share = 100 * told["cpu_s"] / _IDLE_S
    return Ratio(name, "mean", share, "the limit", _CORE_SHARE_LIMIT, "% of a core", 1)
