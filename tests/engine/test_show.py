"""show: what was found out, masked where nothing else is said, and honest about what does not fit."""

import pytest
from kit.shown_case import case

from kiosk.engine import path
from kiosk.engine.effects import Wipe
from kiosk.engine.events import CallDone, Left, WentBack, WentOn
from kiosk.engine.rules import RuleError
from kiosk.engine.session import Asking, Troubled
from kiosk.engine.steps import show
from kiosk.engine.trouble import Trouble
from kiosk.protocol.personal import Personal

CANNOT_BE_SHOWN = Troubled(Trouble("terminal", "SHOW_FAILED"), go_on=True, back=True)


def found(play, count=1, **changes):
    player = play("show")
    player.post(CallDone(player.session.ticket, Personal(case(count, **changes))))
    return player


def content(player):
    return show.content(player.session, player.session.flow.step(player.session.step_id)).reveal()


def test_facts_are_masked_unless_the_flow_says_how_they_are_written(play):
    shown = content(found(play))
    assert shown.facts == ("陈**", "4***********", "武汉示例光电科技有限公司", "2015-07-01", "104234.50")


def test_rows_come_in_the_order_of_the_columns_and_masked_alike(play):
    (table,) = content(found(play, 2)).tables
    assert table.rows[0] == ("2026-11", "武汉示例光电科技有限公司", "1500.00", 0, "420199********4322")
    assert [row[0] for row in table.rows] == ["2026-11", "2026-10"]
    assert table.totals == (None, None, "1500.00", None, None)


def test_a_table_without_rows_has_no_totals(play):
    (table,) = content(found(play, 0)).tables
    assert (table.rows, table.totals) == ((), ())


def test_what_is_not_there_is_nothing_and_no_empty_word(play):
    shown = content(found(play, rows=[{"month": "2026-11", "firm": ""}], unit=None, since=""))
    assert shown.facts[2:4] == (None, None)
    assert shown.tables[0].rows == (("2026-11", None, None, None, None),)


def test_an_application_stands_at_one_of_its_stages(play):
    player = found(play)
    player.submit(True)
    shown = content(player)
    assert (shown.now, shown.days) == (1, ("2026-11-02", "2026-11-05", "2026-12-01", None))


@pytest.mark.parametrize(
    "answer", [case(rows="none"), case(rows=["2026-11"]), case(rows=None)], ids=["a text", "texts", "nothing"]
)
def test_rows_that_are_none_are_not_shown(play, answer):
    player = play("show")
    player.post(CallDone(player.session.ticket, Personal(answer)))
    assert player.session.step_id == "found"
    assert player.session.state == CANNOT_BE_SHOWN


def test_a_stage_that_the_flow_does_not_know_is_not_guessed(play):
    player = found(play, stage="suspended")
    player.submit(True)
    assert player.session.state == CANNOT_BE_SHOWN
    player.post(WentOn())
    assert player.session.step_id == "done"
    assert player.session.answers["progress"].reveal() is False


def test_an_expression_that_cannot_be_evaluated_shows_nothing(play):
    player = play("show")
    with pytest.raises(RuleError):
        player.post(CallDone(player.session.ticket, Personal({"rows": []})))


def test_only_having_read_it_leads_on_and_back_leads_to_it(play):
    player = found(play)
    player.submit(False)
    assert (player.session.step_id, player.session.state) == ("found", Asking())
    player.submit(True)
    assert player.session.step_id == "progress"
    assert path.back_target(player.session).id == "found"
    player.post(WentBack())
    assert player.session.step_id == "found"


def test_nothing_of_it_is_left_at_the_end(play):
    player = found(play)
    effects = player.post(Left())
    assert Wipe() in effects
    assert not player.session.answers
    assert not player.session.drafts
