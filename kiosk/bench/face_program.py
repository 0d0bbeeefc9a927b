"""The program that a face recogniser is measured in: asked by JSON lines, timed where it runs, without its start.

Ours and each peer run in one of these, each in its own environment, on the same pixels and with as many threads.
Standard library only: peers' environments have nothing else of ours.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

THREADS = 2


class Subject(Protocol):
    """Who is measured. Pictures come as paths of PNG or JPEG files."""

    def take(self, frame: Path, reference: Path) -> Mapping[str, Callable[[], object]]:
        """Return what can be timed with these two, by name; the reference has been looked at when this returns."""
        ...


@runtime_checkable
class Embeds(Protocol):
    """Whose numbers of a face can be had, too."""

    def embedding(self, picture: Path) -> list[float] | None:
        """Return the numbers of the face nearest to the picture's middle; None when none is found.

        The nearer two lie, the more alike are the faces.
        """
        ...


def serve(name: str, subject: Callable[[], Subject]) -> None:
    """Answer until standard input ends. Whatever libraries print goes to standard error."""
    said = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    asked = _Asked(subject())
    _say(said, {"ready": name})
    for line in sys.stdin:
        _say(said, asked.answer(json.loads(line)))


class _Asked:
    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._tasks: list[Mapping[str, Callable[[], object]]] = []

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        match question:
            case {"take": [str() as frame, str() as reference]}:
                self._tasks.append(self._subject.take(Path(frame), Path(reference)))
                for task in self._tasks[-1].values():
                    task()  # the first time is another: buffers are made, code is loaded
                return {"tasks": list(self._tasks[-1])}
            case {"time": str() as task, "picture": int() as picture}:
                return {"ms": _took_ms(self._tasks[picture % len(self._tasks)][task])}
            case {"embed": str() as path} if isinstance(self._subject, Embeds):
                return {"embedding": self._subject.embedding(Path(path))}
            case {"memory": True}:
                return {"rss_mb": _rss_mb()}
            case _:
                raise ValueError(f"no question: {question}")


def nearest_to_middle(boxes: list[tuple[float, float, float, float]], width: float, height: float) -> int:
    """Return which of some boxes (x, y, width, height) has its middle nearest to that of the picture."""
    away = [abs(x + w / 2 - width / 2) + abs(y + h / 2 - height / 2) for x, y, w, h in boxes]
    return away.index(min(away))


def _say(said: Any, words: dict[str, Any]) -> None:
    said.write(json.dumps(words) + "\n")
    said.flush()


def _took_ms(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return (time.perf_counter() - began) * 1e3


def _rss_mb() -> float:
    resident_pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return resident_pages * os.sysconf("SC_PAGE_SIZE") / 1e6
