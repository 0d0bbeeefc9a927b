"""The heartbeat: joins, reports, follows the interval, and says what changed, once."""

import pytest
from kit.patience import until
from kit.platform_server import answering, losing_the_reply, stalling

from kiosk.protocol.api import ENROL, HEARTBEAT, Heartbeat, Seat
from kiosk.sync.backoff import Backoff
from kiosk.sync.heart import Heart, JoinTrouble, Membership, Standing
from kiosk.sync.link import Link


class Ears:
    def __init__(self) -> None:
        self.standings, self.versions = [], []


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
def link():
    return Link()


@pytest.fixture
def make_heart(client, identity, link, ears):
    def make(code: str = "CODE") -> Heart:
        return Heart(
            client,
            identity,
            link,
            code=code,
            model="demo",
            say=lambda: Heartbeat(software="9", engine=1, outbox_left=4),
            on_standing=ears.standings.append,
            on_flows=lambda version, desired: ears.versions.append((version, desired)),
            backoff=Backoff(first_s=4, limit_s=8),
        )

    return make


def test_the_first_beat_enrols_and_reports(make_heart, server, identity, link, ears):
    server.heartbeat["state"] = "pending"
    assert make_heart().work() == 30
    assert [asked.path for asked in server.asked] == [ENROL, HEARTBEAT]
    assert b'"outbox_left":4' in server.asked[1].body
    assert (identity.terminal_id, identity.key_id) == ("T0001", "T0001-k")
    assert link.online
    assert ears.standings == [Standing(Membership.PENDING)]
    assert ears.versions == [(1, 0)]


def test_a_terminal_enrols_once(make_heart, server, member):
    heart = make_heart()
    heart.work()
    heart.work()
    assert [asked.path for asked in server.asked] == [HEARTBEAT, HEARTBEAT]


def test_an_enrolment_whose_reply_was_lost_is_asked_again_with_the_same_key(make_heart, server, identity):
    server.next_up.extend([losing_the_reply] * 2)
    heart = make_heart()
    assert 2 <= heart.work() <= 4
    assert not identity.enrolled
    assert heart.work() == 30
    assert identity.enrolled
    assert server.asked[0].body == server.asked[2].body


def test_without_a_code_it_asks_nothing_and_says_why(make_heart, server, ears):
    make_heart(code="").work()
    assert server.asked == []
    assert ears.standings == [Standing(Membership.NOT_ENROLLED, detail="no enrolment code is set")]


def test_a_refused_code_is_told_with_the_platforms_word(make_heart, server, link, ears):
    server.next_up.append(answering(401, b'{"error": "this code is used", "server_time": 1772685000}'))
    assert make_heart().work() <= 4
    assert link.online
    told = Standing(Membership.NOT_ENROLLED, detail="401: this code is used", trouble=JoinTrouble.REFUSED)
    assert ears.standings == [told]


def test_a_code_that_is_entered_at_the_screen_joins_and_is_asked_for_until_it_is_answered(make_heart, server, ears):
    heart = make_heart(code="")
    heart.work()
    server.next_up.extend([answering(401, b'{"error": "no such code", "server_time": 1772685000}'), answering(500)])
    server.heartbeat |= {"state": "pending", "seat": {"place": "示范街道", "replaces": True}}
    heart.enter("WRONG")
    heart.work()
    heart.work()  # a code that was refused is not tried again
    assert len(server.asked) == 1
    heart.enter("RIGHT")
    heart.work()
    heart.work()
    assert [(one.membership, one.trouble, one.tried, one.seat) for one in ears.standings] == [
        (Membership.NOT_ENROLLED, None, 0, None),
        (Membership.NOT_ENROLLED, JoinTrouble.REFUSED, 1, None),
        (Membership.NOT_ENROLLED, JoinTrouble.UNREACHABLE, 2, None),
        (Membership.PENDING, None, 0, Seat(place="示范街道", replaces=True)),
    ]
    assert [asked.path for asked in server.asked] == [ENROL, ENROL, ENROL, HEARTBEAT]


def test_a_second_wrong_code_is_heard_though_the_platform_says_the_same(make_heart, server, ears):
    heart = make_heart(code="")
    for _ in range(2):
        server.next_up.append(answering(401, b'{"error": "no such code", "server_time": 1772685000}'))
        heart.enter("WRONG")
        heart.work()
    assert [one.tried for one in ears.standings] == [1, 2]


def test_a_key_that_is_not_known_there_is_told(make_heart, server, member, ears):
    server.next_up.append(answering(401, b'{"error": "no terminal has this key", "server_time": 1772685000}'))
    make_heart().work()
    assert [standing.membership for standing in ears.standings] == [Membership.NOT_KNOWN_THERE]


def test_a_gateways_login_page_changes_no_key(make_heart, server, member, ears):
    """A key change under way takes a 401 for "this key is not known there": only in the platform's own words."""
    member.prepare()
    key = member.private_key
    server.next_up.append(answering(401, b"<html>sign in to the network</html>"))
    make_heart().work()
    assert member.private_key == key
    assert ears.standings == []


def test_each_change_of_standing_is_heard_once(make_heart, server, member, ears):
    heart = make_heart()
    for state, out in [("pending", False), ("pending", False), ("approved", False), ("approved", True)]:
        server.heartbeat |= {"state": state, "out_of_service": out}
        heart.work()
    server.heartbeat |= {"state": "revoked"}
    heart.work()
    heart.work()
    assert [(one.membership, one.out_of_service) for one in ears.standings] == [
        (Membership.PENDING, False),
        (Membership.APPROVED, False),
        (Membership.APPROVED, True),
        (Membership.REVOKED, True),
    ]
    assert heart.standing == ears.standings[-1]


def test_the_updater_hears_of_flows_only_when_something_changed(make_heart, server, member, ears):
    heart = make_heart()
    for version, desired in ((7, 0), (7, 0), (8, 0), (8, 4), (8, 4), (7, 4)):
        server.heartbeat |= {"timestamp_version": version, "desired_release": desired}
        heart.work()
    assert ears.versions == [(7, 0), (8, 0), (8, 4), (7, 4)]


@pytest.mark.parametrize(("said", "kept"), [(30, 30), (0.01, 1), (-5, 1), (10**9, 3600)])
def test_the_interval_is_the_platforms_within_reason(make_heart, server, member, said, kept):
    server.heartbeat["next_in_s"] = said
    assert make_heart().work() == kept


@pytest.mark.parametrize("word", [b"NaN", b"Infinity"])
def test_an_interval_that_is_no_number_hangs_nothing(make_heart, server, member, word):
    body = b'{"state": "approved", "server_time": 1772685000, "next_in_s": %s}' % word
    server.next_up.append(answering(200, body))
    assert 1 <= make_heart().work() <= 3600


@pytest.mark.parametrize(
    "behaviour",
    [
        stalling,
        answering(500),
        answering(200, b"<html>"),
        answering(200, b"{}"),
        answering(302, b"", Location="http://127.0.0.1:1/login"),
        answering(401, b"<html>sign in to the network</html>"),
        answering(403, b"<html>"),
        answering(404, b"<html>"),
    ],
)
@pytest.mark.usefixtures("member")
def test_no_answer_is_offline_and_the_next_one_is_online_again(make_heart, server, link, ears, behaviour):
    changes = []
    link.subscribe(changes.append)
    heart = make_heart()
    heart.work()
    server.next_up.append(behaviour)
    assert 2 <= heart.work() <= 4
    assert heart.standing == Standing(Membership.APPROVED)
    heart.work()
    assert changes == [True, False, True]
    assert ears.standings == [Standing(Membership.APPROVED)]


def test_however_long_it_failed_it_never_waits_longer_than_the_platform_asked_for(make_heart, server, member):
    server.heartbeat["next_in_s"] = 1.5
    heart = make_heart()
    heart.work()
    server.next_up.extend([answering(500)] * 3)
    assert [heart.work() for _ in range(3)] == [1.5] * 3


def test_a_wrong_clock_is_corrected_without_anybody_noticing(make_heart, server, member, link):
    server.ahead_s = -5000
    assert make_heart().work() == 30
    assert link.online


def test_a_disk_that_cannot_keep_the_names_is_no_end(make_heart, server, identity, tmp_path, caplog):
    blocker = tmp_path / "identity.json.new"
    blocker.mkdir()
    heart = make_heart()
    assert heart.work() <= 4
    assert "identity.json" in caplog.text
    blocker.rmdir()
    assert heart.work() == 30


def test_as_a_thread_it_beats_by_itself_and_at_once_when_nudged(make_heart, server, member):
    heart = make_heart()
    heart.start()
    until(lambda: len(server.asked) == 1)
    heart.nudge()
    until(lambda: len(server.asked) == 2)
    assert heart.stop()
