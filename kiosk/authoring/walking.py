"""A flow walked by hand, without a screen: what a resident is told, what may happen next, what then does.

Everything that may happen is what the explorer tries, too: answers, faults, refusals, clocks, a finger that leaves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce

from kiosk.engine import changing, path
from kiosk.engine.advance import advance, begin
from kiosk.engine.effects import Effect
from kiosk.engine.events import (
    CallDone,
    CardRead,
    CardRemoved,
    Changed,
    CodeScanned,
    CodeSent,
    Composed,
    DocumentPrinted,
    DocumentTaken,
    Event,
    FaceSeen,
    FaceVerified,
    Identified,
    MailKept,
    Paid,
    PaymentOffered,
    ReceiptPrinted,
    Submitted,
)
from kiosk.engine.session import Asking, Facts, Session, Troubled, Working
from kiosk.explorer.arrivals import arrivals
from kiosk.explorer.moment import Moment
from kiosk.explorer.readings import readings
from kiosk.explorer.replies import Replies
from kiosk.explorer.script import line, scenario
from kiosk.explorer.walk import SESSION, next_world
from kiosk.explorer.world import World, carried_out
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal
from kiosk.shell.words import Words

_EXPECTED = (
    Submitted,
    Changed,
    CardRead,
    CodeScanned,
    CodeSent,
    Identified,
    FaceVerified,
    FaceSeen,
    CallDone,
    Composed,
    PaymentOffered,
    Paid,
    DocumentPrinted,
    ReceiptPrinted,
    MailKept,
    CardRemoved,
    DocumentTaken,
)
"""What happens when all goes well."""


@dataclass
class HandWalk:
    """One session of a flow, moved event by event. `language` is that of the words told."""

    package: FlowPackage
    language: str
    today: str
    code: Personal[str] | None = None
    taken: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._replies = Replies(readings(self.package.flow))
        facts = Facts(self.today, "WH0000", "示范街道")
        session, effects = begin(self.package.flow, session_id=SESSION, facts=facts, resuming=self.code)
        world = reduce(lambda so_far, effect: carried_out(so_far, effect, session.step_id), effects, World())
        self._moment = Moment(session, world)
        self._steps: list[str] = []

    @property
    def session(self) -> Session:
        return self._moment.session

    def told(self) -> list[str]:
        """Return what the resident sees, line by line; the last word of a session is how it ended."""
        session, words = self.session, Words(self.language)
        if session.outcome is not None:
            return [f"The session ended: {session.outcome.value}."]
        step, at = session.flow.step(session.step_id), path.progress(session)
        title = words.of_flow(self.package.texts, step.title)
        return [f"[{at.step}/{at.total}] {step.id} ({step.kind}): {title}", *_state(session, words, self.package)]

    def choices(self, *, everything: bool = False) -> list[Event]:
        """Return what may happen; without `everything` only what does when all goes well."""
        if self.session.ended:
            return []
        moves = list(arrivals(self.session, self._moment.world, self._replies))
        known = {line(event): event for event in moves}  # the same words are the same to an author
        asked = isinstance(self.session.state, Asking)
        late = () if asked else (Submitted,)  # a second tap on the screen before
        usual = tuple(kind for kind in _EXPECTED if kind not in late)
        return [event for event in known.values() if everything or (isinstance(event, usual) and self._has_key(event))]

    def _has_key(self, event: Event) -> bool:
        return not isinstance(event, Changed) or changing.offered(self.session, event)

    def take(self, event: Event) -> list[str]:
        """Let `event` happen; return what the session then asked for.

        Raises:
            RuleError: an expression cannot be evaluated; the walk stands where it stood.
        """
        change = advance(self.session, event)
        self._moment = Moment(change[0], next_world(self._moment, event, change))
        self.taken.append(event)
        self._steps.append(change[0].step_id)
        return [type(effect).__name__ for effect in change[1] if _is_seen(effect)]

    def as_scenario(self, name: str) -> str:
        """Return the way so far as a file below `scenarios/`."""
        return scenario(name, self.today, tuple(self.taken), tuple(self._steps))


def _is_seen(effect: Effect) -> bool:
    return "Timer" not in type(effect).__name__


def _state(session: Session, words: Words, package: FlowPackage) -> Iterator[str]:
    match session.state:
        case Asking(problem=problem, field=name):
            yield f"asks {name}".rstrip()
            if problem:
                yield f"what was wrong: {problem}"
            for row in changing.listed(session).reveal():
                yield f"{'.'.join(filter(None, (row.event.step, row.event.field)))}: {row.value}"
        case Working(doing=doing, held_up=held_up):
            yield words.say(f"working.{doing.value}")
            if held_up is not None:
                yield ": ".join(words.trouble(held_up, package.texts))
        case Troubled(trouble=trouble):
            yield ": ".join(words.trouble(trouble, package.texts))
