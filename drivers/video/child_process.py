"""What the programs that run OpenCV have in common, seen from inside: how they speak, and what they may take."""

import json
import resource
import sys
from types import TracebackType

import cv2

from drivers.faults import Fault

_MOST_MEMORY_BYTES = 1 << 30  # private memory: a stream that lies about its sizes ends this process, not the machine


def prepare() -> None:
    """Limit the memory and the threads of this process, and let defects be told by their place."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY_BYTES, hard))
    cv2.setNumThreads(1)  # the terminal has few cores, and others work on them
    sys.excepthook = _tell_place


def say(words: dict[str, object]) -> None:
    """Tell the parent."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def _tell_place(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
    """Name a defect by its place alone: values never leave this process."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "" if trace is None else f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
    say({"fault": Fault.HARDWARE_ERROR, "detail": f"the process that runs OpenCV failed: {kind.__name__}{place}"})
