"""Attempts before the emulated camera: how often who is alive passes, how often an attack does, and how soon."""

from collections.abc import Iterator
from statistics import median

from drivers.face_camera.stage import Attack, Position, Stage, Standing
from kiosk.bench.cli import Measured
from kiosk.bench.face_stages import FPS, GIVES_UP_S, SIZE_PX, judged
from kiosk.bench.table import Table, Unmeasured
from kiosk.demo.program import HOUSE
from kiosk.faces.measuring import Measurer
from kiosk.faces.models import FOLDER, flaws
from kiosk.protocol.faces import Gestures

_ALIVE = (
    *(Stage(standing) for standing in (Standing.TEACHER, Standing.DOCTOR, Standing.PILOT)),
    Stage(position=Position.LOW),
    Stage(position=Position.TALL),
)
_OF_THE_CAMERA = {Attack.NONE, Attack.SIZES, Attack.SIZE_CHANGES}  # what is drawn has one size
_COLUMNS = ("", "tasks", "passed", "not alive", "another person", "time was up", "median s")


def measure(runs: int) -> Iterator[Measured]:
    """Yield a table of each; `runs`: attempts of each row, with other tasks and another moment of the clip."""
    models = HOUSE / FOLDER
    if wrong := flaws(models):
        yield Unmeasured("faces", str(wrong[0]))
        return
    measurer = Measurer(models)
    both: tuple[Gestures, ...] = ("turning", "still")
    alive = [_row(_named(stage), stage, gestures, measurer, runs) for stage in _ALIVE for gestures in both]
    told = f"{SIZE_PX[0]} × {SIZE_PX[1]}, {FPS:.0f} frames to a second of the clip's own time; portraits as on cards"
    yield Table(f"alive, {runs} attempts each", _COLUMNS, tuple(alive), (told, "rendered, not filmed"))
    attacks = [attack for attack in Attack if attack not in _OF_THE_CAMERA]
    rows = [
        _row(attack.value, Stage(attack=attack), gestures, measurer, runs) for attack in attacks for gestures in both
    ]
    yield Table(f"attacks, {runs} attempts each", _COLUMNS, tuple(rows), ("each does what it can of what is asked",))


def _named(stage: Stage) -> str:
    return stage.stands.value if stage.position is Position.USUAL else f"{stage.stands.value}, {stage.position.value}"


def _row(name: str, stage: Stage, gestures: Gestures, measurer: Measurer, runs: int) -> tuple[str, ...]:
    ends, times_s = [], []
    for seed in range(runs):
        verdict, took_s = judged(stage, measurer, gestures=gestures, seed=seed)
        ends.append("" if verdict is None else str(verdict))
        times_s.append(GIVES_UP_S if verdict is None else took_s)
    counts = (f"{ends.count(end)} of {runs}" for end in ("VERIFIED", "NOT_LIVE", "NOT_SAME", ""))
    return name, gestures, *counts, f"{median(times_s):.1f}"
