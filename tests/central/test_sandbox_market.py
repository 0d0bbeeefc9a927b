"""The sandbox's market regulator: companies, who may have their licences, and the licences themselves."""

import hashlib

import pytest
from kit.given_files import carried
from kit.packages import real_package

from kiosk.central.sandbox.market import (
    FILES,
    REVOKED_INDEX,
    CompanyRequest,
    LicenceRequest,
    code_of,
    company,
    licence,
    licence_file,
)
from kiosk.central.sandbox.statement import Refusal
from kiosk.central.sandbox.views import demo_persons
from kiosk.documents.given import looked_at
from kiosk.documents.pages import page_text
from kiosk.engine.fields.credit_code import check_sign
from kiosk.engine.reply import fit

FLOW = real_package("market-regulation/business-licence").flow


@pytest.fixture
def persons(settings):
    return demo_persons(settings.DEMO_PERSONS_FILE)


def asks(persons, index, code, **more):
    person = persons[index]
    return {"name": person.name or person.name_en, "number": person.number, "code": code, **more}


def refused(call):
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.code


def test_codes_are_valid_and_in_a_division_of_nobody(persons):
    codes = [code_of(index) for index in range(len(persons))]
    assert len(set(codes)) == len(persons)
    for code in codes:
        assert len(code) == 18
        assert code[2:8] == "420199"
        assert check_sign(code[:17]) == code[17]


def test_the_legal_representative_and_the_registered_agent_learn_of_the_company(persons):
    for index in set(range(len(persons))) - {REVOKED_INDEX}:
        for who, as_what in ((index, "legal"), ((index + 1) % len(persons), "agent")):
            reply = company(CompanyRequest.model_validate(asks(persons, who, code_of(index))), persons)
            assert fit(reply, FLOW.step("company").result).keys() == FLOW.step("company").result.keys()
            assert reply["asking"] == as_what


def test_nobody_else_learns_anything(persons):
    def asked(who, code):
        return lambda: company(CompanyRequest.model_validate(asks(persons, who, code)), persons)

    assert refused(asked(2, code_of(0))) == "not_entitled"
    assert refused(asked(0, "91420199MADEM9999X")) == "no_company"
    assert refused(asked(REVOKED_INDEX, code_of(REVOKED_INDEX))) == "revoked"
    stranger = {**asks(persons, 0, code_of(0)), "number": persons[2].number}
    assert refused(lambda: company(CompanyRequest.model_validate(stranger), persons)) == "not_entitled"


@pytest.mark.parametrize("copy", ["original", "duplicate"])
def test_a_licence_is_a_sound_file_and_the_same_bytes_each_time(persons, copy):
    wish = LicenceRequest.model_validate(asks(persons, 0, code_of(0), copy_id=copy))
    told = licence(wish, persons)
    token = told["file"]["url"].removeprefix(FILES).removesuffix(".pdf")
    pdf = licence_file(token, persons)
    assert licence_file(token, persons) == pdf
    assert hashlib.sha256(pdf).hexdigest() == told["file"]["sha256"]
    assert looked_at(carried(pdf))["pages"] == 1
    text = "".join(page_text(pdf).split())
    assert all(one in text for one in (code_of(0), persons[0].name, told["number"]))
    assert {"original": "正本", "duplicate": "副本"}[copy] in text


def test_a_file_is_there_for_whoever_was_told_and_not_for_long(persons, monkeypatch):
    assert refused(lambda: licence_file("guessed", persons)) == "no_file"
    wish = LicenceRequest.model_validate(asks(persons, 0, code_of(0), copy_id="original"))
    token = licence(wish, persons)["file"]["url"].removeprefix(FILES).removesuffix(".pdf")
    monkeypatch.setattr("django.core.signing.time.time", lambda: 4_000_000_000.0)
    assert refused(lambda: licence_file(token, persons)) == "no_file"
