"""Each address of the terminals, from the list that the OpenAPI document is made of: who is let in, what a replay does.

A signature says who and what, not that it is the first of its kind (`kiosk.central.fleet.signed`). So each operation
stands in `REPLAYED` with what the very same bytes bring about when they come again; a new one without that fails here.

| FLEET.md, Requests | shown by |
|---|---|
| method, path, query, digest, tag, alg, created are demanded | tests/protocol/test_signing.py, one by one |
| … on every request: none unsigned, none for another address or body | `test_no_address_lets_in_…` |
| ±300 s; 401 with `server_time`; one more try with the offset | test_signed.py; tests/sync/test_platform_client.py |
| a clock hours off, both ways, while all else fails, too | test_faulty_line.py |
| a batch that is dated by a wrong clock keeps its order | test_intake.py |
| a signature that covers less is no signature | tests/protocol/test_signing.py `test_each_component_must_be_covered` |
| replay of each request | `test_the_very_same_bytes_again_change_nothing` |
| nonces for key changes | test_keys.py; here by the 409 |
| enrolment: code once, atomically; signed by the key that it brings | test_enrolment.py; replayed here |
| two active keys; revocation from the next request on | test_keys.py; for each address here |
| only what is signed counts: other headers, host and scheme | `test_what_is_not_signed_is_not_believed` |
| a proxy before central | tests/central/test_production.py, nginx and gunicorn |
| per-item results; one bad item harms no other | test_intake.py |
| answers carry no signature: TLS speaks for central | a login page is none: tests/sync/test_platform_client.py |
"""

import base64
import json
import re
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
import yaml
from django.apps import apps
from django.test import Client
from django.urls import get_resolver
from kit.department import opened, says
from kit.ledger_walk import record_id

from kiosk.central.fleet import joining
from kiosk.central.fleet.models import in_a_day
from kiosk.central.payments import service as payments
from kiosk.central.sandbox.messages.inbox import offer as offer_messages
from kiosk.protocol import api
from kiosk.protocol.openapi import OPERATIONS, Operation
from kiosk.protocol.resume_code import person_proof
from kiosk.protocol.signing import public_key_of
from tests.central.conftest import SignedClient, joined
from tests.central.test_drafts import CODE, NUMBER, THIRD, record
from tests.central.test_gateway import WISH
from tests.central.test_identity import received
from tests.central.test_intake import ALARM, ISSUE, T, envelope, hand_in
from tests.central.test_keys import HELLO
from tests.central.test_keys import wish as next_key
from tests.central.test_payments import PAYMENT, made_keys  # noqa: F401 - a fixture
from tests.central.test_payments import wish as order

BY_NAME = {operation.name: operation for operation in OPERATIONS}
UNSIGNED_ELSEWHERE = {"api/v1/openapi.json", "api/v1/payments/notify"}
"""Public, and signed by the payment system (test_payments.py)."""
OF_STAFF = "api/publishing/"
"""By a person's token (tests/central/publishing)."""


def path_of(operation: Operation) -> str:
    return operation.path.replace("{operation}", "fund.statement").replace("{transaction_id}", T)


def body_of(operation: Operation) -> bytes:
    return b"{}" if operation.request is not None else b""


def send(terminal: SignedClient, operation: Operation, body: bytes, headers: dict[str, str], **extra: Any) -> Any:
    method, path = operation.method.upper(), extra.pop("path", path_of(operation))
    return Client().generic(method, path, body, content_type="application/json", headers=headers, **extra)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_no_address_lets_in_whoever_did_not_sign_just_this(terminal: SignedClient, operation: Operation) -> None:
    method, path, body = operation.method.upper(), path_of(operation), body_of(operation)
    if operation.name == "enrol":  # its key comes in the body; test_enrolment.py has the rest
        key = base64.b64encode(public_key_of(terminal.private_key)).decode()
        body = json.dumps({"code": "CODE", "public_key": key}).encode()
    good = terminal.headers(method, path, body)
    other = {"GET": "POST", "POST": "GET"}[method]
    day = 86_400
    bad = {
        "unsigned": {},
        "for another address": terminal.headers(method, "/api/v1/other", body),
        "for another query": terminal.headers(method, f"{path}?a=1", body),
        "for another method": terminal.headers(other, path, body),
        "for another body": terminal.headers(method, path, body + b" "),
        "of yesterday": terminal.headers(method, path, body, now=int(time.time()) - day),
        "of tomorrow": terminal.headers(method, path, body, now=int(time.time()) + day),
        "its digest left out": {name: value for name, value in good.items() if name != "Content-Digest"},
    }
    for what, headers in bad.items():
        answer = send(terminal, operation, body, headers)
        assert answer.status_code == 401, what
        assert abs(api.Unauthorised.model_validate_json(answer.content).server_time - time.time()) < 60, what
    assert send(terminal, operation, body, good, path=f"{path}?a=1").status_code == 401
    assert send(terminal, operation, body, good).status_code != 401 or operation.name == "enrol"


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.name != "enrol"], ids=lambda one: one.name)
def test_a_revoked_terminal_is_shut_out_of_each_address_at_once(terminal: SignedClient, operation: Operation) -> None:
    joining.revoke(terminal.terminal, "lin")
    body = json.dumps(HELLO).encode() if operation.name == "heartbeat" else body_of(operation)
    headers = terminal.headers(operation.method.upper(), path_of(operation), body)
    answer = send(terminal, operation, body, headers)
    if operation.name == "heartbeat":  # by which it learns that it is
        assert answer.json()["state"] == "revoked"
    else:
        assert answer.status_code == 403


def test_what_is_not_signed_is_not_believed(terminal: SignedClient, other_terminal: SignedClient) -> None:
    """Names, addresses and methods that stand beside the signature; nor does a host that a proxy wrote harm it."""
    body = json.dumps({"items": [envelope(1, ALARM)]}).encode()
    beside = {
        "X-Terminal": other_terminal.terminal_id,
        "X-Forwarded-For": "10.0.0.1",
        "X-Forwarded-Host": "elsewhere.example",
        "X-Original-URL": api.HEARTBEAT,
        "X-HTTP-Method-Override": "DELETE",
        "Authorization": "Bearer anything",
        "Host": "central.example",
    }
    headers = terminal.headers("POST", api.INTAKE, body) | beside
    assert send(terminal, BY_NAME["intake"], body, headers).status_code == 200
    held = apps.get_model("intake", "Received").objects.get()
    assert held.terminal_id == terminal.terminal_id


def test_each_address_below_api_is_a_terminals_or_known_for_what_it_is() -> None:
    served = {str(one.pattern) for one in get_resolver().url_patterns if str(one.pattern).startswith("api/")}
    terminals = {one.path.removeprefix("/").replace("{", "<str:").replace("}", ">") for one in OPERATIONS}
    assert {one for one in served if not one.startswith(OF_STAFF)} == terminals | UNSIGNED_ELSEWHERE


# What the very same bytes do when they come again

SAME = "answers the same"
Bodies = Callable[["Stage"], dict[str, Any] | None]


class Stage:
    """A terminal of its own for each operation, before sandbox and department; `prepare` steps write beforehand."""

    def __init__(self, number: int, url: str) -> None:
        self.url, self.number = url, number
        self.terminal = joined(number)
        self.id = record_id(1000 + number)

    def post(self, name: str, content: dict[str, Any]) -> Any:
        answer = self.terminal.post(path_of(BY_NAME[name]), content)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def order(self) -> dict[str, Any]:
        return order(payment_id=self.id, order_number=f"{self.terminal.terminal_id}-1")

    def ordered(self) -> dict[str, Any]:
        self.post("payment_order", self.order())
        return {"payment_id": self.id}

    def joins(self) -> dict[str, Any]:
        code = joining.new_enrolment_code("lin", expires_at=in_a_day()).code
        self.terminal.private_key = b"j" * 32
        return {"code": code, "public_key": base64.b64encode(public_key_of(b"j" * 32)).decode()}

    def draft(self) -> dict[str, Any]:
        named = self.id.replace("-", "")
        assert hand_in(self.terminal, envelope(self.number, record(draft_id=named))) == ["accepted"]
        return {"draft_id": named, "person": person_proof(CODE, NUMBER), "transaction_id": THIRD}

    def credential(self) -> dict[str, Any]:
        page = requests.get(f"{self.url}/sandbox/identity/phone/1", timeout=20).text
        return {"transaction_id": self.id, "code": re.search(r"ECRED:[\w-]+", page)[0]}

    def code_sent(self) -> dict[str, Any]:
        known = {"transaction_id": self.id, "number": NUMBER}
        challenge = self.post("code_send", known)["challenge"]
        return known | {"challenge": challenge, "code": received(self.url)}


REPLAYED: dict[str, tuple[Bodies, Any, set[str]]] = {
    # body; what the second answer says, where it is not the same; tables that the second may touch, with the reason
    "enrol": (Stage.joins, SAME, set()),
    "rotate_key": (lambda stage: next_key(stage.terminal.terminal_id), 409, set()),
    "heartbeat": (lambda _: HELLO, {"server_time", "next_in_s"}, {"fleet.LastState"}),  # when it was last heard of
    "intake": (lambda _: {"items": [envelope(71, ISSUE), envelope(72, ALARM)]}, {"results"}, set()),
    "call": (lambda _: WISH, SAME, {"gateway.Call"}),  # counted; the department knows it by its key
    "payment_order": (Stage.order, SAME, set()),
    "payment_state": (Stage.ordered, SAME, set()),
    "payment_close": (Stage.ordered, SAME, set()),
    "draft_find": (lambda stage: {"draft_id": stage.draft()["draft_id"]}, SAME, set()),
    "draft_take": (Stage.draft, SAME, set()),
    "identity_credential": (Stage.credential, {"person", "fault"}, set()),
    "code_check": (Stage.code_sent, SAME, {"identity.PhoneCode"}),  # each try counts
    "code_send": (lambda stage: {"transaction_id": stage.id, "number": NUMBER}, {"fault", "challenge", "phone"}, set()),
    "transaction": (lambda _: None, SAME, set()),
}


def test_each_operation_says_what_a_replay_of_it_does() -> None:
    assert set(REPLAYED) == set(BY_NAME)


@pytest.fixture
def town(settings, tmp_path, made_keys, live_server, transactional_db):  # noqa: F811
    """Central with its sandbox, over HTTP, and a department of its own."""
    settings.ROOT_URLCONF = "central.sandbox_urls"
    settings.DATA, settings.SELF_URL = tmp_path, live_server.url
    settings.PAYMENTS_FILE = tmp_path / "payments" / "payments.yaml"
    shutil.copytree(made_keys, settings.PAYMENTS_FILE.parent)
    settings.MESSAGES_FILE = tmp_path / "messages" / "messages.yaml"
    offer_messages(settings.MESSAGES_FILE)
    with opened() as department:
        department.answers = [says(200, {"balance": "1.00"})]
        operation = {"name": "fund.statement", "url": f"{department.url}/statement", "timeout_s": 5}
        settings.OPERATIONS_FILE = tmp_path / "operations.yaml"
        settings.OPERATIONS_FILE.write_text(yaml.safe_dump({"operations": [operation]}))
        yield live_server.url, department


def test_the_very_same_bytes_again_change_nothing(town, monkeypatch) -> None:
    """One test for all, as each would have to empty the database behind it; it names all that fail."""
    url, department = town
    monkeypatch.setattr(payments, "_ASK_EVERY", timedelta(hours=1))  # else it may be time to ask anew
    wrong = {}
    for below, (name, case) in enumerate(REPLAYED.items()):
        number = 50 - below  # whoever joins gets the number after the highest
        try:
            replay(Stage(number, url), BY_NAME[name], *case)
        except AssertionError as error:
            wrong[name] = str(error).splitlines()[0]
    assert wrong == {}
    keys = [headers["Idempotency-Key"] for headers, _ in department.asked]
    assert keys == ["key-1"] * 2


def replay(stage: Stage, operation: Operation, made: Bodies, second: Any, touched: set[str]) -> None:
    content = made(stage)
    body = b"" if content is None else json.dumps(content).encode()
    headers = stage.terminal.headers(operation.method.upper(), path_of(operation), body)
    first = send(stage.terminal, operation, body, headers)
    before = everything()
    again = send(stage.terminal, operation, body, headers)
    after = everything()
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= touched, f"it changed {changed - touched}"
    if second == 409:
        assert (first.status_code, again.status_code) == (200, 409)
        return
    assert first.status_code == again.status_code, f"{first.status_code}, then {again.status_code}: {again.content}"
    assert first.status_code == (404 if operation.name == "transaction" else 200), first.content
    said, repeated = first.json(), again.json()
    differs = {key for key in said if said[key] != repeated[key]}
    assert differs <= (set() if second == SAME else second), f"{said}, then {repeated}"
    if operation.name == "intake":
        assert [one["status"] for one in said["results"]] == ["accepted"] * 2
        assert [one["status"] for one in repeated["results"]] == ["duplicate"] * 2
    if operation.name in ("identity_credential", "code_send"):
        assert repeated["fault"] is not None, "it serves twice"


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of central's own tables, by table."""
    ours = [
        model for app in apps.get_app_configs() if app.name.startswith("kiosk.central") for model in app.get_models()
    ]
    return {model._meta.label: list(model.objects.order_by("pk").values_list()) for model in ours}
