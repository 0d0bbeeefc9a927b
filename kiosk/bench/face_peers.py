"""Whom ours is measured against, in an environment of their own, made when it is first wanted (ADR 0060)."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

from kiosk.bench.dialogue import Dialogue
from kiosk.bench.face_program import THREADS
from kiosk.demo.program import HOUSE
from kiosk.faces.models import DETECTOR, EMBEDDER

PEERS = {"deepface": "deepface 0.0.103", "dlib": "dlib 20.0.1"}
"""Module `kiosk.bench.face_NAME`, and what is measured there: deepface with our models, dlib with its own."""

_ENVIRONMENT = HOUSE / "var" / "face-peers"
_BUILD, _REQUIREMENTS = HOUSE / "config" / "face-peers-build.txt", HOUSE / "config" / "face-peers.txt"
_INSTALLS_S = 1200.0
_INSTALL = ("install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes")
_TAIL_CHARACTERS = 600


class NotInstalled(Exception):  # noqa: N818
    """The peers' environment cannot be made; the text says what pip said."""


def installed(environment: Path = _ENVIRONMENT) -> Path:
    """Return the peers' Python; make their environment first unless it is whole and made of the same pins.

    Raises:
        NotInstalled: it cannot be made.
    """
    stamp, python = environment / "pins", environment / "bin" / "python"
    pins = hashlib.sha256(_BUILD.read_bytes() + _REQUIREMENTS.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text("ascii") == pins:
        return python
    shutil.rmtree(environment, ignore_errors=True)
    _run("-m", "venv", "--without-pip", str(environment))
    pip = ("-m", "pip", "--python", str(python), *_INSTALL)
    _run(*pip, "--only-binary", ":all:", "-r", str(_BUILD))
    # Built with what was just installed, so that nothing comes without a hash.
    _run(*pip, "--no-build-isolation", "--use-pep517", "-r", str(_REQUIREMENTS))
    stamp.write_text(pins, "ascii")
    return python


def started(peer: str, python: Path, models: Path, folder: Path) -> Dialogue:
    """Start a peer, which uses the model files in `models` where they are the same; it writes in `folder` only.

    Raises:
        DialogueError: it does not start.
    """
    weights = folder / ".deepface" / "weights"
    weights.mkdir(parents=True, exist_ok=True)
    for model in (DETECTOR, EMBEDDER):
        if not (weights / model.file).exists():
            (weights / model.file).symlink_to((models / model.file).resolve())
    environment = {"DEEPFACE_HOME": str(folder), "DEEPFACE_LOG_LEVEL": "40", "DEEPFACE_BACKEND_ENGINE": "onnx"}
    return _program(python, f"kiosk.bench.face_{peer}", [], folder / f"{peer}.log", environment)


def started_ours(what: Literal["parts", "whole"], models: Path, folder: Path) -> Dialogue:
    """Start ours, in the same way.

    Raises:
        DialogueError: it does not start.
    """
    python = Path(sys.executable)
    return _program(python, "kiosk.bench.face_ours", [what, str(models.resolve())], folder / f"{what}.log", {})


def _program(python: Path, module: str, arguments: list[str], log: Path, environment: dict[str, str]) -> Dialogue:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(THREADS))
    common = {"PYTHONPATH": str(HOUSE), "OPENCV_LOG_LEVEL": "ERROR", **threads}
    return Dialogue([str(python), "-m", module, *arguments], log=log, environment={**common, **environment})


def _run(*arguments: str) -> None:
    """Run this Python, without what the project adds to it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    try:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=environment,
            timeout=_INSTALLS_S,
            check=False,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(str(error)) from None
    if done.returncode:
        said = done.stderr.strip()[-_TAIL_CHARACTERS:]
        raise NotInstalled(said or f"{arguments[1]} ended with {done.returncode}")
