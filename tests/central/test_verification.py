from pathlib import Path

import pytest
import yaml
from django.core.cache import cache

from kiosk.central.intake.models import Issue
from kiosk.central.verification.rate import within_rate
from kiosk.protocol.api import VERIFY
from kiosk.protocol.records import IssueState
from tests.central.test_intake import ISSUE, envelope, hand_in

SERIAL, CODE = str(ISSUE["serial"]), str(ISSUE["verification_code"])
WORDS = {"genuine": "文件真实有效", "voided": "文件已作废", "checking": "正在核实", "unknown": "未查到该文件"}


FLOWS = Path(__file__).parents[2] / "flows"


@pytest.fixture(autouse=True)
def _fresh_minute():
    cache.clear()


def page(client, serial=SERIAL, code=CODE):
    return client.get(f"{VERIFY}{serial}", {"code": code} if code else {})


def verdict(response):
    text = response.content.decode()
    found = [name for name, words in WORDS.items() if words in text]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("reserved", "checking"),
        ("printing", "checking"),
        ("presented", "genuine"),
        ("taken", "genuine"),
        ("voided", "voided"),
        ("doubtful", "checking"),
    ],
)
def test_each_state_has_its_verdict(terminal, client, state, expected):
    hand_in(terminal, envelope(1, ISSUE | {"state": state}))
    response = page(client)
    assert verdict(response) == expected
    assert str(ISSUE["document_title"]) in response.content.decode()
    assert "示范街道办事处" in response.content.decode()


def test_whoever_has_one_of_several_copies_is_told_how_many_there_are(terminal, client):
    hand_in(terminal, envelope(1, ISSUE | {"state": "taken", "copies": 3}))
    text = page(client).content.decode()
    assert '<dt>份数<span lang="en">Copies</span></dt><dd>3</dd>' in text
    assert verdict(page(client)) == "genuine"


def test_what_staff_found_outranks_the_doubt(terminal, client):
    hand_in(terminal, envelope(1, ISSUE | {"state": "doubtful"}))
    Issue.objects.update(settled=IssueState.VOIDED.value)
    assert verdict(page(client)) == "voided"


def test_a_wrong_code_and_an_unknown_serial_get_the_same_page(terminal, client):
    hand_in(terminal, envelope(1, ISSUE | {"state": "taken"}))
    wrong, unknown = page(client, code="K7QM-2XWD-9FTC"), page(client, serial="WH0001-20260105-00002")
    assert verdict(wrong) == verdict(unknown) == "unknown"
    assert _without(wrong, SERIAL, "K7QM-2XWD-9FTC") == _without(unknown, "WH0001-20260105-00002", CODE)
    assert str(ISSUE["document_title"]) not in wrong.content.decode()


@pytest.mark.parametrize("typed", ["k7qm2xwd9ftb", " K7QM 2XWD 9FTB ", "K7QM-2XWD-9FTB"])
def test_a_code_as_people_type_it(terminal, client, typed):
    hand_in(terminal, envelope(1, ISSUE | {"state": "taken"}))
    assert verdict(page(client, serial=SERIAL.lower(), code=typed)) == "genuine"


@pytest.mark.parametrize("code", ["-", "000000000000", "é", "K7QM"])
def test_odd_codes_are_unknown(terminal, client, code):
    hand_in(terminal, envelope(1, ISSUE | {"state": "taken"}))
    assert verdict(page(client, code=code)) == "unknown"
    assert verdict(page(client, serial="none", code=code)) == "unknown"


def test_without_a_code_there_is_a_form(client, db):
    for response in (client.get(VERIFY), page(client, code="")):
        text = response.content.decode()
        assert 'name="serial"' in text
        assert 'name="code"' in text
        assert not any(words in text for words in WORDS.values())
    assert f'value="{SERIAL}"' in text


def test_the_form_leads_to_the_address_of_the_qr_code(client, db):
    response = client.get(VERIFY, {"serial": SERIAL, "code": CODE})
    assert response.headers["Location"] == f"{VERIFY}{SERIAL}?code={CODE}"
    assert client.get(VERIFY, {"serial": "//evil.example", "code": CODE}).status_code == 200


def test_it_is_not_kept_and_runs_no_scripts(terminal, client):
    hand_in(terminal, envelope(1, ISSUE | {"state": "taken"}))
    response = page(client)
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "<script" not in response.content.decode()


def test_what_was_typed_is_escaped(client, db):
    assert "<b>" not in page(client, serial="<b>x", code="1").content.decode()


def test_an_address_has_so_many_look_ups_a_minute(client, db, settings):
    settings.VERIFY_PER_MINUTE = 2
    assert [page(client).status_code for _ in range(3)] == [200, 200, 429]
    assert page(client)["Retry-After"] == "60"
    assert page(client, code="").status_code == 200
    assert client.get(f"{VERIFY}{SERIAL}", {"code": CODE}, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_addresses_are_counted_apart():
    assert [within_rate("a", 1), within_rate("a", 1), within_rate("b", 1)] == [True, False, True]


def _without(response, *entered):
    text = response.content.decode()
    for words in entered:
        assert f'value="{words}"' in text
        text = text.replace(f'value="{words}"', "")
    return text


def labels_on_slips():
    """Return what each shipped flow's slip calls the number and the code."""
    lines = [line for file in FLOWS.glob("*/*/receipt.yaml") for line in _lines(yaml.safe_load(file.read_text()))]
    return {line["label"] for line in lines if line.get("value") in {"{serial}", "{code}"}}


def _lines(node):
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _lines(child)


def test_the_page_calls_number_and_code_what_the_paper_calls_them(client):
    labels = labels_on_slips()
    assert {"文件编号", "核验码"} <= labels
    text = page(client, code="").content.decode()
    assert [label for label in sorted(labels) if label not in text] == []


def test_a_code_that_was_mistyped_can_be_mended_where_it_stands(terminal, client):
    hand_in(terminal, envelope(1, ISSUE | {"state": "taken"}))
    text = page(client, code='K7QM-"><b>').content.decode()
    assert verdict(page(client, code='K7QM-"><b>')) == "unknown"
    assert 'value="K7QM-&quot;&gt;&lt;b&gt;"' in text
