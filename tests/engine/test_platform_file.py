"""A department's file as the engine sees it: kept, shown and printed by its digest, never changed."""

import pytest
from kit.fields import FEATURES
from kit.given_files import gives, known, pdf
from kit.player import Player, flow_from

from drivers.faults import Fault, Role
from kiosk.engine.effects import Call, Compose, KeepFiles, MarkIssue, PrintDocument
from kiosk.engine.events import CallDone, CallFailed, DeviceFailed, Left, Retried, WorkFailed
from kiosk.engine.session import Asking, Doing, Troubled, Working
from kiosk.engine.trouble import FileFault, PlatformFault, Trouble, of_platform
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueState

PDF = pdf(2)
DIGEST = known(PDF)["sha256"]


def at_call(name: str) -> Player:
    player = Player(flow_from(FEATURES / f"{name}.yaml"))
    player.submit(True)
    return player


def given(name: str) -> Player:
    player = at_call(name)
    player.post(gives(player.session.ticket, PDF, number="1"))
    return player


def states(player: Player) -> list[IssueState]:
    return [mark.state for mark in player.all(MarkIssue)]


def test_the_bytes_are_kept_and_no_answer_holds_them():
    player = given("review_file")
    assert player.last(KeepFiles).files.reveal() == {DIGEST: PDF}
    assert player.session.answers["licence"].reveal() == {"number": "1", "file": known(PDF)}
    assert player.last(Call).result is player.session.flow.step("licence").result


def test_the_pages_shown_are_those_of_the_file():
    player = given("review_file")
    asked = player.last(Compose)
    assert asked.file == Personal(DIGEST)
    assert (asked.template, asked.data.reveal()) == ("", {})
    player.compose()
    assert player.session.state == Asking()
    player.submit(True)
    assert len(player.all(PrintDocument)) == 1


def test_without_a_review_a_file_is_taken_in_hand_and_printed_at_once():
    player = given("issue_file")
    assert player.session.state == Working(Doing.COMPOSING)
    assert player.last(Compose).file == Personal(DIGEST)
    assert not player.all(PrintDocument)
    player.compose()
    assert states(player) == [IssueState.PRINTING]
    assert player.session.state == Working(Doing.PRINTING_DOCUMENT)
    player.print_document()
    player.print_receipt()
    assert states(player) == [IssueState.PRINTING, IssueState.PRESENTED]
    assert player.session.step_id == "done"


def test_a_second_answer_of_the_same_taking_prints_nothing_more():
    player = given("issue_file")
    ticket = player.session.ticket
    player.compose()
    assert player.session.ticket != ticket
    assert len(player.all(PrintDocument)) == 1


def test_a_file_that_cannot_be_taken_is_tried_again_and_leaves_nothing_behind():
    player = given("issue_file")
    player.post(WorkFailed(player.session.ticket))
    assert player.session.state.trouble == Trouble("terminal", "COMPOSE_FAILED")
    player.post(Retried())
    assert player.session.state == Working(Doing.COMPOSING)
    player.post(Left())
    assert player.session.ended
    assert not player.all(PrintDocument)


def test_certainly_nothing_printed_may_be_printed_again():
    player = given("issue_file")
    player.compose()
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_PRINTER, Fault.PAPER_OUT))
    player.post(Retried())
    assert len(player.all(PrintDocument)) == 2
    assert len(player.all(Compose)) == 1


@pytest.mark.parametrize("fault", list(FileFault))
def test_a_file_that_cannot_be_used_has_words_of_its_own_and_nothing_follows(fault):
    player = at_call("review_file")
    player.post(CallFailed(player.session.ticket, fault))
    assert player.session.state == Troubled(Trouble("file", fault.value), retry=True, back=True)
    assert not player.all(Compose)


@pytest.mark.parametrize(
    "said",
    ["licence.pdf", None, {}, {**known(PDF), "pages": 0}, {**known(PDF), "sha256": "x"}, {**known(PDF), "more": 1}],
)
def test_what_is_no_file_is_no_answer(said):
    player = at_call("review_file")
    player.post(CallDone(player.session.ticket, Personal({"number": "1", "file": said})))
    assert player.session.state.trouble == of_platform(PlatformFault.DEPARTMENT_DOWN)
    assert not player.all(KeepFiles)
