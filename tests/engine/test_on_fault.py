"""on_fault: try again, go on elsewhere, or end with words; and what is done about every fault that a flow forgets."""

import pytest
from kit.player import Player, real_flow

from drivers.catalogue import CATALOGUE
from drivers.faults import Fault, Role
from kiosk.engine import path
from kiosk.engine.effects import Compose, MarkIssue, PrintDocument
from kiosk.engine.events import (
    CallDone,
    CallFailed,
    DeviceFailed,
    Left,
    ReceiptPrinted,
    Retried,
    Timer,
    TimerFired,
    WentBack,
    WorkFailed,
)
from kiosk.engine.path import Progress
from kiosk.engine.remedies import Offer, default_for
from kiosk.engine.scope import scope_of
from kiosk.engine.session import Troubled, Working
from kiosk.engine.trouble import PlatformFault, Trouble, of_device, of_platform
from kiosk.protocol.faults import codes_of
from kiosk.protocol.flow_rules import FACTS
from kiosk.protocol.personal import Personal, revealed
from kiosk.protocol.records import IssueState, Outcome


def at(play, step_id):
    return play("on_fault").go_to(step_id)


def failed(player, role, fault):
    player.post(DeviceFailed(player.session.ticket, role, fault))
    return player


def states(player):
    return [mark.state for mark in player.all(MarkIssue)]


# go_to


def test_a_fault_may_lead_past_steps_that_need_what_is_missing(play):
    player = failed(at(play, "card"), Role.ID_CARD, Fault.HARDWARE_ERROR)
    assert player.session.step_id == "typed"
    player.submit(True)
    assert player.session.step_id == "sorry"
    player.submit(True)
    assert player.session.outcome is Outcome.COMPLETED


def test_steps_passed_over_are_there_without_fields_and_not_counted(play):
    player = failed(at(play, "card"), Role.ID_CARD, Fault.OFFLINE)
    scope = revealed(scope_of(player.session))
    assert (scope["card"], scope["account"], scope["detours"]["card"]) == ({}, {}, "typed")
    assert path.progress(player.session) == Progress(3, 3)
    assert path.last(player.session).id == "sorry"


def test_what_is_kept_of_a_detour_is_plain_data(play):
    player = failed(at(play, "card"), Role.ID_CARD, Fault.OFFLINE)
    assert player.session.answers["card"].reveal() == {"$detour": "typed"}


def test_a_reply_that_looks_like_a_detour_leads_nowhere_that_the_flow_does_not(play):
    player = at(play, "account")
    player.post(CallDone(player.session.ticket, Personal({"$detour": "done"})))
    assert player.session.step_id == "preview"


def test_back_from_a_detour_reads_the_card_again(play):
    player = failed(at(play, "card"), Role.ID_CARD, Fault.OFFLINE)
    player.post(WentBack())
    assert player.session.step_id == "welcome"
    player.submit(True)
    assert player.session.step_id == "card"
    player.read_card()
    assert player.session.step_id == "account"


def test_a_document_that_could_not_be_printed_is_void_where_the_flow_goes_on_without_it(play):
    player = failed(at(play, "paper"), Role.DOCUMENT_PRINTER, Fault.PAPER_JAM)
    assert player.session.step_id == "electronic"
    assert states(player) == [IssueState.PRINTING, IssueState.VOIDED]
    player.submit(True)
    player.submit(None)
    player.submit(True)
    assert player.session.outcome is Outcome.COMPLETED
    assert states(player) == [IssueState.PRINTING, IssueState.VOIDED]


def test_back_from_there_composes_the_document_anew(play):
    player = failed(at(play, "paper"), Role.DOCUMENT_PRINTER, Fault.PAPER_JAM)
    player.post(WentBack())
    assert player.session.step_id == "preview"
    first, second = player.all(Compose)
    assert first.issue_id != second.issue_id
    player.compose()
    player.submit(True)
    assert isinstance(player.session.state, Working)
    assert player.last(PrintDocument).issue_id == second.issue_id


def test_whoever_leaves_while_the_printer_stops_leaves(play):
    player = at(play, "paper")
    player.post(Left())
    failed(player, Role.DOCUMENT_PRINTER, Fault.PAPER_JAM)
    assert player.session.outcome is Outcome.LEFT
    assert states(player) == [IssueState.PRINTING, IssueState.VOIDED]


def test_a_receipt_that_cannot_be_printed_may_lead_on_and_the_sheets_are_still_to_be_taken(play):
    player = at(play, "paper")
    player.print_document()
    failed(player, Role.RECEIPT_PRINTER, Fault.PAPER_OUT)
    assert player.session.step_id == "rating"
    assert not player.session.receipt_printed
    assert states(player) == [IssueState.PRINTING, IssueState.PRESENTED]


def test_any_fault_counts_where_nothing_more_exact_is_said(play):
    player = at(play, "preview")
    player.post(WorkFailed(player.session.ticket))
    assert player.session.step_id == "rating"
    assert states(player) == []


def test_work_that_never_ends_is_a_fault_as_any(play):
    player = at(play, "preview")
    player.post(TimerFired(Timer.WORK))
    assert player.session.step_id == "rating"


# end and retry


def test_a_fault_may_end_the_session_with_words_of_the_flow(play):
    player = at(play, "card")
    player.read_card(valid_to="2020-01-01")
    assert player.session.state == Troubled(Trouble("id_card", "CARD_EXPIRED", "expired"))
    player.post(Retried())
    player.post(WentBack())
    assert player.session.step_id == "welcome"


def test_such_an_end_is_a_failure_and_no_choice(play):
    player = at(play, "account")
    player.post(WorkFailed(player.session.ticket))
    assert player.session.state == Troubled(Trouble("terminal", "INTERNAL", "broken"))
    player.post(Left())
    assert player.session.outcome is Outcome.FAILED


def test_trying_again_can_be_offered_where_it_is_not_by_itself(play):
    player = at(play, "paper")
    player.print_document()
    player.post(WorkFailed(player.session.ticket))
    assert player.session.state == Troubled(Trouble("terminal", "RECEIPT_FAILED"), retry=True, go_on=True)
    player.post(Retried())
    assert isinstance(player.session.state, Working)


def test_the_most_exact_name_counts(play):
    player = failed(at(play, "card"), Role.ID_CARD, Fault.TIMEOUT)
    assert player.session.state == Troubled(of_device(Role.ID_CARD, Fault.TIMEOUT), retry=True, back=True)


@pytest.mark.parametrize(("fault", "words"), [(Fault.JOB_DOUBTFUL, "doubtful"), (Fault.JOB_ABORTED, "")])
def test_nothing_leads_on_from_a_print_that_nobody_is_sure_of(play, fault, words):
    player = failed(at(play, "paper"), Role.DOCUMENT_PRINTER, fault)
    assert player.session.state == Troubled(Trouble("document_printer", fault.value, words))
    for event in (Retried(), WentBack(), ReceiptPrinted(player.session.ticket)):
        player.post(event)
    assert player.session.step_id == "paper"
    player.post(Left())
    assert states(player) == [IssueState.PRINTING, IssueState.DOUBTFUL]


def test_no_step_can_have_the_name_of_what_expressions_know_besides_answers(play):
    session = play("on_fault").session
    assert scope_of(session).keys() - {step.id for step in session.flow.steps} == FACTS


# the defaults

EVERY_FAULT = [
    *(Trouble(role.value, fault.value) for role, fault in CATALOGUE),
    *(Trouble(source, code) for source in ("platform", "terminal") for code in sorted(codes_of(source))),
]
NO_WAY_ON = {("document_printer", "JOB_ABORTED"), ("document_printer", "JOB_DOUBTFUL")}


@pytest.mark.parametrize("trouble", EVERY_FAULT, ids=lambda one: f"{one.source}.{one.code}")
def test_every_fault_has_a_default_and_only_a_doubtful_print_leaves_nothing_but_the_way_out(trouble):
    assert (default_for(trouble) == Offer()) == ((trouble.source, trouble.code) in NO_WAY_ON)


def test_no_default_prints_a_second_time():
    for trouble in EVERY_FAULT:
        if trouble.code in {"JOB_ABORTED", "JOB_DOUBTFUL"}:
            assert not default_for(Trouble("document_printer", trouble.code)).retry


def test_a_flow_that_says_nothing_of_faults_has_the_defaults():
    player = Player(real_flow()).go_to("statement")
    player.post(CallFailed(player.session.ticket, PlatformFault.OFFLINE))
    assert player.session.state == Troubled(of_platform(PlatformFault.OFFLINE), retry=True, back=True)
