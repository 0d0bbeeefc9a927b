"""What operations.yaml describes, against a department's system that is a real HTTP server."""

import hashlib
import hmac
import json
import logging
import threading

import pytest
import yaml
from django.urls import reverse
from django.utils import timezone
from kit.department import drips, hangs_up, is_silent, opened, says

from kiosk.central.audit.models import AuditEvent
from kiosk.central.gateway import carrying, service, views
from kiosk.central.gateway.models import OperationState, Tally
from kiosk.central.gateway.reading import OperationsError, load, secrets_missing
from kiosk.central.gateway.rolling_up import roll_up
from kiosk.protocol.api import CALL, CallReply, CallRequest
from kiosk.protocol.personal import Personal

SECRET, NUMBER = "hush-4f1c", "420199198803149995"
WISH = {"transaction_id": "0" * 32, "service": "tax/x", "idempotency_key": "key-1", "input": {"number": NUMBER}}


@pytest.fixture
def department():
    with opened() as server:
        yield server


@pytest.fixture
def describe(settings, tmp_path, department):
    """Write operations.yaml with one department and one operation; secrets are files beside it."""
    settings.SECRETS_DIR = tmp_path / "secrets"
    settings.SECRETS_DIR.mkdir()
    file = settings.SECRETS_DIR / "tax.secret"
    file.write_text(SECRET + "\n")
    file.chmod(0o600)
    settings.SELF_URL = department.url

    def write(of=None, **changes):
        operation = {
            "name": "tax.paid",
            "department": "tax",
            "path": "/paid",
            "timeout_s": 5,
            "backoff_s": 0,
            **changes,
        }
        written = {"departments": {"tax": {"url": "{self}/api", **(of or {})}}, "operations": [operation]}
        settings.OPERATIONS_FILE = tmp_path / f"{len(list(tmp_path.iterdir()))}.yaml"
        settings.OPERATIONS_FILE.write_text(yaml.safe_dump(written))
        return settings.OPERATIONS_FILE

    return write


def ask(client, **changes):
    return CallReply.model_validate_json(client.post(CALL + "tax.paid", WISH | changes).content)


@pytest.mark.parametrize(
    ("auth", "shown"),
    [
        ({"kind": "basic", "user": "kiosk", "password": "tax.secret"}, ("Authorization", "Basic a2lvc2s6aHVzaC00ZjFj")),
        ({"kind": "bearer", "token": "tax.secret"}, ("Authorization", f"Bearer {SECRET}")),
        ({"kind": "api_key", "header": "X-Key", "key": "tax.secret"}, ("X-Key", SECRET)),
    ],
)
def test_who_we_are_goes_along(terminal, department, describe, auth, shown):
    header, value = shown
    describe({"auth": auth, "key_header": "X-Serial"})
    department.answers = [says(200, {})]
    assert ask(terminal).status == "done"
    headers = department.asked[0][0]
    assert (headers[header], headers["X-Serial"]) == (value, "key-1")


def test_a_signature_covers_what_is_asked(terminal, department, describe):
    describe({"auth": {"kind": "hmac", "app_id": "kiosk", "secret": "tax.secret"}})
    department.answers = [says(200, {})]
    ask(terminal)
    headers, body = department.asked[0]
    digest = hashlib.sha256(json.dumps(body).encode()).hexdigest()
    lines = ["POST", "/api/paid", headers["X-Gov-Timestamp"], headers["X-Gov-Nonce"], digest]
    assert headers["X-Gov-Signature"] == hmac.new(SECRET.encode(), "\n".join(lines).encode(), "sha256").hexdigest()


def test_a_secret_that_others_may_read_is_not_used_and_never_told(terminal, department, describe, settings, caplog):
    caplog.set_level(logging.DEBUG)
    file = describe({"auth": {"kind": "bearer", "token": "tax.secret"}})
    (settings.SECRETS_DIR / "tax.secret").chmod(0o644)
    reply = ask(terminal)
    assert (reply.status, reply.code) == ("failed", "not_set_up")
    assert "chmod 600" in reply.detail
    assert not department.asked
    assert ["chmod 600" in one for one in secrets_missing(file)] == [True]
    (settings.SECRETS_DIR / "tax.secret").unlink()
    assert "put the secret there" in ask(terminal).detail
    kept = str(list(Tally.objects.values())) + str(list(AuditEvent.objects.values()))
    assert SECRET not in caplog.text + kept + repr(load(file))


ENVELOPE = {"envelope": {"code": "head.rc", "ok": ["0000"], "busy": ["9998"], "data": "body"}}


def test_an_envelope_opens_refuses_and_is_busy(terminal, department, describe):
    table = {"refusals": {"2001": "no_record"}}
    describe(reply={**ENVELOPE, **table, "body": {"fields": {"sum": {"from": "je", "as": "fen_to_money"}}}})
    department.answers = [says(200, {"head": {"rc": "0000"}, "body": {"je": 1234}})]
    assert ask(terminal).data.reveal() == {"sum": "12.34"}
    department.answers = [says(200, {"head": {"rc": "2001"}})]
    assert (ask(terminal).status, ask(terminal).code) == ("refused", "no_record")
    department.answers = [says(200, {"head": {"rc": "9998"}})]
    assert ask(terminal).code == "unreachable"
    department.answers = [says(200, {"head": {"rc": "7777"}})]
    assert (ask(terminal).code, "7777" in ask(terminal).detail) == ("bad_reply", True)
    department.answers = [says(200, {"head": {"rc": "0000"}, "body": {"je": NUMBER + "x"}})]
    assert (ask(terminal).code, NUMBER in ask(terminal).detail) == ("bad_reply", False)


def test_a_status_may_be_a_refusal(terminal, department, describe):
    describe(reply={"refused": [404], "refusals": {"404": "no_record"}})
    department.answers = [says(404, b"nothing")]
    assert (ask(terminal).status, ask(terminal).code) == ("refused", "no_record")


def test_a_page_for_people_is_no_answer(terminal, department, describe):
    describe()
    department.answers = [says(200, b"<html>sign in</html>", **{"Content-Type": "text/html; charset=utf-8"})]
    assert (ask(terminal).code, "page for people" in ask(terminal).detail) == ("bad_reply", True)


def test_input_that_does_not_fit_asks_nobody(terminal, department, describe):
    describe(request={"body": {"fields": {"no": "other"}}})
    assert ask(terminal).code == "bad_input"
    assert not department.asked


def test_a_lost_reply_is_asked_for_again_where_the_key_is_honoured(terminal, department, describe):
    describe(honours_key=True, retries=1)
    department.answers = [hangs_up, says(200, {"serial": "1"})]
    assert ask(terminal).data.reveal() == {"serial": "1"}
    assert [headers["Idempotency-Key"] for headers, _ in department.asked] == ["key-1"] * 2


BREAKS = {"breaker": {"least_calls": 2, "open_s": 60}}


@pytest.mark.parametrize("trouble", [says(500, {}), hangs_up, says(200, b"<html>"), drips, is_silent])
def test_a_department_in_trouble_is_left_alone_until_staff_reset(terminal, department, describe, admin_client, trouble):
    describe(timeout_s=0.2, **BREAKS)
    department.answers = [trouble]
    assert {ask(terminal).code for _ in range(2)} <= {"bad_reply", "unreachable", "timeout"}
    before = len(department.asked)
    assert ask(terminal).code == "circuit_open"
    assert len(department.asked) == before
    assert OperationState.objects.get().breaker == "open"
    page = reverse("admin:gateway_operationstate_change", args=["tax.paid"])
    assert "已熔断" in admin_client.get(page).content.decode()
    admin_client.post(page, {"reset": ""})
    describe(**BREAKS)  # with time enough for an answer on a busy machine
    department.answers = [says(200, {})]
    assert ask(terminal).status == "done"
    assert AuditEvent.objects.latest("id").action == "operation.reset_breaker"


def test_a_refusal_says_nothing_against_a_department(terminal, department, describe):
    describe(**BREAKS)
    department.answers = [says(422, {"code": "no"})]
    assert {ask(terminal).code for _ in range(4)} == {"no"}


def test_a_slow_department_takes_its_seats_and_no_more(terminal, department, describe, settings):
    file = describe({"seats": {"at_once": 1, "waiting": 0}})
    offer = load(file)["tax.paid"]
    entered, leave = threading.Event(), threading.Event()

    def slow(desk):
        entered.set()
        leave.wait(5)
        says(200, {})(desk)

    department.answers = [slow]
    request = CallRequest(**{**WISH, "input": Personal({})})
    ends = []
    thread = threading.Thread(target=lambda: ends.append(carrying.carry(offer, request, "WH0001")))
    thread.start()
    assert entered.wait(5)
    assert carrying.carry(offer, request, "WH0002").code == "busy"
    leave.set()
    thread.join(5)
    assert ends[0].status == "done"


def test_a_rate_is_kept(terminal, department, describe):
    describe({"rate": {"per_s": 0.01, "burst": 2}, "seats": {"wait_s": 0}})
    department.answers = [says(200, {})]
    assert [ask(terminal).status for _ in range(3)] == ["done", "done", "failed"]
    assert len(department.asked) == 2


def test_an_answer_is_kept_for_its_transaction_and_sealed(terminal, department, describe):
    describe(idempotent=True, cache={"ttl_s": 60})
    department.answers = [says(200, {"number": NUMBER})]
    assert [ask(terminal).data.reveal()["number"] for _ in range(2)] == [NUMBER] * 2
    assert len(department.asked) == 1
    assert NUMBER not in str(carrying.kept.__dict__)
    ask(terminal, transaction_id="1" * 32)
    ask(terminal, input={"number": "2"})
    assert len(department.asked) == 3


def test_staff_stop_an_operation_with_a_reason(terminal, department, describe, admin_client):
    describe()
    page = reverse("admin:gateway_operationstate_change", args=["tax.paid"])
    admin_client.post(page, {"disable": "", "reason": " "})
    assert not OperationState.objects.exists()
    admin_client.post(page, {"disable": "", "reason": "年终结算"})
    reply = ask(terminal)
    assert (reply.status, reply.code, department.asked) == ("failed", "switched_off", [])
    assert "年终结算" in admin_client.get(reverse("admin:gateway_operationstate_changelist")).content.decode()
    admin_client.post(page, {"enable": ""})
    department.answers = [says(200, {})]
    assert ask(terminal).status == "done"
    events = AuditEvent.objects.filter(action__startswith="operation.").order_by("id")
    told = [(event.who, event.action, event.detail) for event in events]
    assert told == [("admin", "operation.disable", "年终结算"), ("admin", "operation.enable", "")]


def test_whoever_may_only_look_decides_nothing(client, describe, django_user_model):
    describe()
    clerk = django_user_model.objects.create_user("clerk", password="x", is_staff=True)
    client.force_login(clerk)
    page = reverse("admin:gateway_operationstate_change", args=["tax.paid"])
    assert client.post(page, {"disable": "", "reason": "x"}).status_code == 403
    assert not service.enable("tax.paid", "clerk")


def test_figures_are_written_by_the_minute_and_become_hours(terminal, department, describe):
    describe()
    department.answers = [says(200, {}), says(422, {"code": "no"}), says(500, {})]
    for _ in range(3):
        ask(terminal)
    assert not Tally.objects.exists()
    assert views.statistics.flush() == 1
    row = Tally.objects.get()
    assert (row.done, row.refused, row.bad_reply, sum(row.latency)) == (1, 1, 1, 3)
    assert views.statistics.flush() == 0
    old = timezone.now() - timezone.timedelta(hours=30)
    begins = [old.replace(minute=minute, second=0, microsecond=0) for minute in (1, 2)]
    Tally.objects.bulk_create(Tally(operation="tax.paid", begins=one, done=2, latency=[2]) for one in begins)
    roll_up()
    hour = Tally.objects.get(span_s=3600)
    assert (hour.done, hour.latency[0], hour.begins.minute, Tally.objects.count()) == (4, 4, 0, 2)


WRONG = """
departments:
  tax: {url: {test: 'https://a'}}
operations:
- {name: tax.paid, department: taxx, path: /a}
- {name: tax.paid, department: tax, path: /a}
- {name: tax.other, department: tax, path: /a, request: {body: {from: a, table: sexes}}}
"""


def test_every_mistake_is_told_with_its_place_and_remedy(tmp_path):
    file = tmp_path / "operations.yaml"
    file.write_text(WRONG)
    with pytest.raises(OperationsError) as error:
        load(file, "production")
    assert [(one.line, one.column) for one in error.value.problems] == [(3, 8), (3, 8), (5, 32), (6, 10), (7, 81)]
    assert "did you mean 'tax'?" in str(error.value)
    file.write_text(
        "operations:\n- {name: a.b, ulr: 'https://a/', metod: GET}\n- {name: a.c, url: 'https://a/', retries: 9}\n"
    )
    with pytest.raises(OperationsError) as error:
        load(file)
    assert str(error.value).count("did you mean") == 2
    assert {one.line for one in error.value.problems} == {2, 3}


@pytest.mark.parametrize(
    "wrong",
    [
        {"cache": {"ttl_s": 1, "per": "everyone"}, "idempotent": True},
        {"cache": {"ttl_s": 1}},
        {"method": "GET", "request": {"body": "."}},
        {"path": "/{number}"},
        {"path": "/{number}", "request": {"path": {"number": "number"}}},
        {"request": {"body": {"constant": 1, "from": "a"}}},
        {"request": {"body": {"from": "a", "date": {"from": "YYYY-MM", "to": "YYYYMMDD"}}}},
    ],
)
def test_what_does_not_hold_together_is_refused(describe, wrong):
    with pytest.raises(OperationsError):
        load(describe(**wrong))


def test_what_is_in_the_address_is_escaped(terminal, department, describe):
    describe(path="/{number}/x", method="PUT", address_holds_input=True, request={"path": {"number": "number"}})
    for number in ("..", ""):
        assert ask(terminal, input={"number": number}).code == "bad_input"
    assert not department.asked
