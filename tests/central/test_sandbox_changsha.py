"""The sandbox's other city: who is insured there, for how many months, and whom it refuses."""

import pytest
from kit.packages import PENSION_PROOF, real_package

from kiosk.central.sandbox.changsha import (
    NO_ACCOUNT_INDEX,
    RECEIVING_INDEX,
    STILL_PAYING_INDEX,
    ProofRequest,
    pension_proof,
)
from kiosk.central.sandbox.months import Month
from kiosk.central.sandbox.statement import Refusal
from kiosk.central.sandbox.views import demo_persons
from kiosk.engine.reply import fit

TODAY = Month(2026, 11)
INSURED = sorted(set(range(12)) - {NO_ACCOUNT_INDEX, RECEIVING_INDEX})


@pytest.fixture
def persons(settings):
    return demo_persons(settings.DEMO_PERSONS_FILE)


def ask(persons, index, today=TODAY, **changes):
    person = persons[index]
    wish = {"name": person.name, "number": person.number, "purpose": "home"} | changes
    return pension_proof(ProofRequest.model_validate(wish), persons, today)


def refusal(persons, index, **changes):
    with pytest.raises(Refusal) as refused:
        ask(persons, index, **changes)
    return refused.value.code


@pytest.mark.parametrize("index", INSURED)
def test_the_years_add_up(persons, index):
    proof = ask(persons, index)
    assert proof == ask(persons, index)
    assert proof["months"] == sum(year["months"] for year in proof["years"]) > 12
    assert proof["insured_since"] == proof["years"][0]["first"]
    for year in proof["years"]:
        first, last = Month.read(year["first"]), Month.read(year["last"])
        assert year["year"] == str(first.year) == str(last.year)
        assert 1 <= year["months"] <= last.ordinal - first.ordinal + 1
    whole = Month.read(proof["years"][-1]["last"]).ordinal - Month.read(proof["insured_since"]).ordinal + 1
    assert proof["months"] < whole, "the months between two employers are not paid"


@pytest.mark.parametrize("index", INSURED)
def test_the_flow_takes_what_it_replies(persons, index):
    proof = ask(persons, index)
    assert fit(proof, real_package(PENSION_PROOF).flow.step("proof").result) == proof


def test_who_still_pays_has_an_employer_and_a_month_more_each_month(persons):
    now, later = ask(persons, STILL_PAYING_INDEX), ask(persons, STILL_PAYING_INDEX, today=TODAY + 1)
    assert (now["state"], now["employer"]) == ("正常缴费", now["years"][-1]["employer"])
    assert later["months"] == now["months"] + 1
    moved = ask(persons, 0)
    assert moved["state"] == "暂停缴费"
    assert "employer" not in moved


def test_whom_it_refuses(persons):
    assert refusal(persons, NO_ACCOUNT_INDEX) == "no_account"
    assert refusal(persons, RECEIVING_INDEX) == "receiving"
    assert refusal(persons, 0, name=persons[2].name) == "no_account"
    assert refusal(persons, 0, name="") == "no_account"


@pytest.mark.urls("kiosk.central.sandbox.urls")
def test_it_speaks_the_departments_protocol(client, persons):
    def post(**changes):
        wish = {"name": persons[0].name, "number": persons[0].number, "purpose": "home", "phone": ""}
        return client.post("/changsha/pension-proof", wish | changes, content_type="application/json")

    assert post().status_code == 200
    assert (post(name="x").status_code, post(name="x").json()["code"]) == (422, "no_account")
    assert post(phone="138").status_code == 400


def test_what_it_was_asked_does_not_print():
    told = repr(ProofRequest(name="陈示例", number="420199198803149995", purpose="home", phone="13800000000"))
    assert not any(secret in told for secret in ("陈示例", "4201", "138"))
