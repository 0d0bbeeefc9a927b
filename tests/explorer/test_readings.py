"""What expressions read, and the replies that are made from it."""

import pytest
from kit.explored import flow_of

from kiosk.engine.reply import MisfitError, fit
from kiosk.explorer.readings import days, literals, readings
from kiosk.explorer.replies import replies
from kiosk.protocol.steps import CallStep

CALL = "- {id: asked, kind: call, title: t, operation: fund.statement, input: {}"


def read_of(when: str, result: str = ""):
    declared = f", result: {result}" if result else ""
    flow = flow_of(
        f"{CALL}{declared}}}\n", f'- {{id: n, kind: notice, title: t, points: [a], consent_text: b, when: "{when}"}}\n'
    )
    step = flow.steps[0]
    assert isinstance(step, CallStep)
    return step, readings(flow)


@pytest.mark.parametrize(
    ("when", "paths"),
    [
        ("asked.a.b == 1", {("asked", "a", "b")}),
        ("has(asked.a)", {("asked", "a")}),
        ("asked['a'] == 'x'", {("asked", "a")}),
        ("asked.rows.exists(row, row.open)", {("asked", "rows")}),
        ("asked.rows[0].open", {("asked", "rows")}),
        ("today == '2026-01-01' && terminal.id != ''", set()),
        ("asked.rows.map(asked, asked.x).size() > 0", {("asked", "rows")}),
    ],
)
def test_the_parts_of_answers_that_are_read(when, paths):
    assert read_of(when)[1][0].paths == paths


def test_what_a_part_is_compared_with():
    _, read = read_of("asked.state == 'open' || asked.count > 3 && !asked.late")
    assert literals(read, "asked") == {
        ("asked", "count"): (3,),
        ("asked", "late"): (False, True),
        ("asked", "state"): ("open",),
    }


def test_days_that_a_flow_speaks_of_are_walked_with_those_around():
    _, read = read_of("today >= '2026-03-01'")
    assert days(read, "2026-11-24") == ("2026-11-24", "2026-02-28", "2026-03-01", "2026-03-02")


def test_replies_hold_each_part_absent_empty_full_and_at_each_literal():
    step, read = read_of(
        "asked.count > 3 && asked.state == 'open'", "{count: int, state: 'text?', rows: [{amount: money}]}"
    )
    made = replies(step, read)
    assert {reply.get("count") for reply in made} == {0, 1, -1, 2, 3, 4, None}
    assert {reply.get("state", "absent") for reply in made} == {"示例", "", "open", "absent"}
    assert {len(reply["rows"]) for reply in made if "rows" in reply} == {0, 1, 2}
    assert {"count": 4, "state": "open"} in [{"count": one.get("count"), "state": one.get("state")} for one in made]


def test_all_replies_but_the_last_fit_what_is_declared():
    step, read = read_of("asked.late", "{late: truth, sum: money, day: 'day?', part: {n: number, m: month}}")
    *fitting, last = replies(step, read)
    assert step.result is not None
    for reply in fitting:
        fit(reply, step.result)
    with pytest.raises(MisfitError):
        fit(last, step.result)


def test_a_reply_without_a_shape_is_guessed_from_what_is_read():
    step, read = read_of("asked.part.late && asked.count == 2")
    made = replies(step, read)
    assert {"part": {"late": True}, "count": 2} in made
    assert made[-1] == {}


def test_a_choice_that_only_leaves_the_session_is_read_side_by_side():
    choice = "'has(phone.name) ? phone.name : card.name'"
    whole = "when: 'has(phone.name) ? true : has(card.address)'"
    flow = flow_of(
        "- {id: card, kind: identify, title: t}\n",
        "- {id: phone, kind: identify, title: t, by: [phone_code]}\n",
        f"{CALL.replace('{}', f'{{name: {choice}}}')}}}\n",
        f"- {{id: n, kind: notice, title: t, points: [a], consent_text: b, {whole}}}\n",
    )
    read = [(one.text, one.steers) for one in readings(flow)]
    assert read[:3] == [("has(phone.name)", True), ("phone.name", False), ("card.name", False)]
    assert len(read) == 4, "what decides whether a step comes is read whole"
    assert all(len(one.roots) == 1 for one in readings(flow)[:3])
