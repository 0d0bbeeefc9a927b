"""Faces: time and memory against deepface and dlib; with pictures of many people also errors, and the gate's worth."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.bench.cli import Measured
from kiosk.bench.dialogue import Dialogue, DialogueError
from kiosk.bench.face_accuracy import accuracy
from kiosk.bench.face_degraded import Gate, degraded
from kiosk.bench.face_ours import Parts
from kiosk.bench.face_pairs import people
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

_KINDS = ("*.jpg", "*.jpeg")  # what else lies beside the portraits is PNG


def measure(runs: int, *, pictures: Path | None = None, pairs: Path | None = None) -> list[Measured]:
    """Measure ours and whichever peers can be had; with `pairs`, a folder of people's pictures, errors as well."""
    models = HOUSE / FOLDER
    shown = [file for kind in _KINDS for file in sorted((pictures or PICTURES).glob(kind))]
    if wrong := flaws(models):
        return [Unmeasured("faces", str(wrong[0]))]
    if not shown:
        return [Unmeasured("faces", f"{pictures or PICTURES} has no pictures; give a folder by --pictures")]
    with TemporaryDirectory() as folder, ExitStack() as stack:
        started_up = _start(models, Path(folder), prepared(shown, Path(folder)), stack)
        told: list[Measured] = [*started_up.unmeasured]
        told += speed(started_up.programs, started_up.tasks, runs)
        if pairs is not None:
            told += _with_people(pairs, models, started_up)
    return told


@dataclass
class _Started:
    programs: dict[str, Dialogue] = field(default_factory=dict)
    tasks: dict[str, list[str]] = field(default_factory=dict)
    unmeasured: list[Unmeasured] = field(default_factory=list)

    def add(self, name: str, program: Dialogue, shown: Sequence[Shown]) -> None:
        self.tasks[name] = shown_to(program, shown)
        self.programs[name] = program


def _start(models: Path, folder: Path, shown: Sequence[Shown], stack: ExitStack) -> _Started:
    """Start ours and the peers; a peer that cannot be had is named among what is not measured."""
    both = _Started()
    for what in ("parts", "whole"):
        both.add(what, stack.enter_context(started_ours(what, models, folder)), shown)
    try:
        python = installed()
    except NotInstalled as error:
        both.unmeasured += [Unmeasured(told, f"it cannot be installed: {error}") for told in PEERS.values()]
        return both
    for name, told in PEERS.items():
        try:
            both.add(name, stack.enter_context(started(name, python, models, folder)), shown)
        except DialogueError as error:
            both.unmeasured.append(Unmeasured(told, str(error)))
    return both


def _with_people(pairs: Path, models: Path, started_up: _Started) -> Iterator[Measured]:
    pictures, ours = people(pairs), Parts(models)
    peers = {name: program for name, program in started_up.programs.items() if name in PEERS}
    yield from accuracy(ours, peers, pictures)
    yield degraded(ours, _gate(models), pictures, THRESHOLDS["1e-4"])


def _gate(models: Path) -> Gate:
    measurer = Measurer(models)
    return lambda seen: fit_to_compare(measurer.measure(seen, 0.0))
