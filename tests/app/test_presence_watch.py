"""Glances while somebody is served: they are asked after when gone, and warned of who stands close behind."""

import pytest
from kit.fields import FEATURES
from kit.player import CARD, Player, flow_from

from drivers.faults import Fault, Role
from kiosk.app.presence_watch import PresenceWatch
from kiosk.engine.clocks import asks_after
from kiosk.engine.events import CardRead, DeviceFailed, Timer, TimerFired, Touched
from kiosk.protocol.personal import Personal
from kiosk.settings.terminal import Watching

RESIDENT, BEHIND = 0.25, 0.18


class Lens:
    """What is done with the camera, in the order asked; glances are answered by the test."""

    def __init__(self) -> None:
        self.glances, self.closed, self.blind = [], 0, False

    def glance(self, ticket, seen, *, post):
        if not self.blind:
            self.glances.append((seen, post))
        return not self.blind

    def close_eyes(self, ticket):
        self.closed += 1


class Served:
    """A session, and what is looked at while it runs."""

    def __init__(self, **given) -> None:
        self.player: Player | None = None
        self.lens, self.posted, self.changes = Lens(), [], 0
        self.watch = PresenceWatch(
            self.lens,
            Watching(**{"leave_after_s": 10.0, **given}),
            session=lambda: self.player.session if self.player else None,
            post=self._post,
            deliver=lambda work: work(),
            changed=self._changed,
        )

    def _post(self, event) -> None:
        self.posted.append(event)
        self.player.post(event)

    def _changed(self) -> None:
        self.changes += 1

    def begin(self, feature: str = "notice") -> None:
        self.player = Player(flow_from(FEATURES / f"{feature}.yaml"))
        self.watch.follow()

    def end(self) -> None:
        self.player = None
        self.watch.follow()

    def see(self, widths, at_s: float) -> None:
        self.watch.work()
        seen, _ = self.lens.glances[-1]
        seen(widths, at_s)


@pytest.fixture
def served():
    made = Served()
    made.begin("choose")
    return made


def test_between_sessions_nobody_is_looked_at():
    served = Served()
    assert served.watch.work() > 60
    assert (served.lens.glances, served.lens.closed) == ([], 0)


def test_the_camera_is_closed_once_when_the_session_is_over(served):
    served.see([RESIDENT], 1.0)
    served.end()
    served.watch.work()
    served.watch.work()
    assert served.lens.closed == 1


def test_who_is_gone_is_asked_after_once(served):
    waiting(served)
    served.see([RESIDENT], 1.0)
    for at_s in range(2, 30):
        served.see([], float(at_s))
    assert served.posted == [TimerFired(Timer.IDLE)]
    assert served.player.session.warned


def test_who_stays_is_not_asked_after(served):
    waiting(served)
    for at_s in range(40):
        served.see([RESIDENT], float(at_s))
    assert served.posted == []


def test_who_touches_the_screen_is_there(served, monkeypatch):
    waiting(served)
    served.see([RESIDENT], 1.0)
    monkeypatch.setattr("kiosk.app.presence_watch.time.monotonic", lambda: 9.0)
    served.watch.touch()
    served.see([], 18.0)
    assert served.posted == []


def test_while_the_terminal_works_nobody_is_asked_after():
    served = Served()
    served.begin("verify_face")
    assert not asks_after(served.player.session)  # a card is being read
    served.see([RESIDENT], 1.0)
    served.see([], 60.0)
    assert served.posted == []


def test_somebody_close_behind_is_told_of_as_long_as_they_are_there(served):
    for at_s in (1.0, 2.0, 3.0):
        served.see([RESIDENT, BEHIND], at_s)
    assert served.watch.overlooked
    for at_s in (4.0, 5.0, 6.0, 7.0):
        served.see([RESIDENT], at_s)
    assert not served.watch.overlooked
    assert served.changes == 2


def test_where_the_site_does_not_want_it_nobody_is_warned():
    served = Served(onlookers=False)
    served.begin("choose")
    for at_s in (1.0, 2.0, 3.0, 4.0):
        served.see([RESIDENT, BEHIND], at_s)
    assert not served.watch.overlooked
    assert served.changes == 0


def test_what_was_seen_of_one_resident_is_nothing_to_the_next(served):
    served.watch.work()
    late, _ = served.lens.glances[-1]
    for at_s in (1.0, 2.0, 3.0):
        late([RESIDENT, BEHIND], at_s)
    assert served.watch.overlooked
    served.end()
    assert not served.watch.overlooked
    late([RESIDENT, BEHIND], 9.0)
    assert not served.watch.overlooked


def test_one_glance_at_a_time_and_a_camera_that_fails_is_asked_again(served):
    served.watch.work()
    served.watch.work()
    assert len(served.lens.glances) == 1
    _, post = served.lens.glances[0]
    post(DeviceFailed("presence", Role.FACE_CAMERA, Fault.OFFLINE))
    served.watch.work()
    assert len(served.lens.glances) == 2


def test_where_nobody_can_look_nothing_happens(served):
    served.lens.blind = True
    served.watch.work()
    served.watch.work()
    assert served.posted == []


def waiting(served: Served) -> None:
    """Bring the session to where it waits for the resident."""
    player = served.player
    if not asks_after(player.session):
        player.post(CardRead(player.session.ticket, Personal(CARD), None))
    player.post(Touched())
    assert asks_after(player.session)
