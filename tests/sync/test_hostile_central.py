"""Central says what it never would: the terminal's threads live on, nothing of it is kept, and a good word heals all.

What a server in wrong hands may say by each channel is bounded by the protocol (`kiosk.protocol.bounds`); its flows
are another matter (test_attacks.py). What it may set and command is a choice among harmless things
(test_configuration.py, test_commands.py).
"""

import json
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit.platform_server import NOW, answering

from kiosk.ledger.command_book import Answer
from kiosk.protocol import api
from kiosk.protocol.commands import CommandKind
from kiosk.protocol.records import AlarmRecord, CommandState
from kiosk.sync.clock_floor import ClockFloor
from kiosk.sync.commands import CommandWorker
from kiosk.sync.configuration import ConfigurationStore
from kiosk.sync.errors import PlatformBroken
from kiosk.sync.heart import Heart, Membership
from kiosk.sync.link import Link
from kiosk.sync.outbox import OutboxSender
from kiosk.sync.rulings import RulingWorker

GOOD = {"state": "approved", "next_in_s": 30, "server_time": NOW}
ID = str(uuid.UUID(int=7))
WISHED = api.CodeWished(transaction_id=ID, number="1")
TYPED = api.CodeTyped(transaction_id=ID, challenge="c", number="1", code="1")
ORDER = {"command_id": ID, "kind": "refresh", "deadline": NOW + 60}
FAR = [10**30, -(10**30), 2**63, 2**40, -1]


class Threads:
    """All of a terminal that listens to heartbeats, over a real ledger; `round` is one turn of each."""

    def __init__(self, client, identity, ledger, place) -> None:
        self.floor = ClockFloor(place / "server-time")
        self.configuration = ConfigurationStore(place / "configuration.json")
        acts = {kind: lambda: Answer(CommandState.DONE) for kind in CommandKind}
        self.commands = CommandWorker(
            ledger.commands, acts, now=client.now, claim=lambda: True, let_go=lambda: None, told=lambda: None
        )
        self.rulings = RulingWorker(ledger.rulings, lambda: None)
        self.now = client.now
        self.sender = OutboxSender(ledger, client)
        self.heart = Heart(
            client,
            identity,
            Link(),
            code="CODE",
            model="demo",
            say=lambda: api.Heartbeat(software="9", engine=1),
            on_standing=lambda _: None,
            on_flows=lambda *_: None,
            on_orders=self._hear,
        )

    def round(self) -> float:
        wait_s = self.heart.work()
        for worker in (self.commands, self.rulings, self.sender):
            worker.work()
        self.configuration.take_up()
        assert self.floor.now()
        return wait_s

    def _hear(self, reply: api.HeartbeatReply) -> None:
        self.floor.note_server_time(reply.server_time)
        self.commands.hear(reply.commands)
        self.rulings.hear(reply.rulings)
        if reply.configuration is not None:
            self.configuration.offer(reply.configuration_revision, reply.configuration)


@pytest.fixture
def threads(client, identity, ledger, tmp_path):
    return Threads(client, identity, ledger, tmp_path)


def assert_heals(threads, server, ledger) -> None:
    """Whatever it was, the next true words bring it all to rest."""
    ledger.alarm(AlarmRecord(source="terminal", code="INTERNAL"))
    for _ in range(3):
        wait_s = threads.round()
    assert (wait_s, threads.now()) == (30, NOW)
    assert threads.heart.standing.membership is Membership.APPROVED
    assert ledger.outbox_left() == 0


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(
    "said",
    [
        *[GOOD | {"server_time": far} for far in FAR],
        *[GOOD | {"commands": [ORDER | {"deadline": far}]} for far in FAR],
        GOOD | {"commands": [ORDER | {"kind": "x" * 100_000}, ORDER | {"kind": "\0"}]},
        GOOD | {"commands": [ORDER | {"command_id": "../../../../../../../../../etc/passwd"}]},
        GOOD | {"rulings": [{"ruling_id": ID, "issue_id": ID, "state": "printing" * 1000}]},
        GOOD | {"next_in_s": 1e308},
        GOOD | {"next_in_s": -1e308},
        GOOD | {"next_in_s": "NaN"},
        GOOD | {"timestamp_version": 10**30, "desired_release": 10**30},
        GOOD | {"timestamp_version": -1, "desired_release": -(10**30)},
        GOOD | {"configuration_revision": "0" * 16, "configuration": {"home_idle_s": 10**30, "language": "xx"}},
        GOOD | {"configuration_revision": "\n", "configuration": {"open_hours": "99:99-00:00"}},
    ],
    ids=lambda said: str({name: said[name] for name in said if said[name] != GOOD.get(name)})[:40],
)
def test_a_word_out_of_all_bounds_ends_no_thread(threads, server, ledger, said) -> None:
    server.next_up.extend([answering(200, json.dumps(said).encode())] * 2)
    for _ in range(3):
        threads.round()
    assert_heals(threads, server, ledger)


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("far", FAR)
def test_a_refusal_with_a_time_that_is_none_ends_no_thread(threads, server, ledger, status, far) -> None:
    """Anybody in between can write one: refusals carry no signature."""
    server.next_up.append(answering(status, json.dumps({"error": "no", "server_time": far}).encode()))
    threads.round()
    assert_heals(threads, server, ledger)


@pytest.mark.parametrize(
    "names",
    [
        {"terminal_id": ""},
        {"terminal_id": "../T1"},
        {"terminal_id": "T" * 21},
        {"key_id": ""},
        {"key_id": "武汉"},
        {"key_id": "k\r\nX-Evil: 1"},
        {"machine": 10**30},
    ],
    ids=lambda names: next(iter(names)),
)
def test_names_that_could_sign_nothing_are_not_kept(threads, identity, server, names) -> None:
    """They would be on disk: each request after that would fail, until a technician came."""
    reply = {"terminal_id": "T0001", "key_id": "T0001-k", "fingerprint": "f", "state": "pending"} | names
    server.next_up.append(answering(200, json.dumps(reply).encode()))
    threads.heart.work()
    assert not identity.enrolled
    threads.heart.work()
    assert (identity.terminal_id, identity.key_id) == ("T0001", "T0001-k")


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda client: client.payment(ID), {"state": "open", "code": "x" * 513}),
        (lambda client: client.check_code(TYPED, 1), {"left": 10**30}),
        (lambda client: client.send_code(WISHED, 1), {"again_s": 10**30}),
        (lambda client: client.send_code(WISHED, 1), {"again_s": -1}),
    ],
    ids=["no QR code could hold it", "tries without end", "a wait without end", "a wait that is over before"],
)
def test_what_no_screen_could_show_or_time_is_no_answer(client, server, ask, said) -> None:
    server.next_up.append(answering(200, json.dumps(said).encode()))
    with pytest.raises(PlatformBroken):
        ask(client)


NUMBERS = st.one_of(st.integers(), st.integers(2**31, 2**70), st.floats())
JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=40)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=12), inner, max_size=3)),
    max_leaves=6,
)
IDS = st.one_of(st.just(ID), st.uuids().map(str), st.text(min_size=36, max_size=36))
ORDERS = st.fixed_dictionaries(
    {
        "command_id": IDS,
        "kind": st.one_of(st.sampled_from([*CommandKind]), st.text(max_size=60)),
        "deadline": st.one_of(st.integers(NOW - 5, NOW + 5), NUMBERS),
    }
)
RULINGS = st.fixed_dictionaries({"ruling_id": IDS, "issue_id": IDS, "state": st.text(max_size=60)})
SAID = st.fixed_dictionaries(
    {"state": st.sampled_from(["approved", "pending", "revoked"]), "next_in_s": NUMBERS},
    optional={
        "server_time": st.one_of(st.integers(0, 2**33), NUMBERS),
        "timestamp_version": NUMBERS,
        "desired_release": NUMBERS,
        "rotate_key": st.booleans(),
        "out_of_service": st.booleans(),
        "configuration_revision": st.text(max_size=20),
        "configuration": st.dictionaries(st.sampled_from(["language", "open_hours", "home_idle_s", "x"]), JSON),
        "commands": st.lists(ORDERS, max_size=4),
        "rulings": st.lists(RULINGS, max_size=4),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(said=st.lists(st.one_of(SAID.map(lambda some: GOOD | some), JSON), min_size=1, max_size=4))
def test_whatever_central_says_no_thread_ends(threads, identity, server, ledger, said) -> None:
    identity.adopt("T0001", "T0001-k")
    for one in said:
        server.next_up.append(answering(200, json.dumps(one).encode()))
        threads.round()
    server.next_up.clear()
    server.public_key = identity.public_key  # a change of keys that was asked for is a true one
    assert_heals(threads, server, ledger)
