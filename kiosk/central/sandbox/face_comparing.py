"""How the demo's police compare faces: by a program of its own, which loads the models and ends with the answer.

What it is asked, it gets by its input: no picture is in a command line, a file or a log. Only one runs at a time: each
takes 250 MB.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

_PROGRAM = "kiosk.faces.comparing_program"  # run, never imported: see ADR 0063
_HOUSE = Path(__file__).parents[3]
_TAKES_S, _WAITS_S = 8.0, 3.0
_one = threading.Lock()


class CannotCompareError(Exception):
    """The comparison cannot be made now; the words are for technicians."""


class NoFaceError(Exception):
    """There is no one face in the portrait."""


def compared(face: str, portrait: str, models: Path) -> bool:
    """Return whether `face`, the crop of one, is the face of `portrait`: both JPEGs in base64.

    Raises:
        CannotCompareError: models are missing, the program failed or took too long, or too many ask at once.
        NoFaceError: as it says.
    """
    if not _one.acquire(timeout=_WAITS_S):
        raise CannotCompareError("another face is being compared")
    try:
        told = _run({"face": face, "portrait": portrait}, models)
    finally:
        _one.release()
    match told:
        case {"same": bool() as same}:
            return same
        case {"portrait": False}:
            raise NoFaceError
        case {"models": str() as words} | {"detail": str() as words}:
            raise CannotCompareError(words)
        case _:
            raise CannotCompareError("the program that compares faces talks nonsense")


def _run(asked: dict[str, str], models: Path) -> Any:
    command = [sys.executable, "-m", _PROGRAM, str(models.resolve())]
    environment = {**os.environ, "PYTHONPATH": str(_HOUSE), "OPENCV_LOG_LEVEL": "SILENT"}
    question = json.dumps(asked).encode() + b"\n"
    try:
        done = subprocess.run(
            command, input=question, capture_output=True, timeout=_TAKES_S, check=False, env=environment, cwd=_HOUSE
        )
        return json.loads(done.stdout or b"null")
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise CannotCompareError(f"the program that compares faces failed: {type(error).__name__}") from None
