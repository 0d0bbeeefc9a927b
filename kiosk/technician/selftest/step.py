"""What a self-test is made of: steps over a role's Protocol, played one after the other. No printing, no keyboard."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from drivers.cancel import Cancel
from drivers.errors import Cancelled, DeviceError
from drivers.faults import Fault, Threshold

_LOST = frozenset({Fault.OFFLINE, Fault.BUSY})


class Technician(Protocol):
    """Who stands before the device, or nobody."""

    def say(self, text: str) -> None:
        """Show a line."""

    def confirms(self, question: str) -> bool | None:
        """Ask yes or no; None when nobody is there to answer."""

    @property
    def is_there(self) -> bool:
        """Whether anybody can open a door."""


@dataclass(frozen=True)
class Bench:
    """What a step works with. `within_s` is how long it waits for a hand."""

    technician: Technician
    cancel: Cancel
    within_s: float = 30.0


@dataclass(frozen=True)
class Found:
    """What a step has to say. `ails`: what runs low, or keeps the device from working, in which case it has failed.

    `absent`: there is nothing of the kind, so nothing to look at.
    """

    words: str
    ails: frozenset[Fault | Threshold] = frozenset()
    failed: bool = False
    absent: bool = False


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Step:
    """One step.

    `do` says what it found or raises a `DeviceError`. `before` is what the technician shall do, `asks` what to look at
    afterwards, `undo` what has to be done then, however it ended; `by_hand` needs somebody there.
    """

    name: str
    do: Callable[[Any, Bench], Found]
    before: str = ""
    asks: str = ""
    undo: Callable[[Any, Cancel], None] | None = None
    by_hand: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a step ended, in words that name nobody."""

    step: str
    verdict: Verdict
    words: str
    ails: frozenset[Fault | Threshold] = field(default_factory=frozenset)


def play(device: object, steps: Sequence[Step], bench: Bench) -> Iterator[Outcome]:
    """Play the steps. Once the device is lost the rest is skipped; `Cancelled` ends it all."""
    lost = False
    for step in steps:
        if lost:
            yield Outcome(step.name, Verdict.SKIPPED, "not tried: the device cannot be spoken to")
        elif step.by_hand and not bench.technician.is_there:
            yield Outcome(step.name, Verdict.SKIPPED, "not tried: it needs somebody's hands")
        else:
            outcome = _played(device, step, bench)
            lost = bool(outcome.ails & _LOST)
            yield outcome


def _played(device: object, step: Step, bench: Bench) -> Outcome:
    if step.before:
        bench.technician.say(step.before)
    try:
        found = step.do(device, bench)
        if step.asks and not (found.failed or found.absent):
            found = _confirmed(found, step.asks, bench)
    except Cancelled:
        raise
    except DeviceError as error:
        return Outcome(step.name, Verdict.FAILED, error.detail, frozenset({error.fault}))
    finally:
        if step.undo is not None:
            with contextlib.suppress(DeviceError):  # whoever left has left; the next step meets a lost device itself
                step.undo(device, Cancel())
    failed = found.failed or any(isinstance(one, Fault) for one in found.ails)
    return Outcome(step.name, Verdict.FAILED if failed else Verdict.PASSED, found.words, found.ails)


def _confirmed(found: Found, question: str, bench: Bench) -> Found:
    match bench.technician.confirms(question):
        case None:
            return Found(f"{found.words}; nobody looked", found.ails)
        case True:
            return Found(f"{found.words}; confirmed", found.ails)
        case _:
            return Found(f"{found.words}; the technician says no", found.ails, failed=True)
