"""The API: whose request it is, what they may do, and that a bad one is an answer."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit.flows import flow_files

from kiosk.central.audit.models import AuditEvent
from kiosk.central.publishing import tokens
from kiosk.central.publishing.models import ApiToken, Submission
from kiosk.protocol.package import MAX_PACKAGE_BYTES, pack
from kiosk.protocol.publishing import PACKAGE_TYPE, PROPOSALS, SUBMISSIONS


def asked(method: str, path: str, token: str, content: bytes | dict | None = None):
    kind = "application/json" if isinstance(content, dict) else PACKAGE_TYPE
    head = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().generic(method, path, _bytes(content), content_type=kind, headers=head)


def _bytes(content: bytes | dict | None) -> bytes:
    return json.dumps(content).encode() if isinstance(content, dict) else content or b""


def test_a_package_is_handed_in_and_looked_at(city, people):
    author, clerk = people.token(people.author), people.token(people.clerk)
    made = asked("POST", SUBMISSIONS, author, pack(flow_files()))
    assert (made.status_code, made.json()["state"], made.json()["author"]) == (201, "uploaded", "author")
    number = made.json()["number"]
    assert asked("GET", f"{SUBMISSIONS}/{number}", clerk).json()["service"] == "housing/fund"
    listed = asked("GET", f"{SUBMISSIONS}?state=uploaded", clerk).json()["submissions"]
    assert [one["number"] for one in listed] == [number]
    assert asked("GET", f"{SUBMISSIONS}?state=ready", clerk).json()["submissions"] == []
    package = asked("GET", f"{SUBMISSIONS}/{number}/package", clerk)
    assert (package.content, package["Content-Type"]) == (pack(flow_files()), PACKAGE_TYPE)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no sound zip"),
        (b"PK\x03\x04", "no sound zip"),
        (bytes(MAX_PACKAGE_BYTES + 1), "are allowed"),
        (pack({"a.md": b"x"}), "1 to mend"),
    ],
)
def test_what_is_no_package_is_refused_in_words(city, people, content, words):
    reply = asked("POST", SUBMISSIONS, people.token(people.author), content)
    assert reply.status_code == 422
    assert words in reply.json()["error"]


def test_nobody_does_what_they_may_not(city, people, ready):
    author, clerk, number = people.token(people.author), people.token(people.clerk), ready().pk
    assert asked("POST", SUBMISSIONS, clerk, pack(flow_files())).status_code == 403
    assert asked("POST", PROPOSALS, author, {"submissions": [number]}).status_code == 403
    assert asked("POST", f"{PROPOSALS}/1/signatures", author, {"signatures": []}).status_code == 403
    assert asked("DELETE", SUBMISSIONS, author).status_code == 405
    assert asked("GET", f"{SUBMISSIONS}/99", clerk).status_code == 404
    assert asked("GET", f"{SUBMISSIONS}/99/package", clerk).status_code == 404
    assert asked("POST", PROPOSALS, clerk, {"submissions": []}).status_code == 400
    assert asked("POST", f"{PROPOSALS}/99/signatures", clerk, {"signatures": [{"role": 1}]}).status_code == 400


def test_a_token_counts_until_it_ends_or_is_revoked_or_its_owner_leaves(city, people):
    token = people.token(people.author)
    assert asked("GET", SUBMISSIONS, "").status_code == 401
    assert asked("GET", SUBMISSIONS, "kct_guess").status_code == 401
    assert asked("GET", SUBMISSIONS, people.token(people.author, seconds=-1)).status_code == 401
    assert asked("GET", SUBMISSIONS, token).status_code == 200
    record = ApiToken.objects.order_by("id")[0]
    assert record.used_at is not None
    assert tokens.revoke(record, "admin")
    assert not tokens.revoke(record, "admin")
    assert asked("GET", SUBMISSIONS, token).status_code == 401
    other = people.token(people.clerk)
    people.clerk.is_active = False
    people.clerk.save()
    assert asked("GET", SUBMISSIONS, other).status_code == 401


def test_a_token_is_kept_as_a_hash_and_traced(people):
    record, secret = tokens.make(people.author, "office", timezone.now() + timedelta(days=1), "author")
    assert secret not in str(ApiToken.objects.values().get())
    assert secret.startswith(record.start)
    event = AuditEvent.objects.get(action="api_token.make")
    assert secret not in event.detail
    assert "for author: office" in event.detail


def test_an_outdated_proposal_is_told_apart(city, people, ready):
    submission = ready()
    clerk = people.token(people.clerk)
    drawn = asked("POST", PROPOSALS, clerk, {"submissions": [submission.pk]}).json()
    Submission.objects.get(pk=submission.pk).proposals.update(state="outdated")
    made = [one.model_dump() for one in city.signatures("clerk", drawn["document"])]
    reply = asked("POST", f"{PROPOSALS}/{drawn['number']}/signatures", clerk, {"signatures": made})
    assert reply.status_code == 409
    assert "sign again" in reply.json()["error"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["submissions", "signatures", "role", "keyid", "signature"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from([SUBMISSIONS, PROPOSALS, f"{PROPOSALS}/1/signatures"]), body=_JSON | st.binary(max_size=60))
def test_whatever_comes_is_answered(city, everything, path, body):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    reply = asked("POST", path, everything, content)
    assert reply.status_code in (400, 404, 422)
    assert reply.json()["error"]


@pytest.fixture
def everything(people) -> str:
    people.author.is_superuser = True
    people.author.save()
    return people.token(people.author)
