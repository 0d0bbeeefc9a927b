"""Guide lights stay as they are wanted."""

import pytest

from drivers.cancel import Cancel
from drivers.errors import Unavailable
from drivers.faults import Fault, Role
from drivers.lights import Flash, Light
from drivers.status import DeviceState, DeviceStatus
from kiosk.devices.lighting import Lighting

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
        try:
            work(board, Cancel())
        except Unavailable:
            pass  # the host tells by its status

    return Lighting(submit)


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


def test_a_light_that_could_not_be_set_is_set_when_the_board_answers(board, lighting):
    board.powered = False
    lighting.want({Light.RECEIPT_PRINTER: Flash.CONTINUOUS})
    board.powered = True
    lighting.see(WELL)
    assert board.on == {Light.RECEIPT_PRINTER: Flash.CONTINUOUS}
