"""The engine: `advance` against two state machines on the same ten steps, 300 flows at start-up, flows explored."""

import hashlib
import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from statemachine import State, StateMachine
from transitions import Machine

from kiosk.bench.ratio import Ratio, median
from kiosk.demo.program import HOUSE
from kiosk.engine import advance, begin
from kiosk.engine.events import Submitted
from kiosk.engine.session import Facts
from kiosk.explorer.exploring import explore, files_of
from kiosk.protocol.flow import Flow
from kiosk.protocol.package import pack, unpack
from kiosk.protocol.personal import Personal
from kiosk.protocol.release import Release, ReleasedFlow, flow_target
from kiosk.sync.flow_store import FlowStore

_STEPS = 10
_WALKS = 300
_FLOWS = 300
_LOAD_LIMIT_MS = 300.0
_WALKS_OF_A_FLOW = 5
_ALL_EXPLORED_S, _ONE_AGAIN_S = 60.0, 2.0
_SHIPPED = sorted(file.parent for file in (HOUSE / "flows").rglob("flow.yaml"))
_NAMES = [f"s{number}" for number in range(_STEPS)]
_PLACES = [*_NAMES, "ended"]
_STORE = "flows"

Walk = Callable[[], None]
"""Answers each of the ten steps once; what is made before is not measured."""


def measure(runs: int) -> list[Ratio]:
    """Both machines keep an answer a step behind a condition, as `advance` does; they know no timers or effects."""
    rounds = [[_walk_us(walks) for walks in (_our_walks, _transitions_walks, _statemachine_walks)] for _ in range(runs)]
    ours, theirs, others = (median(times) for times in zip(*rounds, strict=True))  # in turn: the machine may change
    return [
        Ratio("advance", "median", ours, "transitions", theirs, "µs a step", runs * _WALKS),
        Ratio("advance", "median", ours, "python-statemachine", others, "µs a step", runs * _WALKS),
        _loading(runs),
        _exploring(runs),
        _exploring_all(),
        _exploring_one(runs),
    ]


def _exploring(runs: int) -> Ratio:
    """States a second of the explorer, each with all its events and promises, against what 60 s for all flows ask."""
    package = unpack(pack(files_of(_SHIPPED[0])))
    reports = [explore(package) for _ in range(min(runs, _WALKS_OF_A_FLOW))]
    ours = median([report.states / report.took_s for report in reports])
    needed = len(_SHIPPED) * reports[0].states / _ALL_EXPLORED_S
    peer = f"{len(_SHIPPED)} such flows in a minute"
    return Ratio("explorer on one core", "median", ours, peer, needed, "states/s", len(reports))


def _exploring_all() -> Ratio:
    """All that is shipped, as somebody waits for it who edited the engine: the command, from its start on all cores."""
    name = f"kiosk flow explore, all {len(_SHIPPED)} flows anew"
    return Ratio(name, "single", _explore_s(HOUSE / "flows"), "the limit", _ALL_EXPLORED_S, "s", 1)


def _exploring_one(runs: int) -> Ratio:
    """The flow that takes longest, as its author waits for it after an edit of its steps: the command, as above."""
    slowest = max(_SHIPPED, key=_explore_s)
    times_s = [_explore_s(slowest) for _ in range(min(runs, _WALKS_OF_A_FLOW))]
    name = f"kiosk flow explore, {slowest.parent.name}/{slowest.name} after an edit"
    return Ratio(name, "median", median(times_s), "the limit", _ONE_AGAIN_S, "s", len(times_s))


def _explore_s(flows: Path) -> float:
    command = [sys.executable, "-m", "kiosk", "flow", "explore", str(flows), "--again"]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=HOUSE)
    return time.perf_counter() - began


def _walk_us(walks: Callable[[], Iterator[Walk]]) -> float:
    prepared = list(walks())
    began = time.perf_counter()
    for walk in prepared:
        walk()
    return (time.perf_counter() - began) / (len(prepared) * _STEPS) * 1e6


def _our_walks() -> Iterator[Walk]:
    notices = [
        {"id": name, "kind": "notice", "title": "t", "points": ["p"], "consent_text": "c"} for name in _NAMES[:-1]
    ]
    flow = Flow.model_validate(
        {
            "service": "bench/ten-steps",
            "version": 1,
            "engine": 1,
            "item_code": "114201000000",
            "department": "d",
            "theme": "bench",
            "title": "t",
            "summary": "s",
            "expected_minutes": 1,
            "devices": [],
            "steps": [*notices, {"id": _NAMES[-1], "kind": "end", "title": "t"}],
        }
    )
    facts = Facts("2026-01-01", "WH0000", "bench")
    yes = Personal(True)

    def walk() -> None:
        session = first
        for name in _NAMES:
            session, _effects = advance(session, Submitted(name, yes))
        if not session.ended:
            raise RuntimeError("the ten steps did not end")

    first, _effects = begin(flow, session_id="bench", facts=facts)
    for _ in range(_WALKS):
        yield walk


class _Keeper:
    """What both peers drive: keeps an answer for each step, in a new dictionary each time."""

    state: str

    def __init__(self) -> None:
        self.answers: dict[str, Personal[bool]] = {}

    def agreed(self, answer: Personal[bool]) -> bool:
        return answer.reveal() is True

    def keep(self, answer: Personal[bool]) -> None:
        self.answers = {**self.answers, self.state: answer}


def _transitions_walks() -> Iterator[Walk]:
    yes = Personal(True)
    steps = [
        {"trigger": "submit", "source": here, "dest": there, "conditions": "agreed", "before": "keep"}
        for here, there in itertools.pairwise(_PLACES)
    ]
    for _ in range(_WALKS):
        keeper = _Keeper()
        machine = Machine(keeper, states=_PLACES, transitions=steps, initial=_PLACES[0], auto_transitions=False)

        def walk(keeper: _Keeper = keeper, machine: Machine = machine) -> None:
            for _name in _NAMES:
                keeper.submit(yes)  # type: ignore[attr-defined] # the machine puts it there
            if not machine.is_state(_PLACES[-1], keeper):
                raise RuntimeError("the ten steps did not end")

        yield walk


def _statemachine_walks() -> Iterator[Walk]:
    yes = Personal(True)
    places = {name: State(name, initial=name == _PLACES[0], final=name == _PLACES[-1]) for name in _PLACES}
    steps = [
        places[here].to(places[there], cond="agreed", before="keep") for here, there in itertools.pairwise(_PLACES)
    ]
    submit = steps[0]
    for step in steps[1:]:
        submit |= step
    machine_kind = type("TenSteps", (StateMachine,), {**places, "submit": submit})
    for _ in range(_WALKS):
        keeper = _Keeper()
        keeper.state = _PLACES[0]
        machine = machine_kind(keeper)

        def walk(machine: StateMachine = machine) -> None:
            for _name in _NAMES:
                machine.submit(yes)  # type: ignore[attr-defined] # as above
            if not machine.is_terminated:
                raise RuntimeError("the ten steps did not end")

        yield walk


def _loading(runs: int) -> Ratio:
    """From the verified store on disk to 300 flows that the home screen can offer, the first one shipped, renamed."""
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder, _STORE))
        times_ms = [_load_ms(Path(folder, _STORE)) for _ in range(runs)]
    name = f"{_FLOWS} flows loaded and validated"
    return Ratio(name, "median", median(times_ms), "the limit", _LOAD_LIMIT_MS, "ms", runs)


def _fill(directory: Path) -> None:
    source = _SHIPPED[0]
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in source.rglob("*") if path.is_file()}
    service = f"{source.parent.name}/{source.name}"
    store, released = FlowStore(directory), {}
    for number in range(_FLOWS):
        renamed = f"bench/flow-{number}"
        data = pack({**files, "flow.yaml": files["flow.yaml"].replace(service.encode(), renamed.encode())})
        digest = hashlib.sha256(data).hexdigest()
        store.keep(data)
        released[renamed] = ReleasedFlow(version=1, target=flow_target(renamed, 1), sha256=digest)
    store.stage(Release(release_seq=1, flows=released))
    store.activate()


def _load_ms(directory: Path) -> float:
    began = time.perf_counter()
    flows = FlowStore(directory).flows()
    took_s = time.perf_counter() - began
    if len(flows) != _FLOWS:
        raise RuntimeError(f"{len(flows)} of {_FLOWS} flows were loaded")
    return took_s * 1e3
