"""Several copies of one document: one job, one serial, one record, and no number but the one that was wanted."""

import pytest
import yaml
from kit.fields import FEATURES
from kit.player import Player, flow_from
from pydantic import ValidationError

from drivers.faults import Fault, Role
from kiosk.engine.effects import MarkIssue, PrintDocument, PrintReceipt, StopTimer
from kiosk.engine.events import DeviceFailed, DocumentPrinted, Retried, SheetsOut, WorkFailed
from kiosk.engine.rules import RuleError
from kiosk.engine.scenario import Scenario, run
from kiosk.protocol.flow import Flow
from kiosk.protocol.records import IssueState
from kiosk.protocol.steps import IssueStep

FEATURE = FEATURES / "issue_copies.yaml"


def raw() -> dict:
    return yaml.safe_load(FEATURE.read_text(encoding="utf-8"))


def with_copies(copies: object, **header: object) -> Flow:
    written = raw()
    written["steps"][2]["copies"] = copies
    return Flow.model_validate(written | header)


def printing(copies: int = 3, flow: Flow | None = None) -> Player:
    player = Player(flow or flow_from(FEATURE))
    player.submit({"copies": str(copies)})
    player.compose(pages=2)
    player.submit(True)
    return player


def marks(player: Player) -> list[tuple[IssueState, int | None, int | None]]:
    return [(mark.state, mark.copies, mark.sheets_out) for mark in player.all(MarkIssue)]


@pytest.mark.parametrize("copies", [1, 2, 3])
def test_so_many_as_were_wanted_in_one_job_on_record_before_it_begins(copies):
    player = printing(copies)
    mark, job = [effect for effect in player.effects if isinstance(effect, MarkIssue | PrintDocument)]
    assert (mark.state, mark.pages, mark.copies) == (IssueState.PRINTING, 2, copies)
    assert (job.pages, job.copies) == (2, copies)


def test_all_of_them_are_one_document():
    player = printing()
    player.post(DocumentPrinted(player.session.ticket, 6))
    (paper,) = player.session.printed
    assert (paper.copies, paper.pages, paper.sheets) == (3, 2, 6)
    assert len({mark.issue_id for mark in player.all(MarkIssue)}) == 1
    assert [mark.state for mark in player.all(MarkIssue)] == [IssueState.PRINTING, IssueState.PRESENTED]
    assert len(player.all(PrintReceipt)) == 1


def test_a_second_try_prints_as_many():
    player = printing()
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_PRINTER, Fault.PAPER_OUT))
    player.post(Retried())
    assert [job.copies for job in player.all(PrintDocument)] == [3, 3]


@pytest.mark.parametrize("event", [DeviceFailed, WorkFailed])
def test_of_those_in_doubt_it_is_on_record_how_many_sheets_the_printer_had_counted(event):
    player = printing()
    player.post(SheetsOut(player.session.ticket, 1))
    player.post(SheetsOut(player.session.ticket, 3))
    more = (Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL) if event is DeviceFailed else ()
    player.post(event(player.session.ticket, *more))
    assert marks(player)[-1] == (IssueState.DOUBTFUL, None, 3)
    assert player.session.issue.copies == 3


def test_a_printer_that_counts_nothing_leaves_the_number_open():
    player = printing()
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL))
    assert marks(player)[-1] == (IssueState.DOUBTFUL, None, None)


def test_what_was_counted_of_one_try_is_not_taken_for_the_next():
    player = printing()
    player.post(SheetsOut(player.session.ticket, 2))
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_PRINTER, Fault.PAPER_JAM))
    player.post(Retried())
    assert player.session.sheets_out == 0


def test_a_count_leads_nowhere_and_never_goes_back():
    player = printing()
    before = player.session.state
    asked = player.post(SheetsOut(player.session.ticket, 4))
    assert all(isinstance(effect, StopTimer) for effect in asked)
    player.post(SheetsOut(player.session.ticket, 2))
    assert (player.session.state, player.session.sheets_out) == (before, 4)


@pytest.mark.parametrize("copies", ["wish.copies - 1", "wish.copies + 5", "1.5 * 2.0", "string(wish.copies)"])
def test_another_number_is_never_made_to_fit(copies):
    with pytest.raises(RuleError, match="no number of copies"):
        printing(1, with_copies(copies))


def test_without_a_word_it_is_one():
    written = raw()
    del written["steps"][2]["copies"]
    player = printing(2, Flow.model_validate(written))
    assert player.last(PrintDocument).copies == 1


def test_a_number_may_stand_there_itself():
    assert printing(1, with_copies(5)).last(PrintDocument).copies == 5


@pytest.mark.parametrize("copies", [0, 6, -1, 2.5, True, "", None, [1]])
def test_no_other_number_can_be_written(copies):
    with pytest.raises(ValidationError, match="is no number of copies"):
        with_copies(copies)


def test_an_earlier_engine_does_not_know_it():
    with pytest.raises(ValidationError, match="step 'paper' has copies, which engine 2 does not know"):
        with_copies(2, engine=2)
    assert with_copies(1, engine=2).step("paper").copies == 1


def test_scenarios_say_it():
    lines = [
        {"do": {"submit": {"copies": "2"}}},
        {"do": {"composed": 2}},
        {"do": {"submit": True}, "expect": {"copies": 2, "prints": 1}},
        {"do": {"sheets_out": 3}},
        {
            "do": {"fail": {"role": "document_printer", "fault": "JOB_DOUBTFUL"}},
            "expect": {"issues": ["printing", "doubtful"], "sheets_out": 3},
        },
    ]
    scenario = Scenario.model_validate({"name": "two", "today": "2026-11-24", "lines": lines})
    assert run(scenario, flow_from(FEATURE)) == []
    lines[2]["expect"] = {"copies": 3}
    scenario = Scenario.model_validate({"name": "two", "today": "2026-11-24", "lines": lines})
    assert run(scenario, flow_from(FEATURE)) == ["line 3: copies should be 3, is 2"]


def test_editors_know_it():
    word, number = IssueStep.model_json_schema()["properties"]["copies"]["anyOf"]
    assert word["type"] == "string"
    assert (number["type"], number["minimum"], number["maximum"]) == ("integer", 1, 5)
