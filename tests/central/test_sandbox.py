from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.central.sandbox.accounts import CHANGED_INDEX, NO_ACCOUNT_INDEX, SEALED_INDEX, account_of
from kiosk.central.sandbox.months import Month
from kiosk.central.sandbox.statement import KEPT_MONTHS, Refusal, StatementRequest, statement
from kiosk.central.sandbox.views import demo_persons

TODAY = Month(2026, 11)
ORDINARY = [index for index in range(12) if index != NO_ACCOUNT_INDEX]


@pytest.fixture
def persons(settings):
    return demo_persons(settings.DEMO_PERSONS_FILE)


def ask(persons, index, first, last, **changes):
    person = persons[index]
    wish = {"name": person.name, "number": person.number, "first": first, "last": last} | changes
    return statement(StatementRequest.model_validate(wish), persons, TODAY)


def refusal(persons, index, first="2026-01", last="2026-11", **changes):
    with pytest.raises(Refusal) as refused:
        ask(persons, index, first, last, **changes)
    return refused.value.code


@pytest.mark.parametrize("index", ORDINARY)
def test_the_books_balance(index):
    account = account_of(index, TODAY)
    assert account is not None
    before = Decimal(0)
    for row in account.rows:
        assert row.balance == before + row.employer + row.personal + row.interest - row.withdrawn
        assert row.balance >= 0
        before = row.balance
    assert before == account.balance


@pytest.mark.parametrize("index", ORDINARY)
def test_the_sums_are_those_of_a_provident_fund(index):
    account = account_of(index, TODAY)
    paid = [row for row in account.rows if row.base]
    assert all(4500 <= row.base <= 32000 for row in paid)
    assert all(row.employer == row.personal for row in account.rows)
    assert all(Decimal("0.0799") < row.employer / row.base < Decimal("0.1201") for row in paid)
    assert all(row.month.number == 6 for row in account.rows if row.interest)
    changed = {b.month for a, b in pairwise(paid) if a.base != b.base}
    if index != CHANGED_INDEX:
        assert {month.number for month in changed} == {7}


def test_five_years_up_to_this_month(persons):
    reply = ask(persons, 0, "2010-01", "2026-11")
    months = [row["month"] for row in reply["rows"]]
    assert months == [str(TODAY - back) for back in range(KEPT_MONTHS - 1, -1, -1)]
    assert any(Decimal(row["withdrawn"]) for row in reply["rows"])


def test_the_shape_of_a_statement(persons):
    reply = ask(persons, 0, "2026-05", "2026-07")
    assert set(reply) == {
        *("account", "employer", "employer_account", "state", "opened", "base", "balance", "rows", "totals")
    }
    assert set(reply["rows"][0]) == {"month", "base", "employer", "personal", "interest", "withdrawn", "balance"}
    assert [row["month"] for row in reply["rows"]] == ["2026-05", "2026-06", "2026-07"]
    for column, total in reply["totals"].items():
        assert Decimal(total) == sum(Decimal(row[column]) for row in reply["rows"])
        assert total == f"{Decimal(total):.2f}"
    assert reply["totals"]["interest"] != "0.00"
    assert reply["state"] == "正常"


def test_a_later_month_changes_no_earlier_one():
    then, later = account_of(3, TODAY), account_of(3, TODAY + 5)
    assert later.rows[: len(then.rows)] == then.rows


def test_the_sealed_account(persons):
    reply = ask(persons, SEALED_INDEX, "2025-10", "2026-11")
    assert reply["state"] == "封存"
    assert [row["month"] for row in reply["rows"]] == ["2025-10", "2025-11", "2026-06"]
    assert reply["rows"][-1]["base"] == "0.00" != reply["base"]
    assert refusal(persons, SEALED_INDEX, "2026-07", "2026-11") == "no_records"


def test_the_change_of_employer(persons):
    rows = ask(persons, CHANGED_INDEX, "2024-06", "2024-12")["rows"]
    assert [row["month"] for row in rows] == ["2024-06", "2024-07", "2024-10", "2024-11", "2024-12"]


def test_refusals(persons):
    assert refusal(persons, NO_ACCOUNT_INDEX) == "no_account"
    assert refusal(persons, 0, name=persons[1].name) == "no_account"
    assert refusal(persons, 0, name="") == "no_account"
    assert refusal(persons, 0, number="110105194912310021") == "no_account"
    assert refusal(persons, 0, "2019-01", "2020-01") == "no_records"
    assert refusal(persons, 0, "2026-12", "2027-01") == "no_records"
    assert refusal(persons, 0, "2026-11", "2026-01") == "bad_period"


def test_a_foreigner_may_give_either_name(persons):
    assert ask(persons, 5, "2026-01", "2026-11", name=persons[5].name_en)["rows"]


@pytest.mark.urls("kiosk.central.sandbox.urls")
def test_it_speaks_the_departments_protocol(client, persons):
    def post(**changes):
        wish = {"name": persons[0].name, "number": persons[0].number, "first": "2023-01", "last": "2026-11"}
        return client.post("/housing-fund/statement", wish | changes, content_type="application/json")

    assert post().status_code == 200
    assert post(name="x").status_code == 422
    assert post(name="x").json()["code"] == "no_account"
    bad = post(first="2023-13")
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_request")


def test_what_it_was_asked_does_not_print():
    wish = StatementRequest(name="陈示例", number="420199198803149995", first="2026-01", last="2026-02")
    assert "陈示例" not in repr(wish)
    assert "4201" not in repr(wish)


@given(st.integers(1900, 2100), st.integers(1, 12), st.integers(0, 500))
def test_months_reckon(year, number, months):
    month = Month(year, number)
    assert month + months - months == month
    assert (month + months).ordinal == month.ordinal + months
    assert Month.read(str(month)) == month


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "202601", "2026-00", "２０２６-01-", ""])
def test_what_is_no_month(text):
    with pytest.raises(ValueError, match="YYYY-MM"):
        Month.read(text)
