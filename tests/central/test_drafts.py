"""Drafts at central: sealed, given out once, to the same person, and looked up at a counter by whoever may."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone
from kit.ledger_walk import record_id

from kiosk.central.accounts.models import Duty
from kiosk.central.audit.models import AuditEvent
from kiosk.central.drafts.models import Draft
from kiosk.central.drafts.service import MOST_WRONG_PERSONS, forget
from kiosk.central.fleet.models import Place, Terminal
from kiosk.protocol import api
from kiosk.protocol.draft import Draft as Kept
from kiosk.protocol.resume_code import draft_id, new_code, opened, person_proof, sealed
from tests.central.test_intake import envelope, hand_in

CODE, NUMBER = new_code(b"twelve bytes"), "420199198803149995"
SECRET = "13912345678"
FIRST, SECOND, THIRD = record_id(1), record_id(2), record_id(3)
LOOK_UP = "admin:drafts_draft_look_up"


def record(**changes):
    kept = Kept(version=3, kept={"about": {"phone": SECRET}})
    made = {
        "kind": "draft",
        "draft_id": draft_id(CODE),
        "transaction_id": FIRST,
        "service": "housing/fund",
        "flow_version": 3,
        "stopped_at": "statement",
        "because": "platform.TIMEOUT",
        "person": person_proof(CODE, NUMBER),
        "sealed": base64.b64encode(sealed(CODE, kept.model_dump_json().encode())).decode(),
        "expires_at": f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}",
    }
    return made | changes


@pytest.fixture
def kept(terminal):
    assert hand_in(terminal, envelope(1, record())) == ["accepted"]
    return Draft.objects.get()


def find(terminal, code=CODE):
    return terminal.post(api.DRAFT_FIND, {"draft_id": draft_id(code)}).json()


def take(terminal, transaction_id=SECOND, number=NUMBER, code=CODE):
    wish = {"draft_id": draft_id(code), "person": person_proof(code, number), "transaction_id": transaction_id}
    return terminal.post(api.DRAFT_TAKE, wish).json()


def test_another_terminal_continues_it_once(kept, other_terminal):
    assert find(other_terminal) == {"state": "there", "service": "housing/fund", "flow_version": 3, "sealed": ""}
    given = take(other_terminal)
    assert given["state"] == "given"
    assert SECRET.encode() in opened(CODE, base64.b64decode(given["sealed"]))
    for view in (take(other_terminal, THIRD), find(other_terminal)):
        assert (view["state"], view["sealed"]) == ("used", "")


def test_a_reply_that_was_lost_is_given_again_to_the_same_session_alone(kept, terminal, other_terminal):
    first = take(other_terminal)
    assert take(other_terminal) == first
    assert take(terminal)["state"] == "used", "the transaction's number alone is not enough"


def test_a_request_that_is_replayed_by_somebody_else_gives_nothing(kept, terminal, other_terminal):
    take(other_terminal)
    body = json.dumps({"draft_id": draft_id(CODE), "person": person_proof(CODE, NUMBER), "transaction_id": SECOND})
    headers = other_terminal.headers("POST", api.DRAFT_TAKE, body.encode())
    bent = body.replace(SECOND, THIRD)
    answer = other_terminal.client.generic(
        "POST", api.DRAFT_TAKE, bent, content_type="application/json", headers=headers
    )
    assert answer.status_code == 401
    assert terminal.client.post(api.DRAFT_TAKE, body, content_type="application/json").status_code == 401


def test_another_person_gets_nothing_and_cannot_try_for_ever(kept, other_terminal):
    for _ in range(MOST_WRONG_PERSONS):
        view = take(other_terminal, number="420199199001019999")
        assert (view["state"], view["sealed"]) == ("other_person", "")
    assert take(other_terminal)["state"] == "used"


def test_what_never_arrived_is_unknown(terminal):
    assert find(terminal)["state"] == "unknown"
    assert take(terminal)["state"] == "unknown"


def test_what_has_expired_is_forgotten(kept, terminal):
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert (find(terminal)["state"], take(terminal)["state"]) == ("expired", "expired")
    assert Draft.objects.get().sealed == ""


def test_what_was_given_is_forgotten_when_no_reply_can_be_lost_any_more(kept, terminal):
    take(terminal)
    forget()
    assert Draft.objects.get().sealed
    Draft.objects.update(taken_at=timezone.now() - timedelta(hours=2))
    forget()
    assert Draft.objects.get().sealed == ""


def test_a_clock_that_is_ahead_keeps_nothing_longer(terminal):
    hand_in(terminal, envelope(1, record(expires_at="2099-01-01T00:00:00Z")))
    assert Draft.objects.get().expires_at < timezone.now() + timedelta(days=9)


def test_twice_is_once_and_another_sessions_id_is_refused(kept, terminal, other_terminal):
    assert hand_in(terminal, envelope(2, record())) == ["accepted"]
    assert hand_in(other_terminal, envelope(3, record(transaction_id=THIRD))) == ["rejected"]
    assert Draft.objects.get().transaction_id == FIRST


def test_nothing_of_the_person_is_readable_at_central(kept):
    told = str(Draft.objects.values().get())
    assert not [word for word in (SECRET, NUMBER, CODE, CODE.replace("-", "")) if word in told]


def staff(client, *permissions):
    user = User.objects.create_user("counter", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return client


def test_the_counter_sees_what_it_is_and_not_what_was_entered(kept, client):
    page = staff(client, "view_draft").post(reverse(LOOK_UP), {"code": CODE.lower()})
    said = page.content.decode()
    assert "housing/fund" in said
    assert "platform.TIMEOUT" in said
    assert SECRET not in said
    assert "查看填写内容" not in said
    assert client.post(reverse(LOOK_UP), {"code": CODE, "read": "1"}).status_code == 403
    assert not AuditEvent.objects.filter(action="draft.read").exists()


def test_whoever_may_read_leaves_a_record(kept, client):
    page = staff(client, "view_draft", "read_answers").post(reverse(LOOK_UP), {"code": CODE, "read": "1"})
    assert SECRET in page.content.decode()
    event = AuditEvent.objects.get(action="draft.read")
    assert (event.who, event.object_id) == ("counter", kept.pk)
    assert SECRET not in event.detail


@pytest.mark.parametrize("code", [new_code(b"another code"), "K7QM", "' OR 1=1"])
def test_a_code_that_is_none_says_so(kept, client, code):
    page = staff(client, "view_draft").post(reverse(LOOK_UP), {"code": code})
    assert "没有这个续办码" in page.content.decode()


def test_nobody_looks_up_without_the_right(kept, client):
    assert staff(client).post(reverse(LOOK_UP), {"code": CODE}).status_code == 403
    client.logout()
    assert client.post(reverse(LOOK_UP), {"code": CODE}).status_code == 302


def test_what_is_forgotten_is_told_to_staff(kept, client):
    Draft.objects.update(sealed="")
    page = staff(client, "view_draft", "read_answers").post(reverse(LOOK_UP), {"code": CODE, "read": "1"})
    assert "内容已按期删除" in page.content.decode()


@pytest.mark.parametrize(
    ("district", "departments", "theirs"),
    [("420106", "housing", True), ("420102", "housing", False), ("420106", "tax", False), ("420102", "tax", False)],
)
def test_whoever_is_for_another_district_or_department_looks_up_nothing(
    kept, terminal, client, district, departments, *, theirs
):
    """A code that leaked opens nothing at other counters, and they hear no more than of a code that is none."""
    place = Place.objects.create(name="珞珈山街道办事处", district_id="420106")
    Terminal.objects.filter(pk=kept.terminal_id).update(place=place)
    staff(client, "view_draft", "read_answers")
    Duty.objects.create(user=User.objects.get(username="counter"), departments=departments).districts.set([district])
    for form in ({"code": CODE}, {"code": CODE, "read": "1"}):
        said = client.post(reverse(LOOK_UP), form).content.decode()
        assert ("housing/fund" in said) is theirs
        assert ("没有这个续办码" in said) is not theirs
    assert (SECRET in said) is theirs
    assert AuditEvent.objects.filter(action="draft.read").exists() is theirs
