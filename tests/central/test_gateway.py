"""The gateway against a department's system that is a real HTTP server on a port of its own."""

import logging
import socket

import pytest
import yaml
from kit.department import drips, hangs_up, is_silent, opened, says

from kiosk.central.gateway.models import Call
from kiosk.central.gateway.reading import OperationsError, load
from kiosk.protocol.api import CALL, CallReply

SECRET = "420199198803149995"
WISH = {
    "transaction_id": "01900000-0000-7000-8000-0000000000aa",
    "service": "housing/fund",
    "idempotency_key": "key-1",
    "input": {"number": SECRET},
}


@pytest.fixture
def department():
    with opened() as server:
        yield server


@pytest.fixture
def offer(settings, tmp_path, department):
    def write(**changes):
        operation = {"name": "fund.statement", "url": "{self}/statement", "timeout_s": 5, **changes}
        settings.OPERATIONS_FILE = tmp_path / f"{len(list(tmp_path.iterdir()))}.yaml"
        settings.OPERATIONS_FILE.write_text(yaml.safe_dump({"operations": [operation]}))
        settings.SELF_URL = department.url

    return write


def ask(client, operation="fund.statement", **changes):
    response = client.post(CALL + operation, WISH | changes)
    assert response["Cache-Control"] == "no-store"
    return CallReply.model_validate_json(response.content)


def test_done(terminal, department, offer):
    offer()
    department.answers = [says(200, {"balance": "1.00"})]
    reply = ask(terminal)
    assert (reply.status, reply.data.reveal()) == ("done", {"balance": "1.00"})
    headers, body = department.asked[0]
    assert (headers["Idempotency-Key"], headers["X-Terminal"]) == ("key-1", "WH0001")
    assert body == {"number": SECRET}


def test_refused(terminal, department, offer):
    offer()
    department.answers = [says(422, {"code": "no_account", "detail": "none"})]
    reply = ask(terminal)
    assert (reply.status, reply.code, reply.detail) == ("refused", "no_account", "none")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says(500, {}), "bad_reply"),
        (says(503, {}), "unreachable"),
        (says(200, b"<html>"), "bad_reply"),
        (says(200, [1]), "bad_reply"),
        (says(422, {"detail": "no code"}), "bad_reply"),
        (says(302, b"", Location="http://127.0.0.1:1/elsewhere"), "bad_reply"),
        (says(200, b'"' + b"x" * 2_200_000 + b'"'), "bad_reply"),
        (hangs_up, "unreachable"),
    ],
    ids=["500", "503", "html", "list", "no code", "redirect", "too large", "hangs up"],
)
def test_what_is_no_answer_is_failed(terminal, department, offer, answer, code):
    offer()
    department.answers = [answer]
    reply = ask(terminal)
    assert (reply.status, reply.code) == ("failed", code)


@pytest.mark.parametrize("answer", [is_silent, drips])
def test_a_slow_department_holds_nobody_up(terminal, department, offer, answer):
    offer(idempotent=True, retries=3)
    department.answers = [answer]
    reply = ask(terminal, timeout_s=0.3)
    assert (reply.status, reply.code) == ("failed", "timeout")
    assert Call.objects.get().duration_ms < 2000


def test_nobody_listens(terminal, department, offer, settings):
    offer()
    with socket.create_server(("127.0.0.1", 0)) as gone:
        settings.SELF_URL = f"http://127.0.0.1:{gone.getsockname()[1]}"
    assert ask(terminal).code == "unreachable"


def test_an_idempotent_operation_is_tried_again_with_the_same_key(terminal, department, offer):
    offer(idempotent=True, retries=2)
    department.answers = [says(503, {}), hangs_up, says(200, {"ok": True})]
    assert ask(terminal).status == "done"
    assert [headers["Idempotency-Key"] for headers, _ in department.asked] == ["key-1"] * 3


def test_any_other_operation_is_tried_once(terminal, department, offer):
    offer(idempotent=False, retries=2)
    department.answers = [hangs_up, says(200, {})]
    assert ask(terminal).status == "failed"
    assert len(department.asked) == 1


def test_what_nobody_offers_is_failed(terminal, department, offer):
    offer()
    assert ask(terminal, "fund.loan").code == "unknown_operation"
    assert not Call.objects.exists()


def test_nothing_personal_is_kept_or_logged(terminal, department, offer, caplog):
    offer()
    caplog.set_level(logging.DEBUG)
    department.answers = [says(500, {"echo": SECRET})]
    ask(terminal)
    department.answers = [says(200, {"echo": SECRET})]
    ask(terminal)
    kept = [str(call.__dict__) for call in Call.objects.all()]
    assert len(kept) == 2
    assert SECRET not in caplog.text + "".join(kept)


def test_what_is_wrong_with_a_request_is_told_without_its_contents(terminal, department, offer):
    offer()
    response = terminal.post(CALL + "fund.statement", WISH | {"input": SECRET})
    assert response.status_code == 400
    assert SECRET not in response.content.decode()


def test_the_shipped_operations_can_be_read(settings):
    assert "fund.statement" in load(settings.OPERATIONS_FILE)


def test_each_shipped_operation_says_whether_it_may_be_asked_again(settings):
    said = yaml.safe_load(settings.OPERATIONS_FILE.read_text(encoding="utf-8"))["operations"]
    wanted = {"method", "connect_timeout_s", "timeout_s", "idempotent", "retries"}
    assert {one["name"]: wanted - one.keys() for one in said if wanted - one.keys()} == {}


@pytest.mark.parametrize(
    "content",
    ["operations: 3", "a: [", "operations: [{name: x.y, url: 'ftp://x'}]", "operations: [{name: x.y}]"],
)
def test_unfit_operations_are_told(tmp_path, content):
    file = tmp_path / "operations.yaml"
    file.write_text(content)
    with pytest.raises(OperationsError, match=r"operations\.yaml"):
        load(file)


def test_a_name_that_stands_twice_is_told(tmp_path):
    file = tmp_path / "operations.yaml"
    file.write_text(yaml.safe_dump({"operations": [{"name": "a.b", "url": "https://x/"}] * 2}))
    with pytest.raises(OperationsError, match="twice"):
        load(file)


def test_missing_operations_are_told(tmp_path):
    with pytest.raises(OperationsError, match="No such file"):
        load(tmp_path / "operations.yaml")
