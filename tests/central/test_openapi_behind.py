"""Fuzzed behind the doors: each operation as it succeeds, with one thing in it changed, on a platform that is set up.

test_openapi.py sends whatever fits the document; that stops where a name is unknown, a code is not the one that was
given, or no payment system is there. Here all of that is there and known, so that what comes behind is reached.
"""

import base64
import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.protocol.openapi import OPERATIONS, Operation
from kiosk.protocol.signing import public_key_of
from tests.central.test_intake import ISSUE, envelope
from tests.central.test_openapi import _is_described
from tests.central.test_payments import made_keys  # noqa: F401 - a fixture
from tests.central.test_replays import REPLAYED, Stage, path_of, town  # noqa: F401 - a fixture

pytestmark = [pytest.mark.no_cover, pytest.mark.django_db(transaction=True)]

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, -1, 2**31, 2**63, 10**30, 1e308, -0.5]),
    st.sampled_from(["", " ", "\0", "中" * 30, "x" * 5000, "' OR 1=1 --", "../..", "\U0001f600", "%s%n{}"]),
    st.sampled_from([[], {}, [[]], {"": None}, ["x"] * 200]),
)
GONE = object()


def places(content: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each value in `content`, the whole left out."""
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in inner:
        yield (*way, key)
        yield from places(value, (*way, key))


def changed(content: Any, way: tuple[Any, ...], value: Any) -> Any:
    """Return a copy of `content` with something else at the end of `way`, or nothing: GONE."""
    new = copy.deepcopy(content)
    holder = new
    for key in way[:-1]:
        holder = holder[key]
    if value is GONE:
        del holder[way[-1]]
    else:
        holder[way[-1]] = value
    return new


def good(stage: Stage, operation: Operation) -> Any:
    """Return a body that succeeds now, whatever came before."""
    if operation.name == "enrol":
        stage.joined = getattr(stage, "joined", 0) + 1
        content = stage.joins()
        stage.terminal.private_key = bytes([stage.joined]) * 31 + b"f"
        return content | {"public_key": _base64(public_key_of(stage.terminal.private_key)), "model": "T1"}
    if operation.name == "transaction":
        return None
    return REPLAYED[operation.name][0](stage)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def answer_to(stage: Stage, operation: Operation, content: Any) -> Any:
    body = b"" if content is None else json.dumps(content).encode()
    headers = stage.terminal.headers(operation.method.upper(), path_of(operation), body)
    client = Client(raise_request_exception=False)
    return client.generic(
        operation.method.upper(), path_of(operation), body, content_type="application/json", headers=headers
    )


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_one_thing_that_is_odd_is_answered_as_described(town, operation) -> None:  # noqa: F811
    stage = Stage(50, town[0])
    if operation.name == "transaction":
        stage.post("intake", {"items": [envelope(1, ISSUE)]})
    unharmed = stage if operation.name == "transaction" else Stage(49, town[0])
    assert answer_to(unharmed, operation, good(unharmed, operation)).status_code == 200, "it is behind no door"
    once = good(stage, operation)

    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def holds(data: st.DataObject) -> None:
        content = good(stage, operation) if operation.name == "enrol" else once
        ways = list(places(content))
        if ways:
            way = data.draw(st.sampled_from(ways), "where")
            content = changed(content, way, data.draw(st.one_of(st.just(GONE), ODD), "what"))
        answer = answer_to(stage, operation, content)
        assert answer.status_code != 500, content
        assert _is_described(operation, answer), (answer.status_code, answer.content[:300], content)

    holds()


def test_the_ways_into_a_body() -> None:
    assert list(places({"a": [1, {"b": 2}]})) == [("a",), ("a", 0), ("a", 1), ("a", 1, "b")]
    assert changed({"a": [1]}, ("a", 0), GONE) == {"a": []}
