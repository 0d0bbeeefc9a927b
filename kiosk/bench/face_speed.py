"""Time and memory: ours and the peers in turn, on the same pixels, so that a busy machine hits all of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

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
_WIDTH_PX, _HEIGHT_PX = 640, 480
_OURS = "ours"
_Times = Mapping[str, Mapping[str, Sequence[float]]]  # by program, by task; ms


def speed(programs: Mapping[str, Dialogue], pictures: Sequence[Path], runs: int) -> list[Measured]:
    """Time all that each program can do, `runs` times, with one picture after the other.

    `programs`: "ours" and any of the peers. Each picture shows one face.

    Raises:
        DialogueError: a program failed.
        ValueError: a picture is none.
    """
    with TemporaryDirectory() as folder:
        shown = [_prepared(file, Path(folder, str(number))) for number, file in enumerate(pictures)]
        tasks = {name: _take(program, shown) for name, program in programs.items()}
        times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for run in range(runs):
            for name, program in programs.items():
                for task in tasks[name]:
                    times[name][task].append(float(program.ask({"time": task, "picture": run})["ms"]))
        memory_mb = {name: float(program.ask({"memory": True})["rss_mb"]) for name, program in programs.items()}
    return [*_alone(times, runs), *_against_peers(times, memory_mb, runs)]


def _prepared(file: Path, folder: Path) -> tuple[Path, Path]:
    """Return a camera's frame with that picture in its middle, and the picture as a portrait; both 480 high."""
    folder.mkdir()
    seen = picture(file)
    factor = min(_WIDTH_PX / seen.shape[1], _HEIGHT_PX / seen.shape[0])
    portrait = cv2.resize(seen, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    down, across = _HEIGHT_PX - portrait.shape[0], _WIDTH_PX - portrait.shape[1]
    rims = (down // 2, down - down // 2, across // 2, across - across // 2)
    frame = cv2.copyMakeBorder(portrait, *rims, cv2.BORDER_REPLICATE)
    frame_file, portrait_file = folder / "frame.png", folder / "portrait.png"
    cv2.imwrite(str(frame_file), frame)
    cv2.imwrite(str(portrait_file), portrait)
    return frame_file, portrait_file


def _take(program: Dialogue, shown: Sequence[tuple[Path, Path]]) -> list[str]:
    for frame, portrait in shown:
        tasks: list[str] = program.ask({"take": [str(frame), str(portrait)]})["tasks"]
    return tasks


def _alone(times: _Times, runs: int) -> Iterator[Measured]:
    ours = {task: median(taken) for task, taken in times[_OURS].items()}
    yield Ratio(_TASKS["decide"], "median", ours["decide"], "the limit", _DECISION_MS, "ms", runs)
    yield Ratio(
        "all that is measured on a frame",
        "median",
        ours["whole_frame"],
        "a frame at 15 a second",
        _FRAME_MS,
        "ms",
        runs,
    )
    yield Figure("frames that can be measured", 1000 / ours["whole_frame"], "a second", load_average())
    yield Figure("468 points put on a face", ours["mesh"], "ms", f"median of {runs}")


def _against_peers(times: _Times, memory_mb: Mapping[str, float], runs: int) -> Iterator[Measured]:
    for peer in (name for name in times if name != _OURS):
        for task, told in _TASKS.items():
            ours, theirs = median(times[_OURS][task]), median(times[peer][task])
            yield Ratio(told, "median", ours, PEERS[peer], theirs, "ms", runs)
        yield Ratio("memory of the process", "resident", memory_mb[_OURS], PEERS[peer], memory_mb[peer], "MB", 1)
    yield Figure("memory of ours", memory_mb[_OURS], "MB", "resident, with all three models")
