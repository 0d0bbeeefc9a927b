"""The demo's further departments, asked through the gateway by the shipped operations.yaml, over HTTP."""

import json
import uuid
from datetime import date, timedelta

import pytest
import requests
from kit.packages import FLOWS

from kiosk.central.gateway import carrying
from kiosk.central.gateway.reading import load
from kiosk.central.sandbox.departments import facts, keys, trouble
from kiosk.central.sandbox.months import Month
from kiosk.protocol.api import CallRequest
from kiosk.protocol.personal import Personal

CHEN = {"name": "陈示例", "number": "420199198803149995"}
ZHAO = {"name": "赵测", "number": "420199196804110006"}
LIU = {"name": "刘样本", "number": "420199200107309991"}
WANG = {"name": "王𫓶𬺓", "number": "420199199011090002"}
NOBODY = {"name": "陈示例", "number": "420199200107309991"}
THIS_YEAR = date.today().year  # noqa: DTZ011 - the sandbox's calendar, which begins no year at another hour
SPAN = {"first": f"{THIS_YEAR - 1}-01", "last": f"{THIS_YEAR - 1}-12"}
YEAR = {"year": f"{THIS_YEAR - 1}"}


@pytest.fixture
def ask(live_server, settings, tmp_path):
    settings.ROOT_URLCONF = "tests.central.sandbox_urls"
    settings.SELF_URL, settings.SECRETS_DIR = live_server.url, tmp_path / "secrets"
    keys.offer(settings.SECRETS_DIR)
    trouble._troubles.clear()
    offers = load(FLOWS.parent / "config" / "operations.yaml")

    def asked(name, whom, key=None, **more):
        request = CallRequest(
            transaction_id="0" * 32,
            service="x/y",
            idempotency_key=key or str(uuid.uuid4()),
            input=Personal({**whom, **more}),
            timeout_s=3,
        )
        return carrying.carry(offers[name], request, "WH0001")

    return asked


def strike(settings, department, **kind):
    url = f"{settings.SELF_URL}/sandbox/{department}/trouble"
    assert requests.post(url, json=kind, timeout=5).json()["kind"] == kind["kind"]


@pytest.mark.django_db
def test_a_person_is_the_same_at_every_department(ask):
    insured = ask("social-security.insured", CHEN, **SPAN).data.reveal()
    taxed = ask("tax.paid", CHEN, **YEAR).data.reveal()
    fund = ask("fund.statement", CHEN, **SPAN).data.reveal()
    assert insured["employer"] == taxed["employer"] == fund["employer"]
    assert insured["employer_code"] == taxed["employer_code"]
    bases = [row["base"] for row in insured["rows"]]
    assert (
        bases
        == [row["income"] for row in taxed["rows"]]
        == [row["base"] for row in fund["rows"] if row["base"] != "0.00"]
    )
    assert insured["rows"][0]["month"] == taxed["rows"][0]["month"] == f"{THIS_YEAR - 1}-01"
    assert f"{sum(float(row['tax']) for row in taxed['rows']):.2f}" == taxed["total"]


@pytest.mark.django_db
def test_an_income_tax_record_is_the_tax_that_was_told_month_by_month(ask):
    """Declared in the month after, and paid in the day after that; of the same sums as the yearly answer."""
    record = ask("tax.record", CHEN, **SPAN).data.reveal()
    taxed = ask("tax.paid", CHEN, **YEAR).data.reveal()
    assert (record["agent"], record["agent_code"], record["total"]) == (
        taxed["employer"],
        taxed["employer_code"],
        taxed["total"],
    )
    assert record["taxpayer"] == CHEN["number"]
    for told, row in zip(record["rows"], taxed["rows"], strict=True):
        assert (told["month"], told["tax"]) == (row["month"], row["tax"])
        assert str(Month.read(told["month"]) + 1) == told["declared"][:7] == told["paid"][:7]
        assert date.fromisoformat(told["paid"]) - date.fromisoformat(told["declared"]) == timedelta(days=1)


@pytest.mark.django_db
def test_what_is_not_declared_yet_is_on_no_record(ask):
    today = Month.of(date.today())  # noqa: DTZ011 - the sandbox's calendar
    record = ask("tax.record", CHEN, first=str(today - 2), last=str(today)).data.reveal()
    assert [row["month"] for row in record["rows"]] == [str(today - 2), str(today - 1)]
    alone = ask("tax.record", CHEN, first=str(today - 1), last=str(today)).data.reveal()
    assert [row["month"] for row in alone["rows"]] == [str(today - 1)]
    assert ask("tax.record", CHEN, first=str(today), last=str(today)).code == "no_records"


@pytest.mark.django_db
def test_an_employer_pays_for_every_kind_of_insurance_since_the_first_month(ask):
    since_ever = {"first": "2000-01", "last": f"{THIS_YEAR}-12"}
    insured, ended = (ask("social-security.insured", who, **since_ever).data.reveal() for who in (CHEN, ZHAO))
    assert {kind["since"] for kind in insured["kinds"]} == {insured["rows"][0]["month"]}
    assert len({kind["kind"] for kind in insured["kinds"]}) == len(insured["kinds"]) == 3
    assert insured["months"] == len(insured["rows"])
    assert [{kind["state"] for kind in one["kinds"]} for one in (insured, ended)] == [{"正常参保"}, {"暂停参保"}]


@pytest.mark.django_db
def test_a_marriage_is_told_to_both_alike(ask):
    chen, wang = (ask("civil-affairs.marriage", who).data.reveal() for who in (CHEN, WANG))
    assert (chen["rows"][0]["spouse"], wang["rows"][0]["spouse"]) == (WANG["name"], CHEN["name"])
    assert {**chen["rows"][0], "spouse": ""} == {**wang["rows"][0], "spouse": ""}
    assert ask("civil-affairs.marriage", LIU).data.reveal()["state"] == "none"
    assert ask("civil-affairs.allowance", CHEN).data.reveal() == {"granted": False, "household": 2, "monthly": "0.00"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("operation", "whom", "more", "code"),
    [
        ("social-security.insured", LIU, SPAN, "no_account"),
        ("social-security.insured", NOBODY, SPAN, "no_account"),
        ("social-security.insured", CHEN, {"first": "1999-01", "last": "1999-12"}, "no_records"),
        ("tax.paid", LIU, YEAR, "no_records"),
        ("tax.record", LIU, SPAN, "no_taxpayer"),
        ("tax.record", NOBODY, SPAN, "no_taxpayer"),
        ("tax.record", CHEN, {"first": "1999-01", "last": "1999-12"}, "no_records"),
        ("civil-affairs.marriage", NOBODY, {}, "unknown_person"),
        ("civil-affairs.allowance", NOBODY, {}, "unknown_person"),
    ],
)
def test_each_refuses_in_its_own_words_and_flows_hear_one_code(ask, operation, whom, more, code):
    reply = ask(operation, whom, **more)
    assert (reply.status, reply.code) == ("refused", code)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [keys.SOCIAL_SECURITY, keys.TAX, keys.CIVIL_AFFAIRS])
def test_nobody_is_answered_without_the_secret(ask, settings, name, monkeypatch):
    monkeypatch.setattr(keys, "read", lambda *_: "another")
    operation, more = {
        keys.SOCIAL_SECURITY: ("social-security.insured", SPAN),
        keys.TAX: ("tax.paid", YEAR),
        keys.CIVIL_AFFAIRS: ("civil-affairs.marriage", {}),
    }[name]
    monkeypatch.setattr("kiosk.central.gateway.signing_in._tokens._held", {})
    assert ask(operation, CHEN, **more).status == "failed"


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "code"), [("error", "bad_reply"), ("page", "bad_reply"), ("slow", "timeout")])
def test_trouble_is_told_and_ends(ask, settings, kind, code):
    strike(settings, "tax", kind=kind, seconds=4 if kind == "slow" else 0, times=1)
    assert ask("tax.paid", CHEN, **YEAR).code == code
    if kind != "slow":
        assert ask("tax.paid", CHEN, **YEAR).status == "done"


def test_a_repeated_key_gets_the_same_answer_and_no_second_deed(rf):
    deeds = []

    @trouble.troubled("test")
    def view(request, _stale):
        deeds.append(request.body)
        return trouble.JsonResponse({"number": len(deeds)})

    first, second = (view(rf.post("/", b"{}", "application/json", headers={"Idempotency-Key": "a"})) for _ in range(2))
    assert (json.loads(first.content), second.content, len(deeds)) == ({"number": 1}, first.content, 1)
    other = view(rf.post("/", b"{1}", "application/json", headers={"Idempotency-Key": "a"}))
    assert other.status_code == 409


def test_employers_have_codes_with_valid_check_signs():
    today = Month(2026, 11)
    codes = {facts.employer_code(known.employer) for one in range(12) if (known := facts.account(one, today))}
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    assert {len(code) for code in codes} == {18}
    for code in codes:
        total = sum(alphabet.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
        assert (total + alphabet.index(code[17])) % 31 == 0
