"""Faces: time and memory against deepface and dlib; with pictures of many people also errors, and the gate's worth."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.bench.cli import Measured
from kiosk.bench.dialogue import Dialogue, DialogueError
from kiosk.bench.face_accuracy import accuracy
from kiosk.bench.face_camera import through_a_camera
from kiosk.bench.face_degraded import Gate, degraded
from kiosk.bench.face_ours import Parts
from kiosk.bench.face_pairs import People, people
from kiosk.bench.face_peers import PEERS, NotInstalled, installed, started, started_ours
from kiosk.bench.face_speed import Shown, prepared, shown_to, speed
from kiosk.bench.table import Unmeasured
from kiosk.demo.program import HOUSE
from kiosk.faces.measuring import Measurer
from kiosk.faces.models import FOLDER, flaws
from kiosk.faces.quality import fit_to_compare
from kiosk.faces.thresholds import THRESHOLDS

PICTURES = HOUSE / "drivers" / "face_camera" / "persons"
"""Of the demonstration: portraits of one face each."""

_KINDS = {".jpg", ".jpeg"}  # what else lies beside the portraits is PNG, or the same portrait small: NAME.portrait.jpg


def portraits_in(folder: Path) -> list[Path]:
    """Return the pictures in `folder`, one of each face."""
    files = folder.iterdir() if folder.is_dir() else ()
    return sorted(file for file in files if file.suffix in _KINDS and file.suffixes == [file.suffix])


def measure(runs: int, *, pictures: Path | None = None, pairs: Path | None = None) -> Iterator[Measured]:
    """Measure ours and whichever peers can be had; with `pairs`, a folder of people's pictures, errors as well."""
    models = HOUSE / FOLDER
    shown = portraits_in(pictures or PICTURES)
    if wrong := flaws(models):
        yield Unmeasured("faces", str(wrong[0]))
        return
    if not shown:
        yield Unmeasured("faces", f"{pictures or PICTURES} has no pictures; give a folder by --pictures")
        return
    try:
        crowd = None if pairs is None else people(pairs)
        yield from _measured(runs, models, shown, crowd)
    except (DialogueError, ValueError, OSError) as error:
        yield Unmeasured("faces", str(error))


def _measured(runs: int, models: Path, shown: Sequence[Path], crowd: People | None) -> Iterator[Measured]:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        running = _start(models, Path(folder), prepared(shown, Path(folder)), stack)
        yield from running.unmeasured
        yield from speed(running.programs, running.tasks, runs)
        yield from through_a_camera(models)
        if crowd is not None:
            yield from _with_people(crowd, models, running)


@dataclass
class _Running:
    programs: dict[str, Dialogue] = field(default_factory=dict)
    tasks: dict[str, list[str]] = field(default_factory=dict)
    unmeasured: list[Unmeasured] = field(default_factory=list)

    def add(self, name: str, program: Dialogue, shown: Sequence[Shown]) -> None:
        self.tasks[name] = shown_to(program, shown)
        self.programs[name] = program


def _start(models: Path, folder: Path, shown: Sequence[Shown], stack: ExitStack) -> _Running:
    """Start ours and the peers; a peer that cannot be had is named among what is not measured."""
    running = _Running()
    for what in ("parts", "whole"):
        running.add(what, stack.enter_context(started_ours(what, models, folder)), shown)
    try:
        python = installed()
    except NotInstalled as error:
        running.unmeasured += [Unmeasured(told, f"it cannot be installed: {error}") for told in PEERS.values()]
        return running
    for name, told in PEERS.items():
        try:
            running.add(name, stack.enter_context(started(name, python, models, folder)), shown)
        except DialogueError as error:
            running.unmeasured.append(Unmeasured(told, str(error)))
    return running


def _with_people(crowd: People, models: Path, running: _Running) -> Iterator[Measured]:
    ours = Parts(models)
    peers = {name: program for name, program in running.programs.items() if name in PEERS}
    yield from accuracy(ours, peers, crowd)
    yield degraded(ours, _gate(models), crowd, THRESHOLDS["1e-4"])


def _gate(models: Path) -> Gate:
    measurer = Measurer(models)
    return lambda seen: fit_to_compare(measurer.measure(seen, 0.0))
