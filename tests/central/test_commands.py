"""What the commands answer, within a process where Django already runs."""

import argparse
import json

import pytest

from kiosk.central import cli
from kiosk.central.fleet.models import EnrolmentCode, Terminal
from kiosk.central.serve import admin_password, offer_demo_code
from kiosk.protocol.api import HEARTBEAT
from tests.central.conftest import joined


@pytest.fixture
def kiosk(db, monkeypatch, capsys):
    monkeypatch.setattr(cli, "set_up", lambda _place: None)

    def run(*words):
        parser = argparse.ArgumentParser()
        cli.add_commands(parser.add_subparsers())
        args = parser.parse_args(["central", *words])
        code = args.run(args)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_an_enrolment_code(kiosk):
    code, out, _ = kiosk("enrolment-code", "--place", "和平街道", "--hours", "2")
    made = EnrolmentCode.objects.get()
    assert code == 0
    assert out.startswith(made.code)
    assert (str(made.place), made.auto_approve) == ("和平街道", False)
    assert made.created_by.startswith("shell:")
    assert 1.9 < (made.expires_at - made.created_at).total_seconds() / 3600 < 2.1


def test_a_code_for_an_exchange_of_machines(kiosk):
    joined(4)
    assert kiosk("enrolment-code", "--replaces", "WH0004")[0] == 0
    assert EnrolmentCode.objects.get().replaces_id == "WH0004"
    assert kiosk("enrolment-code", "--replaces", "WH0005") == (1, "", "there is no terminal WH0005\n")


def test_the_list_of_terminals(kiosk):
    assert "No terminal" in kiosk("terminals")[1]
    joined(1).post(HEARTBEAT, {"software": "1", "engine": 1, "screen": "home"})
    joined(2, "pending")
    found = json.loads(kiosk("terminals", "--json")[1])["terminals"]
    assert [(t["terminal_id"], t["state"], t["reachability"]) for t in found] == [
        ("WH0001", "approved", "online"),
        ("WH0002", "pending", "never"),
    ]
    assert "示范街道办事处" in kiosk("terminals")[1]


def test_approve_and_revoke(kiosk):
    joined(1, "pending")
    assert kiosk("approve", "WH0001")[0] == 0
    assert kiosk("approve", "WH0001") == (1, "", "WH0001 is approved: nothing to approve\n")
    assert json.loads(kiosk("revoke", "WH0001", "--json")[1]) == {"terminal": "WH0001", "state": "revoked"}
    assert Terminal.objects.get().state == "revoked"


def test_the_first_password_is_made_once(db, tmp_path):
    password = admin_password(tmp_path)
    assert len(password) >= 12
    assert admin_password(tmp_path) == password
    (tmp_path / "admin-password").unlink()
    assert admin_password(tmp_path) == ""


def test_a_demo_code_is_offered_once(db):
    offer_demo_code("abcd-efgh-jkmn", "和平街道")
    EnrolmentCode.objects.update(consumed_at="2026-01-01T00:00Z")
    offer_demo_code("ABCD-EFGH-JKMN", "和平街道")
    assert EnrolmentCode.objects.get().consumed_at is not None
