"""Time and memory: ours and the peers in turn, on the same pixels, so that a busy machine hits all of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import cv2

from kiosk.bench.cli import Measured
from kiosk.bench.dialogue import Dialogue
from kiosk.bench.face_ours import picture
from kiosk.bench.face_peers import PEERS
from kiosk.bench.figure import Figure, load_average
from kiosk.bench.ratio import Ratio, median

_DECISION_MS, _FRAME_MS = 35.0, 1000 / 15
_TASKS = {
    "detect": "a face found in 640 × 480",
    "embed": "a found face made into numbers",
    "decide": "whole 1:1 decision, frame to score",
    "decide_on_two": "whole 1:1 decision, two pictures to score",
}
_AS_USED = "whole 1:1 decision as each is used: ours knows the portrait from before, theirs gets two pictures"
_WIDTH_PX, _HEIGHT_PX = 640, 480
_PARTS, _WHOLE = "parts", "whole"
Shown = tuple[Path, Path]
"""A camera's frame of 640 × 480, and the portrait that it is held against: picture files."""

_Times = Mapping[str, Mapping[str, Sequence[float]]]  # by program, by task; ms


def prepared(pictures: Sequence[Path], folder: Path) -> list[Shown]:
    """Return frames and portraits in `folder`, made of `pictures`, each of which shows one face.

    Raises:
        ValueError: a picture is none.
    """
    return [_prepared(file, folder / f"{number}") for number, file in enumerate(pictures)]


def shown_to(program: Dialogue, pictures: Sequence[Shown]) -> list[str]:
    """Return what a program can be timed at, now that it has taken the pictures.

    Raises:
        DialogueError: it failed, for instance since it finds no face.
    """
    tasks: list[str] = []
    for frame, portrait in pictures:
        tasks = program.ask({"take": [str(frame), str(portrait)]})["tasks"]
    return tasks


def speed(programs: Mapping[str, Dialogue], tasks: Mapping[str, Sequence[str]], runs: int) -> list[Measured]:
    """Time all that each program can do, `runs` times, with one picture after the other.

    `programs`: "parts" and "whole" of ours, and any of the peers; `tasks`: what each can be timed at.

    Raises:
        DialogueError: a program failed.
    """
    times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for run in range(runs):
        for name, program in programs.items():
            for task in tasks[name]:
                times[name][task].append(float(program.ask({"time": task, "picture": run})["ms"]))
    memory_mb = {name: float(program.ask({"memory": True})["rss_mb"]) for name, program in programs.items()}
    return [*_alone(times, runs), *_against_peers(times, memory_mb, runs)]


def _prepared(file: Path, stem: Path) -> Shown:
    """Return a camera's frame with that picture in its middle, and the picture as a portrait."""
    seen = picture(file)
    factor = min(_WIDTH_PX / seen.shape[1], _HEIGHT_PX / seen.shape[0])
    portrait = cv2.resize(seen, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    down, across = _HEIGHT_PX - portrait.shape[0], _WIDTH_PX - portrait.shape[1]
    rims = (down // 2, down - down // 2, across // 2, across - across // 2)
    frame = cv2.copyMakeBorder(portrait, *rims, cv2.BORDER_REPLICATE)
    shown = (Path(f"{stem}-frame.png"), Path(f"{stem}-portrait.png"))
    for one, made in zip(shown, (frame, portrait), strict=True):
        cv2.imwrite(str(one), made)
    return shown


def _alone(times: _Times, runs: int) -> Iterator[Measured]:
    decided, whole = median(times[_PARTS]["decide"]), median(times[_WHOLE]["whole_frame"])
    yield Ratio(_TASKS["decide"], "median", decided, "the limit", _DECISION_MS, "ms", runs)
    yield Ratio("all that a frame is measured by", "median", whole, "a frame at 15 a second", _FRAME_MS, "ms", runs)
    yield Figure("frames that can be measured", 1000 / whole, "a second", load_average())
    yield Figure("468 points put on a face", median(times[_PARTS]["mesh"]), "ms", f"median of {runs}")


def _against_peers(times: _Times, memory_mb: Mapping[str, float], runs: int) -> Iterator[Measured]:
    for peer in (name for name in times if name in PEERS):
        for task, told in _TASKS.items():
            ours, theirs = median(times[_PARTS][task]), median(times[peer][task])
            yield Ratio(told, "median", ours, PEERS[peer], theirs, "ms", runs)
        known, two = median(times[_PARTS]["decide"]), median(times[peer]["decide_on_two"])
        yield Ratio(_AS_USED, "median", known, PEERS[peer], two, "ms", runs)
        yield Ratio("memory of the process", "resident", memory_mb[_WHOLE], PEERS[peer], memory_mb[peer], "MB", 1)
    yield Figure("memory of the process", memory_mb[_WHOLE], "MB", "resident, all three models loaded")
