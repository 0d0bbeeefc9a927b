"""Where no flow can break a promise, the engine is broken instead: each promise can fail, and says its own name."""

import dataclasses
import sys

import pytest
from kit.explored import (
    CALL,
    CARD,
    FACE,
    FEE,
    NOTICE,
    PAGES,
    PAPER,
    PROOF,
    RATING,
    SENT_FACE,
    broken,
    explored,
    flow_of,
)

from drivers.faults import Fault, Role
from kiosk.engine import authority, changing, ending, resume
from kiosk.engine.effects import CloseTransaction, MarkIssue, MarkPayment, PrintDocument, StartTimer, Wipe
from kiosk.engine.events import (
    CallDone,
    CallFailed,
    CallRefused,
    DeviceFailed,
    FaceSeen,
    FaceVerified,
    Left,
    Retried,
    Submitted,
    Timer,
    TimerFired,
    VerifierMissing,
    WorkFailed,
)
from kiosk.engine.session import Troubled, Working, replace
from kiosk.engine.steps import call, capture, identify, issue, notice, pay, rate, review, verify_face
from kiosk.engine.trouble import Trouble, of_device
from kiosk.explorer import walk
from kiosk.explorer.promises import moments
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueState, PaymentState

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

engine = sys.modules["kiosk.engine.advance"]  # the package has a function of that name
MONTHS = """- {id: months, kind: form, title: t, presets: [{id: now, label: t, first: month_of(today),
  last: month_of(today)}], earliest: month_of(today), latest: month_of(today)}
"""
LIST = "- {id: check, kind: review, title: t, answers: [months]}\n"
PRINTING = (PAGES, PAPER)
PAYING = (PAGES, FEE, PAPER)


def breaking(monkeypatch, module, name, change):
    """Put `change(old, *arguments)` in place of a function."""
    old = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *arguments, **named: change(old, *arguments, **named))


def without(effects, *kinds):
    return tuple(effect for effect in effects if not isinstance(effect, kinds))


def no_idle_clock(patch):
    patch(engine, "idle_clock", lambda _old, _session: ())


def no_work_clock(patch):
    patch(engine, "work_clock", lambda _old, _before, _after: ())


def a_clock_that_starts_itself_anew(patch):
    def handle(old, session, step, event):
        if event == TimerFired(Timer.STEP):
            return session, (StartTimer(Timer.STEP, 45),)
        return old(session, step, event)

    patch(rate, "handle", handle)


def kept_at_the_call(patch):
    def leave(old, session):
        return (session, ()) if session.step_id == "asked" else old(session)

    patch(engine, "_leave", leave)


def nothing_to_do_about_a_time_out(patch):
    def handle(old, session, step, event):
        after, effects = old(session, step, event)
        if isinstance(event, CallFailed):
            after = replace(after, state=Troubled(after.state.trouble))
        return after, effects

    patch(call, "handle", handle)


def a_button_without_a_use(patch):
    def handle(old, session, step, event):
        return (session, ()) if isinstance(event, Retried) else old(session, step, event)

    patch(identify, "handle", handle)


def answers_kept_after_the_end(patch):
    def finish(old, session, outcome):
        after, effects = old(session, outcome)
        return replace(after, answers=session.answers), effects

    patch(engine, "finish", finish)


def an_end_that_wipes_nothing(patch):
    def finish(old, session, outcome):
        after, effects = old(session, outcome)
        return after, without(effects, Wipe)

    patch(engine, "finish", finish)


def doubtful_paper_called_void(patch):
    def abandon(_old, session):
        return (MarkIssue(session.issue.issue_id, IssueState.VOIDED),) if session.issue else ()

    patch(issue, "abandon", abandon)


def a_success_without_paper(patch):
    def handle(old, session, step, event):
        if isinstance(event, DeviceFailed) and event.role is Role.DOCUMENT_PRINTER:
            return session.answered(step.id, Personal(False)), ()
        return old(session, step, event)

    patch(issue, "handle", handle)


def doubtful_paper_printed_again(patch):
    def handle(old, session, step, event):
        doubtful = isinstance(session.state, Troubled) and session.state.trouble.code == Fault.JOB_DOUBTFUL
        if doubtful and isinstance(event, Retried):
            return issue._print_document(replace(session, attempt=session.attempt + 1), step)
        after, effects = old(session, step, event)
        if isinstance(event, DeviceFailed) and isinstance(after.state, Troubled):
            after = replace(after, state=Troubled(after.state.trouble, retry=True))
        return after, effects

    patch(issue, "handle", handle)


def another_number_of_copies_than_on_record(patch):
    def printed(old, session, step):
        session, effects = old(session, step)
        return session, tuple(
            dataclasses.replace(one, copies=2) if isinstance(one, PrintDocument) else one for one in effects
        )

    patch(issue, "_print_document", printed)


def sheets_that_the_printer_never_counted(patch):
    def doubtful(old, session, step, fault):
        session, (mark, *more) = old(session, step, fault)
        return session, (dataclasses.replace(mark, sheets_out=1), *more)

    patch(issue, "_doubtful", doubtful)


def paper_before_the_record(patch):
    def enter(old, session, step):
        after, effects = old(session, step)
        return after, effects[::-1]

    patch(issue, "enter", enter)


def a_mark_that_the_ledger_refuses(patch):
    def handle(old, session, step, event):
        after, effects = old(session, step, event)
        if isinstance(event, Retried) and effects and not session.presented:
            effects = (MarkIssue(session.issue.issue_id, IssueState.PRINTING), *effects)
        return after, effects

    patch(issue, "handle", handle)


def a_clock_started_after_the_end(patch):
    def finish(old, session, outcome):
        after, effects = old(session, outcome)
        return after, (*effects, StartTimer(Timer.STEP, 5))

    patch(engine, "finish", finish)


def another_key_for_the_same_question(patch):
    def enter(old, session, step):
        after, (asked,) = old(session, step)
        return after, (type(asked)(**{**asked.__dict__, "idempotency_key": session.ticket}),)

    patch(call, "enter", enter)


def a_name_in_plain_view(patch):
    def finish(old, session, outcome):
        after, effects = old(session, outcome)
        name = session.answers["card"].reveal()["number"] if "card" in session.answers else ""
        return after, tuple(
            CloseTransaction(one.outcome, f"{one.last_step} {name}") if isinstance(one, CloseTransaction) else one
            for one in effects
        )

    patch(engine, "finish", finish)


def an_end_that_does_not_last(patch):
    def advance(old, session, event):
        if session.ended and isinstance(event, Left):
            return replace(session, outcome=None), ()
        return old(session, event)

    patch(walk, "advance", advance)


def one_ticket_for_two_tries(patch):
    def handle(old, session, step, event):
        after, effects = old(session, step, event)
        if isinstance(event, Retried) and effects:
            after, effects = identify.enter(session, step)
        return after, effects

    patch(identify, "handle", handle)


def tickets_that_go_back(patch):
    patch(engine, "_enter", lambda old, session, step, **named: old(replace(session, visit=0), step, **named))


def old_answers_taken_for_new(patch):
    patch(engine, "_stale", lambda _old, _session, _event: False)


def a_card_nobody_looks_for(patch):
    def handle(old, session, step, event):
        after, effects = old(session, step, event)
        return replace(after, cards=()), effects

    patch(identify, "handle", handle)


def presented_before_it_is_printed(patch):
    def enter(old, session, step):
        after, (mark, work) = old(session, step)
        return after, (mark, MarkIssue(mark.issue_id, IssueState.PRESENTED), work)

    patch(issue, "enter", enter)


def a_fault_without_words(patch):
    def handle(old, session, step, event):
        after, effects = old(session, step, event)
        if isinstance(event, WorkFailed):
            after = replace(after, state=Troubled(Trouble("terminal", "UNHEARD_OF"), retry=True, back=True))
        return after, effects

    patch(review, "handle", handle)


def a_screen_without_a_prompt(patch):
    patch(moments, "topic_of", lambda old, session, screen: old(session, screen).replace("notice", "unheard_of"))


def pages_that_nobody_can_accept(patch):
    def handle(old, session, step, event):
        return (session, ()) if isinstance(event, Submitted) else old(session, step, event)

    patch(review, "handle", handle)


def a_fault_that_bars_the_way(patch):
    """The reader fails once, and from then on it is never asked again, though going back is offered."""

    def enter(old, session, step):
        return replace(session, state=Troubled(of_device(Role.ID_CARD, Fault.OFFLINE), back=True)), ()

    patch(identify, "enter", enter)


def a_department_that_always_refuses(patch):
    def handle(old, session, step, event):
        return old(session, step, CallRefused(event.ticket, "none") if isinstance(event, CallDone) else event)

    patch(call, "handle", handle)


def a_step_that_raises(patch):
    def handle(old, session, step, event):
        if isinstance(event, Submitted):
            raise KeyError(step.id)
        return old(session, step, event)

    patch(notice, "handle", handle)


def money_owed_without_a_slip(patch):
    patch(pay, "claim", lambda _old, _session: ())


def an_unknown_order_called_unpaid(patch):
    def failed(old, session, doing, event):
        after, effects = old(session, doing, event)
        return after, effects or (MarkPayment(session.payment.payment_id, PaymentState.CANCELLED),)

    patch(pay, "_failed", failed)


def a_second_order_beside_an_unknown_one(patch):
    """Once only: orders without end would be states without end."""

    def retried(old, session, step):
        if session.attempt:
            return old(session, step)
        return pay.enter(replace(session, attempt=1), step)

    patch(pay, "_retried", retried)


def an_order_before_the_record(patch):
    def enter(old, session, step):
        after, effects = old(session, step)
        return after, effects[::-1]

    patch(pay, "enter", enter)


def money_marked_twice(patch):
    def paid(old, session, step):
        after, effects = old(session, step)
        return after, effects * 2

    patch(pay, "_paid", paid)


def money_called_fulfilled_before_the_paper(patch):
    def paid(old, session, step):
        after, (mark,) = old(session, step)
        return after, (mark, MarkPayment(mark.payment_id, PaymentState.FULFILLED))

    patch(pay, "_paid", paid)


def what_is_kept_stays_in_the_session(patch):
    def parted(old, session, event):
        after, effects = old(session, event)
        return replace(after, answers=session.answers), effects

    patch(resume, "_parted", parted)


def fewer_pages_taken_for_all(patch):
    patch(capture, "enough", lambda _old, _session, _step: True)


def a_sheet_nobody_looks_for(patch):
    patch(ending, "_look_for_sheet", lambda _old, _session: ())


def another_face_let_through(patch):
    def refused(_old, session, step, _reason):
        return session.answered(step.id, Personal(True))

    patch(verify_face, "_refused", refused)


def a_missing_verifier_let_through(patch):
    def handle(old, session, step, event):
        return old(session, step, FaceVerified(event.ticket) if isinstance(event, VerifierMissing) else event)

    patch(verify_face, "handle", handle)


def a_camera_that_asks_nobody(patch):
    def enter(_old, session, step):
        return verify_face._begun(replace(session, gestures="turning"), step) if session.photos else (session, ())

    patch(verify_face, "enter", enter)


def a_refusal_that_is_not_heard(patch):
    def answered(old, session, step, given):
        return (session, ()) if given == verify_face.ANOTHER_WAY else old(session, step, given)

    patch(verify_face, "_answered", answered)


def another_face_let_through_by_the_authority(patch):
    def answer(old, step, event):
        told = old(step, event)
        return True if told is False else told

    patch(authority, "answer", answer)


def a_refusal_of_the_authority_let_through(patch):
    patch(authority, "answer", lambda old, step, event: isinstance(event, CallRefused) or old(step, event))


def a_face_that_is_seen_let_through(patch):
    def handle(old, session, step, event):
        if isinstance(event, FaceSeen) and isinstance(session.state, Working):
            return session.answered(step.id, Personal(True)), ()
        return old(session, step, event)

    patch(verify_face, "handle", handle)


def one_key_for_two_faces(patch):
    def question(old, session, step, crop):
        return replace(old(session, step, crop), idempotency_key=f"{session.id}:{step.id}")

    patch(authority, "question", question)


def a_key_of_a_list_without_a_use(patch):
    patch(changing, "begun", lambda _old, session, _event: session)


BROKEN = [
    (a_key_of_a_list_without_a_use, (MONTHS, LIST), "what_is_offered_does_something"),
    (what_is_kept_stays_in_the_session, (CARD, MONTHS, CALL), "nothing_entered_stays_once_it_is_kept"),
    (fewer_pages_taken_for_all, (PROOF,), "the_pages_are_those_that_were_wanted"),
    (a_sheet_nobody_looks_for, (PROOF,), "nothing_is_left_lying_unseen"),
    (another_face_let_through, (CARD, FACE), "nobody_passes_unverified"),
    (a_camera_that_asks_nobody, (CARD, FACE), "nobody_is_looked_at_unasked"),
    (a_refusal_that_is_not_heard, (CARD, FACE), "who_does_not_agree_is_led_on"),
    (a_missing_verifier_let_through, (CARD, FACE), "nobody_passes_unverified"),
    (another_face_let_through_by_the_authority, (CARD, SENT_FACE), "nobody_passes_unverified"),
    (a_refusal_of_the_authority_let_through, (CARD, SENT_FACE), "nobody_passes_unverified"),
    (a_face_that_is_seen_let_through, (CARD, SENT_FACE), "nobody_passes_unverified"),
    (one_key_for_two_faces, (CARD, SENT_FACE), "a_repeated_call_keeps_its_key"),
    (no_idle_clock, (NOTICE,), "no_wait_without_a_time_out"),
    (no_work_clock, (CALL,), "no_wait_without_a_time_out"),
    (a_clock_that_starts_itself_anew, (RATING,), "every_path_ends"),
    (kept_at_the_call, (CALL,), "leaving_is_always_possible"),
    (nothing_to_do_about_a_time_out, (CALL,), "a_trouble_can_be_met"),
    (a_button_without_a_use, (CARD,), "what_is_offered_does_something"),
    (answers_kept_after_the_end, (NOTICE, RATING), "nothing_personal_after_the_end"),
    (an_end_that_wipes_nothing, (NOTICE,), "an_end_is_booked_and_wiped"),
    (doubtful_paper_called_void, PRINTING, "nothing_issued_goes_unrecorded"),
    (a_success_without_paper, PRINTING, "a_success_is_on_paper"),
    (doubtful_paper_printed_again, PRINTING, "no_document_is_issued_twice"),
    (paper_before_the_record, PRINTING, "on_disk_before_it_is_done"),
    (another_number_of_copies_than_on_record, PRINTING, "all_copies_are_on_record"),
    (sheets_that_the_printer_never_counted, PRINTING, "all_copies_are_on_record"),
    (a_mark_that_the_ledger_refuses, PRINTING, "the_ledger_takes_every_mark"),
    (a_clock_started_after_the_end, (NOTICE,), "nothing_begins_after_the_end"),
    (another_key_for_the_same_question, (CALL,), "a_repeated_call_keeps_its_key"),
    (a_name_in_plain_view, (CARD,), "what_is_personal_says_so"),
    (an_end_that_does_not_last, (NOTICE,), "an_ended_session_stays_ended"),
    (one_ticket_for_two_tries, (CARD,), "a_ticket_names_one_piece_of_work"),
    (tickets_that_go_back, (NOTICE, CALL), "a_ticket_names_one_piece_of_work"),
    (old_answers_taken_for_new, (NOTICE, CALL), "a_late_answer_changes_nothing"),
    (a_card_nobody_looks_for, (CARD,), "nothing_is_left_lying_unseen"),
    (presented_before_it_is_printed, PRINTING, "a_power_cut_loses_nothing"),
    (a_fault_without_words, (PAGES,), "every_trouble_has_words"),
    (a_screen_without_a_prompt, (NOTICE,), "every_screen_speaks"),
    (pages_that_nobody_can_accept, (NOTICE, PAGES), "every_question_has_an_answer"),
    (a_fault_that_bars_the_way, (NOTICE, CARD), "no_state_is_a_dead_end"),
    (a_department_that_always_refuses, (CALL,), "the_service_can_be_had"),
    (money_owed_without_a_slip, PAYING, "money_has_a_result_or_a_claim"),
    (an_unknown_order_called_unpaid, PAYING, "money_has_a_result_or_a_claim"),
    (a_second_order_beside_an_unknown_one, PAYING, "money_is_asked_for_once"),
    (an_order_before_the_record, PAYING, "on_disk_before_it_is_done"),
    (money_marked_twice, PAYING, "the_ledger_takes_every_mark"),
    (money_called_fulfilled_before_the_paper, PAYING, "a_power_cut_loses_nothing"),
    (a_step_that_raises, (NOTICE,), "every_step_can_be_carried_out"),
]


@pytest.mark.parametrize(("change", "steps", "promise"), BROKEN, ids=[change.__name__ for change, _, _ in BROKEN])
def test_each_promise_can_be_broken_and_says_so(monkeypatch, change, steps, promise):
    flow = flow_of(*steps)
    assert broken(explored(flow)) == set()
    change(lambda module, name, new: breaking(monkeypatch, module, name, new))
    assert promise in {name for name, _ in broken(explored(flow))}
