"""Cold start: from starting the process to the first frame of the home screen, against a bare Qt Quick window.

The terminal starts as after a power cut: flows and identity on disk, central away, no device connected.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from hashlib import sha256
from pathlib import Path

import yaml

from kiosk.bench.ratio import Ratio, median
from kiosk.protocol.package import pack, unpack
from kiosk.protocol.release import Release, ReleasedFlow, flow_target
from kiosk.sync.flow_store import FlowStore

_HOUSE = Path(__file__).parents[2]
_TIMEOUT_S = 60.0
_NOWHERE = 9  # the discard port: nobody answers
_BARE = """
import sys
import PySide6.QtQuick
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView
app = QGuiApplication([])
view = QQuickView()
view.setSource(QUrl.fromLocalFile(sys.argv[1]))
view.frameSwapped.connect(lambda: (print("shown", flush=True), app.quit()))
view.show()
app.exec()
"""


def measure(runs: int) -> list[Ratio]:
    """Start both in turn, `runs` times."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        bare = place / "bare.qml"
        bare.write_text("import QtQuick\nRectangle { width: 1080; height: 1920; Text { text: 'x' } }\n")
        settings = _settings(place)
        theirs_s, ours_s = [], []
        for _ in range(runs):
            theirs_s.append(_shown([sys.executable, "-c", _BARE, str(bare)]))
            ours_s.append(_shown([sys.executable, "-m", "kiosk.bench.start_home", str(settings)]))
    return [
        Ratio(
            "cold start to the home screen",
            "median",
            median(ours_s) * 1e3,
            "bare Qt Quick window",
            median(theirs_s) * 1e3,
            "ms",
            runs,
        )
    ]


def _shown(words: list[str]) -> float:
    """Start a process; return the seconds until it says that it shows something."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    began = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=env, cwd=_HOUSE, text=True) as process:
        assert process.stdout is not None, "a pipe was asked for"
        watchdog = threading.Timer(_TIMEOUT_S, process.kill)
        watchdog.start()
        try:
            for line in process.stdout:
                if line.startswith("shown"):
                    took_s = time.perf_counter() - began
                    process.wait()
                    return took_s
        finally:
            watchdog.cancel()
    raise RuntimeError(f"{words[2]} ended with {process.returncode} and showed nothing")


def _settings(place: Path) -> Path:
    state = place / "state"
    _store_flows(state / "flows")
    file = place / "terminal.yaml"
    settings = {
        "state_dir": str(state),
        "devices": {
            "id_card": f"serial:{place}/none",
            "receipt_printer": f"tcp://127.0.0.1:{_NOWHERE}",
            "document_printer": f"ipp://127.0.0.1:{_NOWHERE}/ipp/print",
        },
        "platform": {
            "url": f"http://127.0.0.1:{_NOWHERE}",
            "public_url": f"http://127.0.0.1:{_NOWHERE}",
            "trusted_root": str(place / "root.json"),
            "enrolment_code": "NOBODY-ASKS",
        },
        "screen": {"full_screen": False},
    }
    file.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return file


def _store_flows(directory: Path) -> None:
    """Lay the house's flows where a terminal keeps verified ones."""
    store, flows = FlowStore(directory), {}
    for flow in sorted((_HOUSE / "flows").rglob("flow.yaml")):
        folder = flow.parent
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        data = pack(files)
        store.keep(data)
        package = unpack(data).flow
        target = flow_target(package.service, package.version)
        flows[package.service] = ReleasedFlow(version=package.version, target=target, sha256=sha256(data).hexdigest())
    store.stage(Release(release_seq=1, flows=flows))
