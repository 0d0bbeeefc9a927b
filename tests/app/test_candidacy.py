"""A machine that is no terminal yet: which codes are tried, and what the technician is told."""

import pytest

from kiosk.app.candidacy import Candidacy
from kiosk.protocol.api import Seat
from kiosk.sync.heart import JoinTrouble, Membership, Standing
from kiosk.sync.identity import Identity

NOT_YET = Membership.NOT_ENROLLED


@pytest.fixture
def identity(tmp_path):
    return Identity.load(tmp_path / "identity.json")


@pytest.fixture
def tried():
    return []


@pytest.fixture
def candidacy(identity, tried):
    return Candidacy(identity, tried.append)


def told(candidacy, **standing):
    return candidacy.joining(Standing(**{"membership": NOT_YET, **standing}), scanning=False)


def test_a_code_is_being_tried_until_the_heart_tells_of_it(candidacy, tried, identity):
    assert told(candidacy).fingerprint == identity.fingerprint
    assert not told(candidacy).asking
    candidacy.enter("AAAA")
    assert (tried, told(candidacy).asking) == (["AAAA"], True)
    refused = told(candidacy, tried=1, trouble=JoinTrouble.REFUSED)
    assert (refused.asking, refused.trouble) == (False, "refused")
    candidacy.enter("BBBB")
    assert told(candidacy, tried=1, trouble=JoinTrouble.REFUSED).asking


def test_what_lies_before_the_scanner_is_tried_once(candidacy):
    assert candidacy.is_new("AAAA")
    candidacy.enter("AAAA")
    assert [candidacy.is_new(text) for text in ("AAAA", "", "BBBB")] == [False, False, True]


def test_who_it_becomes_is_told_while_staff_have_to_approve(candidacy, identity):
    identity.adopt("WH0012", "WH0012-k")
    joining = told(candidacy, membership=Membership.PENDING, seat=Seat(place="示范街道", replaces=True))
    assert (joining.terminal_id, joining.place, joining.replaces) == ("WH0012", "示范街道", True)


@pytest.mark.parametrize("membership", set(Membership) - {NOT_YET, Membership.PENDING})
def test_a_terminal_is_told_nothing_of_joining(candidacy, membership):
    assert told(candidacy, membership=membership) is None
    assert not candidacy.wants_a_code(Standing(membership))
