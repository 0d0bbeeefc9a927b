"""What holds at every moment of every session."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass

from drivers.faults import Role
from kiosk.engine.events import Timer
from kiosk.engine.parts import is_given_up, may_be_given_up
from kiosk.engine.path import back_target
from kiosk.engine.scope import detours_of
from kiosk.engine.session import Asking, Parting, Troubled, Working
from kiosk.engine.trouble import Trouble
from kiosk.explorer.moment import Keys, Moment, Words
from kiosk.explorer.till import Money, Payment
from kiosk.explorer.world import NOBODY_KNOWS, Issue, Paper, World, settled
from kiosk.protocol.faults import NO_PHOTO, NO_VERIFIER, NOT_VERIFIED
from kiosk.protocol.flow import LANGUAGES, Flow
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueState, PaymentState
from kiosk.protocol.steps import CaptureStep, EndStep, IssueStep, PayStep, RateStep, VerifyFaceStep, Way
from kiosk.shell.navigation import screen_of_session, topic_of

_TOLD = {IssueState.PRESENTED, IssueState.TAKEN, IssueState.DOUBTFUL}
_NO_FACE_WILL_DO = frozenset({NOT_VERIFIED, NO_VERIFIER, NO_PHOTO})
_SOURCES = {*(role.value for role in Role), "platform", "terminal", "pay", "face", "draft", *(way.value for way in Way)}
_NEVER_PRINTED = {IssueState.VOIDED, IssueState.DOUBTFUL}


def no_wait_without_a_time_out(moment: Moment, _words: Words) -> str:
    session, timers = moment.session, moment.world.timers
    if session.ended:
        return f"clocks still run after the end: {', '.join(sorted(timers))}" if timers else ""
    if isinstance(session.state, Working):
        return "" if Timer.WORK in timers else f"nothing bounds how long the terminal is {session.state.doing}"
    if isinstance(session.flow.step(session.step_id), RateStep | EndStep):
        return "" if Timer.STEP in timers else "no clock takes the session on from here"
    return "" if timers & {Timer.IDLE, Timer.IDLE_END} else "no clock ends the session when the resident is gone"


def every_trouble_has_words(moment: Moment, words: Words) -> str:
    """In each language, so that a switch of language finds them too."""
    state = moment.session.state
    match state:
        case Troubled(trouble=trouble) if trouble.text:
            return _missing([trouble.text], words.flow)
        case Troubled(trouble=trouble):
            return _missing(_keys(trouble), words.shell)
        case Working(held_up=trouble, doing=doing):
            return _missing([f"working.{doing}", *(_keys(trouble) if trouble else ())], words.shell)
        case Parting():
            return ""
        case Asking(problem=problem):
            return _missing([problem] if problem else [], words.shell)


def _missing(keys: list[str], texts: Keys) -> str:
    """Flows without a package have no words at all, and none are missed."""
    missing = [f"{key} ({language})" for language in LANGUAGES for key in keys if texts and key not in texts[language]]
    return f"there are no words for {', '.join(missing)}" if missing else ""


def _keys(trouble: Trouble) -> list[str]:
    """A department's reasons may be told in general words; what the terminal itself knows may not."""
    source, code = (trouble.source, trouble.code) if trouble.source in _SOURCES else ("any", "OTHER")
    return [f"faults.{source}.{code}.title", f"faults.{source}.{code}.remedy"]


def every_screen_speaks(moment: Moment, words: Words) -> str:
    """Each has a title of the flow's, and a prompt that is read aloud, in each language."""
    session = moment.session
    if session.ended:
        return ""
    try:
        prompt = f"help.{topic_of(session, screen_of_session(session))}"
    except ValueError:
        return f"there is no screen for {session.flow.step(session.step_id).kind}"
    return _missing([prompt], words.shell) or _missing([session.flow.step(session.step_id).title], words.flow)


def a_trouble_can_be_met(moment: Moment, _words: Words) -> str:
    """Whoever meets a fault may try again, go on or go back; leaving is all where the flow or a refusal says why.

    Of doubtful paper, too.
    """
    session, state = moment.session, moment.session.state
    if not isinstance(state, Troubled) or state.trouble.code in NOBODY_KNOWS or state.trouble.source == session.step_id:
        return ""
    if state.trouble.source == "face" and state.trouble.code in _NO_FACE_WILL_DO:
        return ""
    if state.trouble.text:  # words of the flow's own, see on_fault
        return ""
    if session.issue is not None and any(one.state is IssueState.DOUBTFUL for one in moment.world.issues):
        return ""
    offered = (
        state.retry or state.go_on or may_be_given_up(session) or (state.back and back_target(session) is not None)
    )
    return "" if offered else f"{state.trouble.source}.{state.trouble.code} leaves nothing but leaving"


def nothing_personal_after_the_end(moment: Moment, _words: Words) -> str:
    if not moment.session.ended:
        return ""
    held = [name for name, value in _parts(moment.session) if isinstance(value, Personal)]
    return f"the ended session still holds {', '.join(held)}" if held else ""


def nothing_entered_stays_once_it_is_kept(moment: Moment, _words: Words) -> str:
    """While the code is shown, the terminal holds nothing of what it stands for."""
    session = moment.session
    held = bool(session.answers or session.drafts or session.resumed)
    return "what was kept for later is still in the session" if isinstance(session.state, Parting) and held else ""


def _parts(value: object, at: str = "session") -> Iterator[tuple[str, object]]:
    yield at, value
    if value is None or isinstance(value, str | int | float):
        return
    if isinstance(value, dict) or hasattr(value, "items"):
        for key, item in value.items():
            yield from _parts(item, f"{at}.{key}")
    elif isinstance(value, tuple | list | frozenset):
        for item in value:
            yield from _parts(item, at)
    elif is_dataclass(value):
        for field in fields(value):
            if not isinstance(inner := getattr(value, field.name), Flow):
                yield from _parts(inner, f"{at}.{field.name}")


def an_end_is_booked_and_wiped(moment: Moment, _words: Words) -> str:
    if not moment.session.ended:
        return ""
    world = moment.world
    undone = [name for name, done in (("closed", world.closed), ("wiped", world.wiped)) if not done]
    return f"the session ended and was not {' and not '.join(undone)}" if undone else ""


def nothing_issued_goes_unrecorded(moment: Moment, _words: Words) -> str:
    if not moment.session.ended:
        return ""
    return next((told for one in moment.world.issues if (told := _misrecorded(one))), "")


def _misrecorded(issue: Issue) -> str:
    match issue.paper:
        case Paper.OUT if issue.state not in _TOLD:
            return f"the document of {issue.step} came out and is on record as {issue.state}"
        case Paper.MAYBE if issue.state is not IssueState.DOUBTFUL:
            return f"nobody knows whether the document of {issue.step} came out, and it is on record as {issue.state}"
        case Paper.NONE if issue.state not in _NEVER_PRINTED:
            return f"the document of {issue.step} never came out and is on record as {issue.state}"
        case _:
            return ""


def money_has_a_result_or_a_claim(moment: Moment, _words: Words) -> str:
    """Whatever was taken bought paper that is out, or is owed on record and in the hand of whoever paid."""
    if not moment.session.ended:
        return ""
    world = moment.world
    wrong = next((told for one in world.payments if (told := _misbooked(one, moment.session.flow, world))), "")
    owed = any(one.state is PaymentState.REFUND_DUE for one in world.payments)
    return wrong or ("money is owed, and no slip says so" if owed and not world.claimed else "")


def _misbooked(payment: Payment, flow: Flow, world: World, *, cut: bool = False) -> str:
    state, taken = payment.state, f"the money of {payment.step}"
    if state is PaymentState.FULFILLED:
        step = flow.step(payment.step)
        assert isinstance(step, PayStep), "a payment is made at a pay step"
        out = {one.step for one in world.issues if one.paper is Paper.OUT}
        bought = {paper.ready_by for name in step.pays_for if isinstance(paper := flow.step(name), IssueStep)}
        return "" if bought & out else f"{taken} is on record as fulfilled, and nothing came out for it"
    match payment.money:
        case Money.TAKEN if state not in ({PaymentState.REFUND_DUE} | ({PaymentState.ORDERED} if cut else set())):
            return f"{taken} was taken and is on record as {state}"
        case Money.MAYBE if state is not PaymentState.ORDERED:
            return f"nobody knows whether {taken} was taken, and it is on record as {state}"
        case Money.NONE if state is PaymentState.REFUND_DUE:
            return f"{taken} was never taken and is on record as {state}"
        case _:
            return ""


def a_success_is_on_paper(moment: Moment, _words: Words) -> str:
    """Where a fault led away from the step, or its part was given up, the flow goes on without the document."""
    session = moment.session
    led_away = {step_id for step_id, target in detours_of(session).items() if target}
    given_up = {step_id for step_id, answer in session.answers.items() if is_given_up(answer)}
    answered = session.answers.keys() - led_away - given_up
    issued = [step for step in session.flow.steps if isinstance(step, IssueStep) and step.id in answered]
    out = {one.step for one in moment.world.issues if one.paper is Paper.OUT}
    missing = [step.id for step in issued if step.ready_by not in out]
    return f"the session goes on as if {missing[0]} had printed, and the printer never said so" if missing else ""


def nothing_is_left_lying_unseen(moment: Moment, _words: Words) -> str:
    """Whatever lies there at the end is looked for, once the resident had a moment to take it."""
    session, world = moment.session, moment.world
    if not session.ended:
        return ""
    if unseen := sorted(world.cards - world.looked_for_cards):
        return f"a card is left at {unseen[0]}, and nobody looks for it"
    if world.sheet and not world.looked_for_sheet:
        return "a sheet lies under the document camera, and nobody looks for it"
    if any(one.paper is Paper.OUT for one in world.issues) and not world.looked_for_paper:
        return "sheets may lie in the printer's mouth, and nobody looks for them"
    return ""


def the_pages_are_those_that_were_wanted(moment: Moment, _words: Words) -> str:
    """No fewer than the flow asks for, never more; none only where they may be left out."""
    session = moment.session
    led_away = {step_id for step_id, target in detours_of(session).items() if target}
    for step in session.flow.steps:
        if isinstance(step, CaptureStep) and step.id in session.answers and step.id not in led_away:
            count = len(session.answers[step.id].reveal()["pages"])
            if not (step.pages.min <= count <= step.pages.max or (step.optional and count == 0)):
                return f"{step.id} goes on with {count} pages, and {step.pages.min} to {step.pages.max} are wanted"
    return ""


def nobody_passes_unverified(moment: Moment, _words: Words) -> str:
    """But by a face that was found to be the same, or where a fault led that the flow names."""
    session = moment.session
    led_away = {step_id for step_id, target in detours_of(session).items() if target}
    for step in session.flow.steps:
        passed = isinstance(step, VerifyFaceStep) and step.id in session.answers and step.id not in led_away
        if passed and step.id not in moment.world.verified:
            return f"{step.id} was passed, and no face was found to be that of the card"
    return ""


def a_power_cut_loses_nothing(moment: Moment, _words: Words) -> str:
    """Whenever the power goes: what the ledger makes of it at the next start is true."""
    return after_a_power_cut(moment.world, moment.session.flow)


def after_a_power_cut(world: World, flow: Flow) -> str:
    """Return what would be wrong on record if the power went now."""
    left = settled(world)
    lost = next((told for one in left.issues if (told := _lost(one))), "")
    return lost or next((told for one in left.payments if (told := _misbooked(one, flow, left, cut=True))), "")


def _lost(issue: Issue) -> str:
    if issue.paper is Paper.NONE:
        wrong = issue.state in {IssueState.PRESENTED, IssueState.TAKEN}
        return f"the document of {issue.step} never came out and is on record as {issue.state}" if wrong else ""
    return _misrecorded(issue)


MOMENTS: tuple[Callable[[Moment, Words], str], ...] = (
    no_wait_without_a_time_out,
    every_trouble_has_words,
    every_screen_speaks,
    a_trouble_can_be_met,
    nothing_personal_after_the_end,
    nothing_entered_stays_once_it_is_kept,
    an_end_is_booked_and_wiped,
    nothing_issued_goes_unrecorded,
    money_has_a_result_or_a_claim,
    a_success_is_on_paper,
    nothing_is_left_lying_unseen,
    the_pages_are_those_that_were_wanted,
    nobody_passes_unverified,
    a_power_cut_loses_nothing,
)
