"""When two states are one: equal in everything that may ever decide what happens next. See docs/adr/0019.

- Answers count as the flow's expressions see them. An expression that reads one answer counts by its result if it
  steers the session, else by whether it can be had, a number of copies by whether it is one; of one that reads
  several, each part it reads counts as it is.
- What was answered before the resident went back only fills in screens; a form goes on from the fields before.
- What a list of answers lets change is answered again behind the change, and may fit or not: where that hangs on other
  answers, it counts as it is.
- A part of a joint service that is over counts by what became of it: nothing leads back into it, and why it was given
  up was told where it was. Its doubtful paper is on record and in no hand.
- What was agreed to before a face was looked at, and the rounds of that, count at the step alone: whoever comes back is
  asked anew. Refusals count while a way leads to such a step.
- What the printer counts only goes on record: it tells states apart while nothing holds the printer up.
- Visits and attempts only name things apart; they and all that is named after them are left out.
- A document that certainly never came out and never will is as if it had not been: it is or will be void.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any, NamedTuple

from kiosk.engine import questions
from kiosk.engine.parts import PartState, is_given_up, outcomes
from kiosk.engine.rules import RuleError, evaluate
from kiosk.engine.scope import detours_of, scope_of
from kiosk.engine.session import Session, Working
from kiosk.engine.steps import capture
from kiosk.explorer import till
from kiosk.explorer.ahead import Ahead, ahead, only_issue
from kiosk.explorer.alike import Alike, frozen
from kiosk.explorer.readings import Path, Reading, hanging
from kiosk.explorer.world import Issue, Paper, World, visit_of
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal, revealed
from kiosk.protocol.records import IssueState
from kiosk.protocol.steps import (
    CaptureStep,
    ChooseStep,
    FormStep,
    ReviewStep,
    VerifyFaceStep,
)
from kiosk.protocol.steps.issue import is_number_of_copies

_BY_NAME_ONLY = {"id", "flow", "visit", "attempt"}
_OF_FACES = {"gestures", "hints", "faces_refused"}
_APART = {"photos", "resumed", "answers", "drafts", "issue", "printed", "payment", "sheets_out", *_OF_FACES}
_kept = attrgetter(*(field.name for field in fields(Session) if field.name not in _BY_NAME_ONLY | _APART))
_ABSENT, _NOT_TO_BE_HAD, _GIVEN_UP = "absent", "not to be had", "given up"

Key = tuple[Any, ...]


class _Told(NamedTuple):
    """What answers tell: `number` stands for what expressions see of them, and for the parts that are `over`."""

    number: int
    over: Mapping[str | None, Key]


class Merging:
    """Makes keys: states with the same key are one state."""

    def __init__(self, flow: Flow, read: tuple[Reading, ...]) -> None:
        self._read = read
        self._read_behind = _read_behind(flow, read)
        self._again = _answered_again(flow)
        self.alike = Alike()
        self._seen: dict[tuple[str, bool, str], Key] = {}
        self._of: dict[tuple[str, int, str, str], Key] = {}
        self._told: dict[tuple[int, str, int, bool, bool, str], _Told] = {}
        self._numbers: dict[Key, int] = {}
        self._capturing = tuple(step for step in flow.steps if isinstance(step, CaptureStep))
        self._ahead, self._issue = ahead(flow, read), only_issue(flow)
        self._no_face_ahead = not any(isinstance(flow.step(step_id), VerifyFaceStep) for step_id in self._ahead)

    def key(self, session: Session, world: World) -> Key:
        """Return what tells this state from others."""
        told, ticket = self._told_by(session), session.ticket if world.work else ""
        return (
            *_kept(session),
            told.number,
            self._begun(session),
            self._faces(session),
            tuple([(name, frozen(kept.reveal())) for name, kept in session.resumed.items()]),
            self._pages(session),
            *_documents(session, world, told.over),
            _sheets_out(session, world),
            _payment(session),
            till.meaning(world.payments),
            world.claimed,
            world.timers,
            world.asked,
            tuple([(type(work), work.ticket == ticket) for work in world.work]),
            (world.opened, world.closed, world.wiped, world.cards, world.looked_for_cards, world.looked_for_paper),
            (world.sheet, world.looked_for_sheet, world.verified, world.seen, world.faced == visit_of(session.ticket)),
            frozenset(session.photos),
        )

    def _told_by(self, session: Session) -> "_Told":
        """Look once at what is told by the answers; most events leave them as they are."""
        name = (
            self.alike.answers(session.answers),
            session.step_id,
            len(session.printed),
            session.presented,
            session.ended,
            session.facts.today,
        )
        known = self._told.get(name)
        if known is None:
            over = _over(session)
            told = (tuple(self._views(session, over)), tuple(over.items()), tuple(detours_of(session).items()))
            number = self._numbers.setdefault(told, len(self._numbers))
            known = self._told[name] = _Told(number, over)
        return known

    def _views(self, session: Session, over: Mapping[str | None, Key]) -> Iterator[Key]:
        answers, ahead = session.answers, self._nothing_but_ahead(session)
        for step in session.flow.steps:
            if ahead is not None and step.id not in ahead.roots:
                continue
            if step.id in answers and (step.part not in over or step.id in self._read_behind):
                yield step.id, self._known(session, step.id, answers[step.id])

    def _nothing_but_ahead(self, session: Session) -> Ahead | None:
        """Return what still matters of answers where no way leads back; None where one may."""
        if session.presented or (self._issue is not None and session.step_id == self._issue.id):
            return self._ahead.get(session.step_id)
        return None

    def _begun(self, session: Session) -> Key:
        """Return what a form goes on from: the fields before the one that is asked.

        What was typed into later ones before only fills in their screens: each is asked again before it counts.
        """
        step = session.flow.step(session.step_id)
        if session.ended or not isinstance(step, FormStep) or not step.fields:
            return ()
        field = questions.present(session, step)
        try:
            before = questions.scope(session, step, field)[step.id]
        except RuleError:
            return (_NOT_TO_BE_HAD,)
        return self._view(session, step.id, before, whole=False)

    def _faces(self, session: Session) -> Key:
        """Return what still counts of the looks at faces: `verify_face` forgets all but refusals when it is entered."""
        if isinstance(session.flow.step(session.step_id), VerifyFaceStep):
            return session.faces_refused, session.gestures, session.hints
        return () if self._nothing_but_ahead(session) and self._no_face_ahead else (session.faces_refused,)

    def _pages(self, session: Session) -> Key:
        """Return how many pages there are, those from before going back among them: they are gone on from."""
        told = self._nothing_but_ahead(session)
        ahead = self._capturing if told is None else [step for step in self._capturing if step.id in told.roots]
        return tuple([(step.id, len(capture.pages(session, step))) for step in ahead])

    def _known(self, session: Session, root: str, answer: Personal[Any]) -> Key:
        """Look at an answer once."""
        at = session.step_id if self._nothing_but_ahead(session) else ""
        name = (root, self.alike.answer(answer), session.facts.today, at)
        if name not in self._of:
            given_up = is_given_up(answer)
            self._of[name] = (_GIVEN_UP,) if given_up else self._view(session, root, answer.reveal(), whole=True)
        return self._of[name]

    def _view(self, session: Session, root: str, value: Any, *, whole: bool) -> Key:
        """Return what the flow's expressions can tell of one answer. `whole`: it is not added to any more."""
        value, ahead = revealed(value), self._nothing_but_ahead(session)
        name = (root, whole, f"{session.facts.today} {session.step_id if ahead else ''} {frozen(value)}")
        if name not in self._seen:
            around = {key: what for key, what in scope_of(session).items() if key not in session.answers}
            scope = {**around, root: value}
            views: Key = tuple(
                _result(reading, scope) if self._alone(reading, whole=whole) else _parts(reading, root, value)
                for reading in (ahead.read if ahead else self._read)
                if root in reading.roots
            )
            again = self._again.get(root, ()) if whole and not ahead else ()
            self._seen[name] = (*views, *(frozen(_part(value, path)) for path in sorted(again)))
        return self._seen[name]

    @staticmethod
    def _alone(reading: Reading, *, whole: bool) -> bool:
        return len(reading.roots if whole else reading.paths) == 1


def _read_behind(flow: Flow, read: tuple[Reading, ...]) -> frozenset[str]:
    """Return the steps of parts whose answers are read outside their parts."""
    of = {step.id: step.part for step in flow.steps}
    return frozenset(root for one in read for root in one.roots if of.get(root) not in {None, of.get(one.step)})


def _answered_again(flow: Flow) -> dict[str, frozenset[Path]]:
    """Return what fits or not as other answers are, of each form and choice before a list of answers."""
    lists = [number for number, step in enumerate(flow.steps) if isinstance(step, ReviewStep) and step.answers]
    before = flow.steps[: lists[-1]] if lists else ()
    return {step.id: hanging(step) for step in before if isinstance(step, FormStep | ChooseStep)}


def _over(session: Session) -> dict[str | None, Key]:
    """Return what became of each part that is over, by its id."""
    if not session.flow.parts or session.ended:
        return {}
    return {
        one.part.id: (one.state, len(one.papers))
        for one in outcomes(session)
        if one.state in {PartState.DONE, PartState.NOT_DONE}
    }


def _result(reading: Reading, scope: Mapping[str, Any]) -> Any:
    try:
        result = evaluate(reading.text, scope).reveal()
    except RuleError:
        return _NOT_TO_BE_HAD
    if reading.counts:
        return is_number_of_copies(result)
    return frozen(result) if reading.steers else _kind(result)


def _kind(value: Any) -> str:
    """Screens and documents take values of one kind alike; of a list it matters whether it holds records."""
    records = isinstance(value, list) and all(isinstance(row, dict) for row in value)
    return "records" if records else type(value).__name__


def _parts(reading: Reading, root: str, value: Any) -> Key:
    return tuple((path, frozen(_part(value, path[1:]))) for path in sorted(reading.paths) if path[0] == root)


def _part(value: Any, path: Path) -> Any:
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            return _ABSENT
        value = value[name]
    return value


def _documents(session: Session, world: World, over: Mapping[str | None, Key]) -> Key:
    """The document in hand, and those before it that still mean something. `over`: the parts that are."""
    if not world.issues:
        return (None if session.issue is None else False, (False,) * len(session.printed), ())
    in_hand = world.issues[-1].issue_id
    behind = [part.id for part in session.flow.parts] if session.ended else over
    named = {step_id: part for part in behind for step_id in session.flow.steps_of(str(part))}
    return (
        None if session.issue is None else session.issue.issue_id == in_hand,
        tuple(one.issue_id == in_hand for one in session.printed),
        tuple(
            (named.get(one.step, one.step), one.state, one.paper)
            for one in world.issues
            if (one.issue_id == in_hand and one.step not in named) or not (_gone(one) or _settled(one, named))
        ),
    )


def _sheets_out(session: Session, world: World) -> Key:
    """Whether the printer counted any, and session and printer agree; it is the same whatever holds the printer up."""
    state = session.state
    if not isinstance(state, Working) or state.held_up is not None or not world.issues:
        return ()
    return session.sheets_out > 0, session.sheets_out == world.issues[-1].told_out


def _payment(session: Session) -> Key:
    """An order's numbers only name it, and one that was given up means nothing away from its step."""
    payment = session.payment
    over = payment is not None and payment.state in till.GIVEN_UP and payment.step_id != session.step_id
    return () if payment is None or over else (payment.step_id, payment.amount_fen, payment.state, bool(payment.code))


def _settled(issue: Issue, over: Mapping[str, str | None]) -> bool:
    """True for doubtful paper of a part that is over: a person at the tray has to look, whatever else happens."""
    return issue.step in over and issue.state is IssueState.DOUBTFUL and issue.paper is Paper.MAYBE


def _gone(issue: Issue) -> bool:
    return issue.state in {IssueState.VOIDED, IssueState.RESERVED} and issue.paper is Paper.NONE
