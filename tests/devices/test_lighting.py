"""Guide lights stay as they are wanted."""

import contextlib
import threading

import pytest
from kit.patience import until

from drivers.cancel import Cancel
from drivers.errors import Refused, Unavailable
from drivers.faults import Fault, Role
from drivers.lights import Flash, Light
from drivers.status import DeviceState, DeviceStatus
from kiosk.devices.hands import DeviceHands
from kiosk.devices.lighting import Lighting
from kiosk.devices.roster import Equipment

WELL = DeviceStatus(Role.CABINET, DeviceState.ONLINE)
GONE = DeviceStatus(Role.CABINET, DeviceState.OFFLINE, frozenset({Fault.OFFLINE}))


class Board:
    """Lamps that may lose their power."""

    def __init__(self):
        self.lit = {}
        self.told = 0
        self.powered = True

    def set_light(self, light, flash, *, timeout_s, cancel):
        if not self.powered:
            raise Unavailable("no power")
        self.told += 1
        self.lit[light] = flash
        return True

    @property
    def on(self):
        return {light: flash for light, flash in self.lit.items() if flash is not Flash.OFF}


@pytest.fixture
def board():
    return Board()


@pytest.fixture
def lighting(board):
    def submit(work):
        with contextlib.suppress(Unavailable):  # the host tells it by its status
            work(board, Cancel())

    return Lighting(submit, rest_s=0.0)


def test_what_is_wanted_is_lit_and_nothing_else(board, lighting):
    lighting.want({Light.CARD_READER: Flash.MEDIUM})
    lighting.want({Light.DOCUMENT_PRINTER: Flash.QUICK})
    assert board.on == {Light.DOCUMENT_PRINTER: Flash.QUICK}


def test_only_what_changes_is_told(board, lighting):
    lighting.want({})
    told = board.told
    lighting.want({Light.SCANNER: Flash.SLOW})
    lighting.see(WELL)
    assert board.told == told + 1


def test_a_board_that_lost_its_power_is_told_again(board, lighting):
    lighting.want({Light.CARD_READER: Flash.MEDIUM})
    board.lit.clear()
    lighting.see(GONE)
    lighting.see(WELL)
    assert board.on == {Light.CARD_READER: Flash.MEDIUM}


def test_a_board_that_knows_no_lights_is_not_asked_for_ever():
    """As the host does it: after each job it looks, and each look is seen."""
    asked = []

    class Refusing:
        def status(self):
            return WELL

        def close(self):
            pass

        def set_light(self, light, _flash, *, timeout_s, cancel):
            asked.append(light)
            raise Refused(Fault.HARDWARE_ERROR, "illegal data address")

    hands = DeviceHands(Equipment(cabinet=Refusing()), poll_s=0.01, changed=lambda _status: None)
    hands.start()
    hands.light({Light.CARD_READER: Flash.MEDIUM})
    until(lambda: Light.CARD_READER in asked and hands.statuses()[Role.CABINET].ready)
    count = len(asked)
    looked = threading.Event()
    looked.wait(0.3)
    hands.stop()
    assert len(asked) <= count + len(Light)


def test_a_light_that_could_not_be_set_is_set_when_the_board_answers(board, lighting):
    board.powered = False
    lighting.want({Light.RECEIPT_PRINTER: Flash.CONTINUOUS})
    board.powered = True
    lighting.see(WELL)
    assert board.on == {Light.RECEIPT_PRINTER: Flash.CONTINUOUS}


def test_after_trouble_the_board_has_a_rest(board):
    def submit(work):
        with contextlib.suppress(Unavailable):
            work(board, Cancel())

    lighting = Lighting(submit, rest_s=3600)
    board.powered = False
    lighting.want({Light.SCANNER: Flash.SLOW})
    board.powered = True
    lighting.see(WELL)
    assert board.on == {}
    lighting.see(GONE)  # it was away: that is another matter
    lighting.see(WELL)
    assert board.on == {Light.SCANNER: Flash.SLOW}
