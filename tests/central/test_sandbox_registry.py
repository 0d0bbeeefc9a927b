"""The sandbox's registration centre: what is due, to whom, and that it is paid once."""

import pytest

from kiosk.central.sandbox import registry
from kiosk.central.sandbox.registry import (
    NO_CASE_INDEX,
    NOTHING_DUE_INDEX,
    DueRequest,
    PaidRequest,
    fee_due,
    fee_paid,
)
from kiosk.central.sandbox.statement import Refusal
from kiosk.central.sandbox.views import demo_persons


@pytest.fixture
def persons(settings, monkeypatch):
    monkeypatch.setattr(registry, "_paid", {})
    return demo_persons(settings.DEMO_PERSONS_FILE)


def due(persons, index):
    person = persons[index]
    return fee_due(DueRequest(name=person.name, number=person.number), persons)


def pay(persons, index, order="P-1", **changes):
    person, owed = persons[index], due(persons, index)
    wish = {"name": person.name, "number": person.number, "case": owed["case"], "order": order}
    return fee_paid(PaidRequest.model_validate({**wish, "amount": f"{owed['extra'] * 10}.00", **changes}), persons)


def refusal(call):
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code


def test_everybody_with_a_case_owes_ten_yuan_for_each_further_certificate(persons):
    for index in set(range(len(persons))) - {NOTHING_DUE_INDEX, NO_CASE_INDEX}:
        owed = due(persons, index)
        assert owed == due(persons, index)
        assert owed["certificates"] == owed["extra"] + 1 >= 2
        assert owed["property"] == persons[index].address


def test_who_owes_nothing_is_told_so(persons):
    assert refusal(lambda: due(persons, NOTHING_DUE_INDEX)) == "nothing_due"
    assert refusal(lambda: due(persons, NO_CASE_INDEX)) == "no_case"
    stranger = DueRequest(name=persons[0].name, number=persons[2].number)
    assert refusal(lambda: fee_due(stranger, persons)) == "no_case"


def test_what_was_paid_is_paid_once(persons):
    wish = {"order": "P-1"}
    owed, person = due(persons, 0), persons[0]
    first = pay(persons, 0, **wish)
    assert refusal(lambda: due(persons, 0)) == "nothing_due"
    again = PaidRequest(
        name=person.name, number=person.number, case=owed["case"], order="P-1", amount=f"{owed['extra'] * 10}.00"
    )
    assert fee_paid(again, persons) == first
    assert refusal(lambda: fee_paid(again.model_copy(update={"order": "P-2"}), persons)) == "paid_before"


@pytest.mark.parametrize(("changes", "code"), [({"amount": "0.01"}, "wrong_amount"), ({"case": "SL1"}, "no_case")])
def test_what_does_not_fit_is_refused(persons, changes, code):
    assert refusal(lambda: pay(persons, 0, **changes)) == code
    assert due(persons, 0)
