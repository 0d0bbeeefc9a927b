"""The API as its own document describes it, fuzzed from that: whatever comes, no 500, and an answer as promised."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from central.conftest import SignedClient
from django.urls import get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator
from schemathesis.generation import GenerationMode

from kiosk.protocol.openapi import OPERATIONS, document

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

DOCUMENT = document("test")
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
_EXAMPLES = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_every_address_of_the_terminals_is_described() -> None:
    served = {str(one.pattern) for one in get_resolver().url_patterns if str(one.pattern).startswith("api/v1/")}
    for_others = {"api/v1/openapi.json", "api/v1/payments/notify"}
    described = {operation.path.removeprefix("/").replace("{", "<str:").replace("}", ">") for operation in OPERATIONS}
    assert served - for_others == described


def test_the_document_is_served_and_is_one(client, db) -> None:
    served = client.get("/api/v1/openapi.json").json()
    assert served["openapi"] == "3.1.0"
    assert set(served["paths"]) == {operation.path for operation in OPERATIONS}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "does_not_fit"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_whatever_comes_is_answered_as_described(terminal: SignedClient, operation, mode) -> None:
    described = SCHEMA[operation.path][operation.method.upper()]
    terminal.client.raise_request_exception = False

    @_EXAMPLES
    @given(case=described.as_strategy(generation_mode=mode))
    def holds(case: schemathesis.Case) -> None:
        path = operation.path
        for name, value in (case.path_parameters or {}).items():
            path = path.replace("{" + name + "}", quote(str(value), safe="") or "-")
        body = _bytes(case.body)
        answer = answered(terminal, operation.method.upper(), path, body)
        assert answer.status_code != 500, (path, body)
        assert _is_described(operation, answer), (answer.status_code, answer.content[:300], path, body[:300])

    holds()


@_EXAMPLES
@given(body=st.binary(max_size=200), operation=st.sampled_from(OPERATIONS), data=st.data())
def test_bytes_that_are_no_json_are_a_bad_request(db_terminal, body, operation, data) -> None:
    if operation.request is None:
        return
    answer = answered(db_terminal, "POST", operation.path.replace("{operation}", "fund.statement"), body)
    assert answer.status_code in (400, 403), answer.content


@pytest.fixture
def db_terminal(terminal: SignedClient) -> SignedClient:
    terminal.client.raise_request_exception = False
    return terminal


def answered(terminal: SignedClient, method: str, path: str, body: bytes) -> Any:
    headers: Mapping[str, str] = terminal.headers(method, path, body)
    return terminal.client.generic(method, path, body, content_type="application/json", headers=headers)


def _bytes(body: Any) -> bytes:
    if isinstance(body, schemathesis.core.NotSet):
        return b""
    return body if isinstance(body, bytes) else json.dumps(body, default=bytes.hex).encode("utf-8", "replace")


def _is_described(operation: Any, answer: Any) -> bool:
    """Whether this status is promised, and the body is what is promised with it."""
    responses = DOCUMENT["paths"][operation.path][operation.method]["responses"]
    if str(answer.status_code) not in responses:
        return False
    schema = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
    whole = schema | {"components": DOCUMENT["components"]}
    return Draft202012Validator(whole).is_valid(json.loads(answer.content))
