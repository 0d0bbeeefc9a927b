"""Central is asked who somebody is: what it says comes as an event, and what it cannot say, too."""

import pytest
from kit.patience import until

from kiosk.engine.effects import AskCredential, CheckCode, SendCode
from kiosk.engine.events import CallFailed, CodeSent, Identified, NotIdentified
from kiosk.engine.trouble import PlatformFault
from kiosk.protocol.api import CodeReply, IdentityReply, KnownPerson
from kiosk.protocol.faults import IdentityFault
from kiosk.protocol.personal import Personal
from kiosk.sync.errors import PlatformBroken, PlatformOffline, PlatformTimeout
from kiosk.sync.identities import PlatformIdentities
from kiosk.sync.link import Link

NUMBER = "420199198803149995"
SHOWN = AskCredential("1", Personal("a code"), 15)
WISHED = SendCode("1", Personal(NUMBER), 15)
TYPED = CheckCode("1", "challenge", Personal(NUMBER), Personal("123456"), 15)
KNOWN = IdentityReply(person=KnownPerson(name=Personal("陈示例"), number=Personal(NUMBER)))
IT_IS = Identified("1", Personal({"name": "陈示例", "number": NUMBER}))


class Central:
    """Answers each question with `says`, or raises it; keeps what it was asked."""

    def __init__(self, says):
        self.says, self.asked = says, []

    def _told(self, asked, timeout_s):
        self.asked.append(asked)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    credential = send_code = check_code = _told


def told(says, asked, *, online=True):
    link, central, events = Link(), Central(says), []
    link.set(online=online)
    looked = []
    identities = PlatformIdentities(central, link, lambda: looked.append(True))
    identities.ask(asked, transaction_id="00000000-0000-7000-8000-000000000001", post=events.append)
    until(lambda: events)
    identities.close()
    return events, central, link, looked


@pytest.mark.parametrize(
    ("asked", "says", "event"),
    [
        (SHOWN, KNOWN, IT_IS),
        (TYPED, KNOWN, IT_IS),
        (SHOWN, IdentityReply(fault=IdentityFault.USED), NotIdentified("1", IdentityFault.USED)),
        (TYPED, IdentityReply(fault=IdentityFault.WRONG, left=2), NotIdentified("1", IdentityFault.WRONG, 2)),
        (
            WISHED,
            CodeReply(challenge="challenge", phone=Personal("138****1234"), again_s=60),
            CodeSent("1", "challenge", Personal("138****1234"), 60),
        ),
        (WISHED, CodeReply(fault=IdentityFault.TOO_SOON), NotIdentified("1", IdentityFault.TOO_SOON)),
        (SHOWN, IdentityReply(), CallFailed("1", PlatformFault.DEPARTMENT_DOWN)),
        (SHOWN, PlatformTimeout(), CallFailed("1", PlatformFault.TIMEOUT)),
        (TYPED, PlatformBroken(), CallFailed("1", PlatformFault.DEPARTMENT_DOWN)),
    ],
)
def test_what_central_says_comes_as_an_event(asked, says, event):
    events, _, link, _ = told(says, asked)
    assert events == [event]
    assert link.online


def test_central_that_is_gone_is_noticed():
    events, _, link, _ = told(PlatformOffline(), WISHED)
    assert events == [CallFailed("1", PlatformFault.OFFLINE)]
    assert not link.online


def test_known_to_be_offline_nobody_waits():
    events, central, _, looked = told(KNOWN, SHOWN, online=False)
    assert events == [CallFailed("1", PlatformFault.OFFLINE)]
    assert looked
    assert not central.asked


def test_what_is_answered_after_the_resident_took_another_way_is_dropped():
    link, events = Link(), []
    link.set(online=True)
    identities = PlatformIdentities(Central(KNOWN), link, lambda: None)
    central = identities._client
    first = central.credential

    def left_meanwhile(asked, timeout_s):
        identities.cancel("1")
        return first(asked, timeout_s)

    central.credential = left_meanwhile
    identities.ask(SHOWN, transaction_id="00000000-0000-7000-8000-000000000001", post=events.append)
    until(lambda: central.asked)
    identities._threads.shutdown(wait=True)
    assert not events
