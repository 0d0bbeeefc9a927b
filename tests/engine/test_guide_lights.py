"""The light is where the hand should go."""

import pytest
from kit.player import Player, real_flow

from drivers.faults import Fault, Role
from drivers.lights import Flash, Light
from kiosk.engine.events import CardRemoved, DeviceFailed, DocumentLeftLying, DocumentTaken, Left
from kiosk.engine.guide_lights import DARK, guide_lights

CARD, PAPER, SLIP = Light.CARD_READER, Light.DOCUMENT_PRINTER, Light.RECEIPT_PRINTER


def lights(player):
    return dict(guide_lights(player.session))


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("notice", {}),
        ("card", {CARD: Flash.MEDIUM}),
        ("period", {}),
        ("paper", {PAPER: Flash.CONTINUOUS}),
        ("rating", {}),
        ("done", {CARD: Flash.MEDIUM, PAPER: Flash.MEDIUM, SLIP: Flash.MEDIUM}),
    ],
)
def test_each_step_has_its_lights(step, expected):
    assert lights(Player(real_flow()).go_to(step)) == expected


def test_what_was_taken_is_dark_and_what_is_left_lying_is_quick():
    player = Player(real_flow()).go_to("done")
    player.post(CardRemoved(player.session.ticket))
    player.post(DocumentLeftLying(player.session.ticket))
    assert lights(player) == {PAPER: Flash.QUICK, SLIP: Flash.MEDIUM}
    player.post(DocumentTaken(player.session.ticket))
    assert lights(player) == {SLIP: Flash.MEDIUM}


def test_trouble_and_the_end_are_dark():
    player = Player(real_flow()).go_to("card")
    player.post(DeviceFailed(player.session.ticket, Role.ID_CARD, Fault.OFFLINE))
    assert guide_lights(player.session) == DARK
    player.post(Left())
    assert guide_lights(player.session) == DARK
    assert guide_lights(None) == DARK
