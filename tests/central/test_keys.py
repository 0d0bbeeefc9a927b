"""A terminal changes its key: proven, once, with both counting in between, and through a power cut at any point."""

import base64
import json
import secrets
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet import joining, keys
from kiosk.central.fleet.models import Nonce, Terminal, TerminalKey
from kiosk.protocol import api
from kiosk.protocol.signing import key_id_for, prove, public_key_of
from tests.central.conftest import SignedClient, joined

HELLO = {"software": "1.0", "engine": 1}
NEXT = b"n" * 32


def wish(terminal_id: str = "WH0001", key: bytes = NEXT, *, nonce: str = "", proven_by: bytes = b"") -> dict[str, str]:
    nonce = nonce or secrets.token_hex(16)
    proof = prove(proven_by or key, terminal_id, nonce)
    public = base64.b64encode(public_key_of(key)).decode()
    return {"public_key": public, "nonce": nonce, "proof": base64.b64encode(proof).decode()}


def with_key(terminal_id: str, key: bytes = NEXT) -> SignedClient:
    return SignedClient(terminal_id, key, key_id_for(terminal_id, public_key_of(key)))


def status(client: SignedClient) -> int:
    return client.post(api.HEARTBEAT, HELLO).status_code


def test_both_keys_count_until_the_new_one_is_used(terminal):
    reply = api.KeyReply.model_validate_json(terminal.post(api.ROTATE_KEY, wish()).content)
    new = with_key("WH0001")
    assert reply.key_id == new.key_id
    assert status(terminal) == 200
    assert status(new) == 200
    assert status(terminal) == 401
    assert status(new) == 200
    assert AuditEvent.objects.get(action="terminal.rotate_key").detail == reply.fingerprint


def test_the_old_key_ends_after_an_hour_though_the_new_one_is_never_used(terminal, monkeypatch):
    terminal.post(api.ROTATE_KEY, wish())
    old = TerminalKey.objects.get(key_id=terminal.key_id)
    assert timedelta(minutes=59) < old.ended_at - timezone.now() <= keys.OVERLAP
    assert old.counts(timezone.now() + timedelta(minutes=59))
    assert not old.counts(timezone.now() + timedelta(minutes=61))
    TerminalKey.objects.filter(pk=old.pk).update(ended_at=timezone.now())
    assert status(terminal) == 401
    assert status(with_key("WH0001")) == 200


def test_the_very_request_again_is_refused_and_another_for_the_same_key_is_not(terminal):
    content = wish()
    headers = terminal.headers("POST", api.ROTATE_KEY, json.dumps(content).encode())
    first = terminal.send("POST", api.ROTATE_KEY, content, headers=headers)
    again = terminal.send("POST", api.ROTATE_KEY, content, headers=headers)
    assert (first.status_code, again.status_code) == (200, 409)
    assert terminal.post(api.ROTATE_KEY, wish()).json() == first.json()
    assert TerminalKey.objects.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        wish(proven_by=b"o" * 32),
        wish("WH0002"),
        wish() | {"nonce": "0" * 32},
        wish() | {"public_key": base64.b64encode(public_key_of(b"o" * 32)).decode()},
        wish() | {"public_key": "AAAA"},
        wish() | {"proof": "?"},
        wish() | {"nonce": "short"},
    ],
    ids=["not held", "for another terminal", "other nonce", "other key", "no key", "no base64", "no nonce"],
)
def test_a_key_that_is_not_proven_is_refused_and_takes_no_nonce(terminal, changes):
    assert terminal.post(api.ROTATE_KEY, changes).status_code == 400
    assert TerminalKey.objects.count() == 1
    assert not Nonce.objects.exists()
    assert status(terminal) == 200


def test_a_key_that_served_before_never_comes_back(terminal, other_terminal):
    assert terminal.post(api.ROTATE_KEY, wish(key=terminal.private_key)).status_code == 400
    assert terminal.post(api.ROTATE_KEY, wish(key=other_terminal.private_key)).status_code == 400
    terminal.post(api.ROTATE_KEY, wish())
    new = with_key("WH0001")
    status(new)
    assert new.post(api.ROTATE_KEY, wish(key=terminal.private_key)).status_code == 400


def test_never_more_than_two_count(terminal):
    for number in range(1, 6):
        assert terminal.post(api.ROTATE_KEY, wish(key=bytes([100 + number]) * 32)).status_code == 200
    counting = [key for key in TerminalKey.objects.all() if key.counts(timezone.now())]
    assert len(counting) == 2
    assert status(with_key("WH0001", bytes([104]) * 32)) == 401
    assert status(with_key("WH0001", bytes([105]) * 32)) == 200


@pytest.mark.parametrize("state", ["pending", "revoked"])
def test_who_may_not_serve_may_not_change_its_key(db, state):
    assert joined(1, state).post(api.ROTATE_KEY, wish()).status_code == 403


def test_revocation_counts_from_the_next_request_on_for_both_keys(terminal):
    terminal.post(api.ROTATE_KEY, wish())
    joining.revoke(terminal.terminal, "staff")
    for client in (terminal, with_key("WH0001")):
        assert client.post(api.INTAKE, {"items": []}).status_code == 403


def test_staff_ask_for_a_new_key_until_there_is_one(terminal):
    keys.ask_to_rotate(terminal.terminal, "staff")
    assert terminal.post(api.HEARTBEAT, HELLO).json()["rotate_key"]
    terminal.post(api.ROTATE_KEY, wish())
    assert not terminal.post(api.HEARTBEAT, HELLO).json()["rotate_key"]


def test_nonces_are_forgotten_when_their_signatures_hold_no_longer(db):
    now = timezone.now()
    Nonce.objects.create(nonce="old", at=now - timedelta(seconds=2 * api.SIGNATURE_WINDOW_S + 61))
    Nonce.objects.create(nonce="young", at=now - timedelta(seconds=2 * api.SIGNATURE_WINDOW_S))
    keys.forget_nonces()
    assert [nonce.nonce for nonce in Nonce.objects.all()] == ["young"]


def test_a_heartbeat_looks_once_for_terminal_key_and_what_is_desired(terminal, settings, django_assert_num_queries):
    settings.HEARTBEAT_FLUSH_S = 0
    keys.ask_to_rotate(terminal.terminal, "staff")
    status(terminal)
    with django_assert_num_queries(1):
        found = keys.signer(terminal.key_id)
        assert found.terminal.desired.rotate_key


@pytest.mark.django_db(transaction=True)
def test_keys_of_before_move_and_back(migrated_to):
    old = migrated_to("fleet", "0005_desired")
    fields = {"key_id": "WH0001-k", "public_key": "pk", "fingerprint": "f"}
    old.get_model("fleet", "Terminal").objects.create(terminal_id="WH0001", **fields)
    now = migrated_to("fleet", "0008_keys_stand_apart")
    key = now.get_model("fleet", "TerminalKey").objects.get()
    assert (key.terminal_id, key.key_id, key.public_key) == ("WH0001", "WH0001-k", "pk")
    back = migrated_to("fleet", "0005_desired").get_model("fleet", "Terminal").objects.get()
    assert {name: getattr(back, name) for name in fields} == fields


class Cut(Exception):  # noqa: N818
    pass


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(
    cuts=st.lists(
        st.sampled_from(["before the write", "after the write", "reply lost", "request lost", ""]), max_size=8
    )
)
def test_cut_anywhere_the_terminal_still_signs_with_a_key_that_counts(db, tmp_path_factory, cuts):  # noqa: C901 - a story
    """The real identity file against the real rotation, through any row of power cuts and lost messages."""
    from kiosk.sync import identity as module
    from kiosk.sync.identity import Identity
    from kiosk.sync.key_change import KeyChange

    path = tmp_path_factory.mktemp("identity") / "identity.json"
    Terminal.objects.all().delete()
    Nonce.objects.all().delete()
    terminal = Terminal.objects.create(terminal_id="WH0001", state="approved")
    first = Identity.load(path)
    keys.add(terminal, base64.b64encode(first.public_key).decode())
    first.adopt("WH0001", key_id_for("WH0001", first.public_key))
    plan = list(cuts)
    real = module.write_private

    def write(file, content):
        trouble = plan.pop(0) if plan else ""
        if trouble == "before the write":
            raise Cut
        real(file, content)
        if trouble == "after the write":
            raise Cut

    class Platform:
        def __init__(self, identity):
            self.identity = identity

        def now(self):
            return 400 * 86_400

        def rotate_key(self, key):
            trouble = plan.pop(0) if plan else ""
            if trouble == "request lost":
                raise Cut
            _, key_id = self.identity.signer
            present = keys.signer(key_id)
            assert present is not None
            keys.note_use(present)
            keys.rotate(present, api.RotateKey.model_validate(wish(key=key)))
            if trouble == "reply lost":
                TerminalKey.objects.filter(ended_at__gt=timezone.now()).update(ended_at=timezone.now())  # an hour on
                raise Cut

    module.write_private = write
    try:
        for _start in range(2 * len(cuts) + 6):
            identity = Identity.load(path)
            change = KeyChange(Platform(identity), identity, after_days=365)
            try:
                present = keys.signer(identity.signer[1])
                if present is None:
                    assert identity.changing, "it holds no key that counts"
                    change.refused()
                    continue
                assert present.raw == public_key_of(identity.signer[0])
                keys.note_use(present)
                change.taken(asked=identity.private_key == first.private_key)
            except Cut:
                continue
    finally:
        module.write_private = real
    last = Identity.load(path)
    assert keys.signer(last.signer[1]) is not None
    assert last.private_key != first.private_key
    assert not last.changing
