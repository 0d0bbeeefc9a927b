"""One tiny flow for each kind of step."""

import pytest
from kit.player import CARD, Player

from drivers.faults import Fault, Role
from kiosk.engine.effects import (
    Call,
    CancelWork,
    CloseTransaction,
    Compose,
    LookForForgottenDocument,
    MarkIssue,
    OpenTransaction,
    PrintDocument,
    PrintReceipt,
    Rate,
    ReadCard,
    StartTimer,
    WatchCard,
    WatchDocument,
    Wipe,
)
from kiosk.engine.events import (
    CallFailed,
    CallRefused,
    CardRead,
    CardRemoved,
    DeviceFailed,
    DeviceHeldUp,
    DocumentLeftLying,
    DocumentPrinted,
    DocumentTaken,
    Left,
    Retried,
    Submitted,
    Timer,
    TimerFired,
    Touched,
    WentBack,
    WentOn,
    WorkFailed,
)
from kiosk.engine.session import Asking, Doing, Troubled, Working
from kiosk.engine.trouble import PlatformFault, Trouble
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueState, Outcome


def states(player: Player) -> list[IssueState]:
    return [mark.state for mark in player.all(MarkIssue)]


def test_notice_waits_for_consent(play):
    player = play("notice")
    assert player.all(OpenTransaction)[0].service == "test/notice"
    player.submit(False)
    assert player.session.step_id == "notice"
    player.submit(True)
    assert player.session.step_id == "done"


def test_identify_reads_the_card(play):
    player = play("identify")
    assert player.last(ReadCard).timeout_s == 30
    assert player.session.state == Working(Doing.READING_CARD)
    player.read_card()
    assert player.session.step_id == "done"


@pytest.mark.parametrize(
    "fault", [Fault.NO_CARD, Fault.CARD_REMOVED, Fault.CARD_UNREADABLE, Fault.CORRUPT_FRAME, Fault.OFFLINE]
)
def test_identify_says_each_fault_and_tries_again(play, fault):
    player = play("identify")
    old = player.session.ticket
    player.post(DeviceFailed(old, Role.ID_CARD, fault))
    assert player.session.state == Troubled(Trouble("id_card", fault.value), retry=True, back=True)
    player.post(Retried())
    assert player.last(ReadCard).ticket == player.session.ticket != old


@pytest.mark.parametrize(
    ("changes", "code"), [({"kind": "foreign"}, "WRONG_CARD"), ({"valid_to": "2026-11-23"}, "CARD_EXPIRED")]
)
def test_identify_objects_to_a_card_that_does_not_serve(play, changes, code):
    player = play("identify")
    player.read_card(**changes)
    assert player.session.state == Troubled(Trouble("id_card", code), retry=True, back=True)
    assert not player.session.answers


@pytest.mark.parametrize("valid_to", ["", "2026-11-24"])
def test_identify_takes_a_card_on_its_last_day_and_one_without_end(play, valid_to):
    player = play("identify")
    player.read_card(valid_to=valid_to)
    assert player.session.step_id == "done"


def test_a_late_card_of_a_cancelled_read_changes_nothing(play):
    player = play("identify")
    old = player.session.ticket
    player.post(DeviceFailed(old, Role.ID_CARD, Fault.NO_CARD))
    player.post(Retried())
    before = player.session
    assert player.post(CardRead(old, Personal(CARD))) == []
    assert player.session is before


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ({"preset": "this_year"}, {"preset": "this_year", "first": "2026-01", "last": "2026-11"}),
        (
            {"preset": "custom", "first": "2026-02", "last": "2026-02"},
            {"preset": "custom", "first": "2026-02", "last": "2026-02"},
        ),
    ],
)
def test_form_takes_a_period(play, value, answer):
    player = play("form")
    player.submit(value)
    assert player.session.step_id == "done"
    assert player.session.answers["period"].reveal() == answer


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        ("2026-03", "2026-02", "form.first_after_last"),
        ("2025-11", "2026-02", "form.too_early"),
        ("2026-03", "2026-12", "form.too_late"),
        ("", "2026-02", "form.choose_period"),
        ("2026-13", "2026-02", "form.choose_period"),
    ],
)
def test_form_says_what_is_wrong_with_a_period(play, first, last, problem):
    player = play("form")
    player.submit({"preset": "custom", "first": first, "last": last})
    assert player.session.state.problem == problem
    assert player.session.step_id == "period"


def test_call_keeps_its_idempotency_key_when_tried_again_and_changes_it_when_asked_anew(play):
    player = play("call")
    player.submit(True)
    first = player.last(Call)
    assert first.input.reveal() == {"day": "2026-11-24"}
    player.post(CallFailed(first.ticket, PlatformFault.TIMEOUT))
    assert player.session.state == Troubled(Trouble("platform", "TIMEOUT"), retry=True, back=True)
    player.post(Retried())
    assert player.last(Call).idempotency_key == first.idempotency_key
    player.post(WentBack())
    assert player.session.step_id == "notice"
    player.submit(True)
    assert player.last(Call).idempotency_key != first.idempotency_key


def test_call_gives_the_departments_reason(play):
    player = play("call")
    player.submit(True)
    player.post(CallRefused(player.session.ticket, "no_account"))
    assert player.session.state == Troubled(Trouble("statement", "no_account", text="sorry"), back=True)


def test_review_shows_before_it_prints_and_voids_what_is_not_wanted(play):
    player = play("review")
    player.submit(True)
    compose = player.last(Compose)
    assert compose.data.reveal() == {"day": "2026-11-24"}
    player.compose()
    assert player.session.state == Asking()
    player.post(WentBack())
    assert states(player) == [IssueState.VOIDED]
    player.submit(True)
    assert player.last(Compose).issue_id != compose.issue_id


def test_review_tries_again_under_the_same_serial_when_composing_failed(play):
    player = play("review")
    player.submit(True)
    first = player.last(Compose)
    player.post(WorkFailed(first.ticket))
    assert player.session.state == Troubled(Trouble("terminal", "COMPOSE_FAILED"), retry=True, back=True)
    player.post(Retried())
    assert player.last(Compose).issue_id == first.issue_id


def at_the_printer(play) -> Player:
    player = play("issue")
    player.compose()
    player.submit(True)
    return player


def test_issue_is_on_disk_before_it_is_at_the_printer(play):
    player = play("issue")
    player.compose()
    effects = player.submit(True)
    kinds = [type(effect) for effect in effects]
    assert kinds.index(MarkIssue) < kinds.index(PrintDocument)
    assert states(player) == [IssueState.PRINTING]


def test_issue_prints_document_then_receipt(play):
    player = at_the_printer(play)
    player.print_document()
    assert states(player) == [IssueState.PRINTING, IssueState.PRESENTED]
    assert player.last(PrintReceipt).template == "receipt.yaml"
    player.print_receipt()
    assert player.session.step_id == "done"
    player.submit(True)
    assert states(player)[-1] is IssueState.TAKEN


def test_issue_waits_while_somebody_mends(play):
    player = at_the_printer(play)
    ticket = player.session.ticket
    player.post(DeviceHeldUp(ticket, Role.DOCUMENT_PRINTER, Fault.PAPER_OUT))
    assert player.session.state == Working(Doing.PRINTING_DOCUMENT, Trouble("document_printer", "PAPER_OUT"))
    player.post(DeviceHeldUp(ticket, Role.DOCUMENT_PRINTER, None))
    player.post(DocumentPrinted(ticket, 2))
    assert player.session.presented


def test_issue_prints_again_only_what_certainly_was_not_printed(play):
    player = at_the_printer(play)
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_PRINTER, Fault.PAPER_OUT))
    assert player.session.state == Troubled(Trouble("document_printer", "PAPER_OUT"), retry=True)
    player.post(Retried())
    assert len(player.all(PrintDocument)) == 2
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL))
    assert states(player)[-1] is IssueState.DOUBTFUL
    player.post(Retried())
    assert len(player.all(PrintDocument)) == 2
    player.post(Left())
    assert states(player)[-1] is IssueState.DOUBTFUL
    assert player.last(CloseTransaction).outcome is Outcome.FAILED


def test_issue_goes_on_without_a_receipt(play):
    player = at_the_printer(play)
    player.print_document()
    player.post(DeviceFailed(player.session.ticket, Role.RECEIPT_PRINTER, Fault.PAPER_OUT))
    assert player.session.state == Troubled(Trouble("receipt_printer", "PAPER_OUT"), retry=True, go_on=True)
    player.post(WentOn())
    assert player.session.step_id == "done"


def test_leaving_while_printing_first_stops_the_printer(play):
    player = at_the_printer(play)
    effects = player.post(Left())
    assert [type(effect) for effect in effects if isinstance(effect, CancelWork)] == [CancelWork]
    assert not player.session.ended
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_PRINTER, Fault.CANCELLED))
    assert player.session.ended
    assert states(player) == [IssueState.PRINTING, IssueState.VOIDED]
    assert player.last(CloseTransaction).outcome is Outcome.LEFT


def test_a_document_that_came_out_while_leaving_has_to_be_taken(play):
    player = at_the_printer(play)
    player.post(Left())
    player.print_document()
    player.print_receipt()
    assert player.session.step_id == "done"
    assert not player.session.ended


@pytest.mark.parametrize("satisfaction", [3, 4, 5])
def test_rate_takes_a_good_rating_without_reasons(play, satisfaction):
    player = play("rate")
    player.submit({"satisfaction": satisfaction, "reasons": []})
    assert player.last(Rate) == Rate(satisfaction, ())
    assert player.session.step_id == "done"


def test_rate_wants_a_reason_below_three(play):
    player = play("rate")
    player.submit({"satisfaction": 2, "reasons": []})
    assert player.session.state == Asking("rate.reason_needed")
    player.submit({"satisfaction": 2, "reasons": [213]})
    assert player.last(Rate) == Rate(2, (213,))


def test_rate_may_be_skipped_and_skips_itself(play):
    for skip in (Submitted("rating", Personal(None)), TimerFired(Timer.STEP)):
        player = play("rate")
        player.post(skip)
        assert player.session.step_id == "done"
        assert player.all(Rate) == []


def test_touching_gives_the_rating_more_time(play):
    player = play("rate")
    assert player.post(Touched())[0] == StartTimer(Timer.STEP, 20)


def test_end_wipes_also_when_nobody_says_anything(play):
    player = play("rate")
    player.submit(None)
    player.post(TimerFired(Timer.STEP))
    assert player.session.ended
    assert isinstance(player.effects[-1], Wipe)
    assert not player.session.answers


def test_end_watches_the_card_and_gives_its_own_time(play):
    player = play("end")
    player.read_card()
    assert player.last(StartTimer) == StartTimer(Timer.STEP, 12)
    assert player.last(WatchCard).ticket == player.session.ticket
    assert player.session.card_on_reader
    player.post(CardRemoved(player.session.ticket))
    assert not player.session.card_on_reader
    player.submit(True)
    assert player.session.outcome is Outcome.COMPLETED


@pytest.fixture
def printed(play):
    """At the end step, with the sheets in the printer's mouth."""
    player = play("two_documents").go_to("second")
    player.print_document()
    player.print_receipt()
    return player


def test_end_watches_the_sheets_until_they_are_taken(printed):
    assert printed.last(WatchDocument).ticket == printed.session.ticket
    printed.post(DocumentLeftLying(printed.session.ticket))
    assert printed.session.left_lying
    printed.post(DocumentTaken(printed.session.ticket))
    assert (printed.session.left_lying, printed.session.taken) == (False, True)
    assert states(printed)[-1] is IssueState.TAKEN
    printed.submit(True)
    assert states(printed).count(IssueState.TAKEN) == 2, "both documents lay there"


def test_a_touch_does_not_take_sheets_that_a_sensor_still_sees(printed):
    printed.post(DocumentLeftLying(printed.session.ticket))
    printed.submit(True)
    assert printed.session.ended
    assert IssueState.TAKEN not in states(printed)


@pytest.mark.parametrize("end", [Submitted("done", Personal(True)), TimerFired(Timer.STEP), Left()])
def test_however_it_ends_forgotten_sheets_are_looked_for(printed, end):
    printed.post(end)
    assert printed.session.ended
    assert printed.last(LookForForgottenDocument).issue_id == printed.session.issue.issue_id


def test_nobody_looks_for_sheets_that_never_came_out(play):
    player = play("issue").go_to("paper")
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_PRINTER, Fault.PAPER_OUT))
    player.post(Left())
    assert not player.all(LookForForgottenDocument)


def test_a_defect_in_a_step_is_shown_and_can_be_tried_again(play):
    player = play("identify")
    player.post(WorkFailed(player.session.ticket))
    assert player.session.state == Troubled(Trouble("terminal", "INTERNAL"), retry=True)


def test_nothing_leads_back_behind_a_document_that_was_printed(play):
    player = play("two_documents").go_to("second_pages")
    player.compose()
    before = player.session
    player.post(WentBack())
    assert player.session == before
    assert len(player.all(PrintDocument)) == 1


def test_a_second_document_is_printed_like_the_first(play):
    player = play("two_documents").go_to("second")
    assert player.session.state == Working(Doing.PRINTING_DOCUMENT)
    player.print_document()
    assert player.session.state == Working(Doing.PRINTING_RECEIPT)
    player.print_receipt()
    player.submit(True)
    once = [IssueState.PRINTING, IssueState.PRESENTED]
    assert states(player) == [*once, *once, IssueState.TAKEN, IssueState.TAKEN]
    assert len({mark.issue_id for mark in player.all(MarkIssue) if mark.state is IssueState.TAKEN}) == 2
    assert player.session.outcome is Outcome.COMPLETED


def test_a_second_document_that_cannot_be_printed_is_voided(play):
    player = play("two_documents").go_to("second")
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_PRINTER, Fault.PAPER_OUT))
    player.post(Left())
    assert player.session.step_id == "done", "the sheets of the first are to be taken"
    assert states(player)[-1] is IssueState.VOIDED
    player.submit(True)
    assert states(player)[-1] is IssueState.TAKEN
    assert player.all(LookForForgottenDocument)


def test_receipt_data_that_are_not_there_cost_the_receipt_alone(play):
    flow = play("issue").session.flow
    preview, paper, done = flow.steps
    broken = paper.model_copy(update={"receipt_data": {"sum": "preview.nothing"}})
    player = Player(flow.model_copy(update={"steps": (preview, broken, done)})).go_to("paper")
    player.print_document()
    assert states(player)[-1] is IssueState.PRESENTED
    assert player.session.state == Troubled(Trouble("terminal", "RECEIPT_FAILED"), go_on=True)
    player.post(WentOn())
    assert player.session.step_id == "done"


@pytest.mark.parametrize("value", [True, {}, {"stars": 5}])
def test_a_rating_that_is_none_is_asked_for_again(play, value):
    player = play("rate")
    player.submit(value)
    assert player.session.state == Asking("rate.reason_needed")
