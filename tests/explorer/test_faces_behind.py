"""What tells states apart of a look at a face: at its step all of it, behind it what still counts."""

import pytest
from kit.explored import CARD, NOTICE, PAGES, PAPER, RATING, flow_of
from kit.player import CARD as READ
from kit.player import Player

from kiosk.engine.events import CardRead, FaceRefused, FaceVerified, Retried
from kiosk.engine.samples import PHOTO
from kiosk.engine.steps.verify_face import AGREE, AGREE_STILL, MOST_HINTS
from kiosk.explorer.merging import Merging
from kiosk.explorer.readings import readings
from kiosk.explorer.world import World
from kiosk.protocol.faults import FaceReason
from kiosk.protocol.personal import Personal

FACE = "- {id: face, kind: verify_face, title: t, against: card, attempts: 2, otherwise: notice}\n"
FLOW = flow_of(CARD, FACE, NOTICE, PAGES, PAPER, RATING)


def looked_at(way: str, *reasons: FaceReason) -> Player:
    player = Player(FLOW)
    player.post(CardRead(player.session.ticket, Personal(READ), Personal(PHOTO)))
    player.submit(way)
    for reason in reasons:
        player.post(FaceRefused(player.session.ticket, reason))
    return player


@pytest.fixture
def merging() -> Merging:
    return Merging(FLOW, readings(FLOW))


NOT_SEEN = (FaceReason.NO_FACE,) * (MOST_HINTS + 1)


def test_at_the_step_it_counts_what_was_agreed_to_and_behind_it_no_more(merging):
    key = merging.key
    assert key(looked_at(AGREE).session, World()) != key(looked_at(AGREE_STILL).session, World())
    past = [looked_at(way, *NOT_SEEN).session for way in (AGREE, AGREE_STILL)]
    assert [session.step_id for session in past] == ["notice", "notice"]
    assert past[0].gestures != past[1].gestures
    assert key(past[0], World()) == key(past[1], World())


def test_refusals_count_until_nothing_leads_back(merging):
    once, never = looked_at(AGREE, FaceReason.NOT_SAME), looked_at(AGREE)
    once.post(Retried())
    for player in (once, never):
        player.post(FaceVerified(player.session.ticket))
    assert once.session.step_id == never.session.step_id == "notice"
    assert merging.key(once.session, World()) != merging.key(never.session, World())
    for player in (once, never):
        player.go_to("rating")
    assert once.session.faces_refused != never.session.faces_refused
    assert merging.key(once.session, World()) == merging.key(never.session, World())
