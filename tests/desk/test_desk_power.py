"""Mains, UPS and cabinet: what is switched on the desk, the drivers see."""

from collections.abc import Callable

import pytest
from kit.patience import until

from drivers.cabinet.device import ModbusCabinet
from drivers.cancel import Cancel
from drivers.code_scanner.device import SerialCodeScanner
from drivers.document_printer.device import IppPrinter
from drivers.faults import Fault, Role
from drivers.lights import Flash, Light
from drivers.receipt_printer.device import EscPosPrinter
from drivers.status import MediaState
from drivers.ups.device import MegatecUps
from kiosk.desk.client import DeskClient
from kiosk.desk.state import DeskError

PATIENCE_S = 20.0


@pytest.fixture
def ups(desk: DeskClient):
    driver = MegatecUps(desk.state().ups.url)
    yield driver
    driver.close()


@pytest.fixture
def cabinet(desk: DeskClient):
    driver = ModbusCabinet(desk.state().cabinet.url)
    yield driver
    driver.close()


def test_without_mains_the_ups_tells_of_its_battery_and_the_printers_are_off(desk: DeskClient, ups: MegatecUps) -> None:
    state = desk.act(Role.UPS, "mains", on=False)
    assert ups.status().faults == {Fault.ON_BATTERY}
    assert state.ups.faults == (Fault.ON_BATTERY,)
    receipts = EscPosPrinter(state.receipt_printer.url, width_dots=576)
    documents = IppPrinter(state.document_printer.url)
    assert Fault.OFFLINE in receipts.status().faults
    assert Fault.OFFLINE in documents.status().faults
    assert not state.receipt_printer.powered
    assert state.receipt_printer.plugged
    assert state.id_card.connected
    desk.act(Role.UPS, "mains", on=True)
    assert ups.status().ready
    assert receipts.status().ready
    assert documents.status().ready
    receipts.close()
    documents.close()


def test_an_empty_battery_takes_everything_along_until_the_mains_are_back(desk: DeskClient, ups: MegatecUps) -> None:
    scanner = SerialCodeScanner(desk.state().code_scanner.url)
    desk.act(Role.UPS, "mains", on=False)
    desk.act(Role.UPS, "battery", percent=10)
    assert ups.status().faults == {Fault.ON_BATTERY, Fault.BATTERY_LOW}
    assert scanner.status().ready
    desk.act(Role.UPS, "battery", percent=0)
    until(lambda: not desk.state().code_scanner.powered, timeout_s=PATIENCE_S)
    state = desk.state()
    assert not any(state.station(role).powered for role in Role if role is not Role.UPS)
    assert Fault.OFFLINE in scanner.status().faults
    assert ups.status().faults == {Fault.OFFLINE}
    desk.act(Role.UPS, "mains", on=True)
    until(lambda: all(desk.state().station(role).connected for role in Role), timeout_s=PATIENCE_S)
    until(lambda: scanner.status().ready, timeout_s=PATIENCE_S)
    scanner.close()


def test_a_plug_that_was_pulled_stays_pulled_when_the_mains_come_back(desk: DeskClient) -> None:
    desk.unplug(Role.RECEIPT_PRINTER)
    desk.act(Role.UPS, "mains", on=False)
    state = desk.act(Role.UPS, "mains", on=True)
    assert state.receipt_printer.powered
    assert not state.receipt_printer.plugged
    printer = EscPosPrinter(state.receipt_printer.url, width_dots=576)
    assert Fault.OFFLINE in printer.status().faults
    desk.plug(Role.RECEIPT_PRINTER)
    assert printer.status().ready
    printer.close()


@pytest.mark.parametrize("fault", [Fault.BATTERY_LOW, Fault.OVERLOAD, Fault.HARDWARE_ERROR, Fault.OFFLINE])
def test_each_fault_of_the_ups_reaches_the_driver(desk: DeskClient, ups: MegatecUps, fault: Fault) -> None:
    desk.set_fault(Role.UPS, fault)
    assert fault in ups.status().faults
    assert not desk.mend(Role.UPS).ups.faults
    assert ups.status().ready


@pytest.mark.parametrize(
    ("do", "undo", "fault"),
    [
        (("door", {"open": True}), ("door", {"open": False}), Fault.DOOR_OPEN),
        (("shake", {"on": True}), ("shake", {"on": False}), Fault.TAMPERED),
        (("temperature", {"celsius": 70.0}), ("temperature", {"celsius": 25.0}), Fault.TOO_HOT),
        (("fault", {"fault": "TOO_HOT"}), ("mend", {}), Fault.TOO_HOT),
        (("fault", {"fault": "TOO_COLD"}), ("clear", {"fault": "TOO_COLD"}), Fault.TOO_COLD),
        (("fault", {"fault": "HARDWARE_ERROR"}), ("mend", {}), Fault.HARDWARE_ERROR),
        (("unplug", {}), ("plug", {}), Fault.OFFLINE),
    ],
)
def test_what_happens_to_the_cabinet_is_felt(desk: DeskClient, cabinet: ModbusCabinet, do, undo, fault: Fault) -> None:
    assert cabinet.status().ready
    desk.act(Role.CABINET, do[0], **do[1])
    assert fault in cabinet.status().faults
    desk.act(Role.CABINET, undo[0], **undo[1])
    assert cabinet.status().ready


def test_somebody_stands_before_the_terminal_and_goes(desk: DeskClient, cabinet: ModbusCabinet) -> None:
    look: Callable[[], bool | None] = lambda: cabinet.read(timeout_s=5, cancel=Cancel()).presence  # noqa: E731
    assert look() is False
    desk.act(Role.CABINET, "presence", somebody=True)
    assert look() is True
    desk.act(Role.CABINET, "presence", somebody=False)
    assert look() is False


def test_lights_are_seen_as_the_terminal_sets_them(desk: DeskClient, cabinet: ModbusCabinet) -> None:
    assert cabinet.set_light(Light.CARD_READER, Flash.QUICK, timeout_s=5, cancel=Cancel())
    assert desk.state().cabinet.lights[Light.CARD_READER] is Flash.QUICK
    assert desk.state().cabinet.lights[Light.SCANNER] is Flash.OFF
    assert cabinet.set_light(Light.CARD_READER, Flash.OFF, timeout_s=5, cancel=Cancel())
    assert desk.state().cabinet.lights[Light.CARD_READER] is Flash.OFF


def test_a_sheet_lies_in_the_mouth_until_it_is_taken(desk: DeskClient, cabinet: ModbusCabinet, one_page: bytes) -> None:
    assert cabinet.status().media is MediaState.NOT_PRESENT
    printer = IppPrinter(desk.state().document_printer.url)
    printer.print(one_page, job_name="test", pages=1, timeout_s=20, cancel=Cancel(), trouble=lambda _fault: None)
    printer.close()
    assert cabinet.status().media is MediaState.PRESENT
    assert desk.state().document_printer.lying == 1
    state = desk.take(Role.DOCUMENT_PRINTER)
    assert state.document_printer.lying == 0
    assert not state.cabinet.sheet_in_mouth
    assert cabinet.status().media is MediaState.NOT_PRESENT


@pytest.mark.parametrize(
    ("role", "action", "given", "words"),
    [
        (Role.UPS, "battery", {"percent": 101}, "percent is 0 to 100"),
        (Role.CABINET, "temperature", {"celsius": 400}, "celsius is -40 to 100"),
        (Role.CABINET, "door", {"open": "wide"}, '"open" of type bool'),
        (Role.UPS, "mains", {"on": True, "off": False}, "takes on=bool, not 'off'"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: DeskClient, role: Role, action: str, given, words: str) -> None:
    with pytest.raises(DeskError, match=words):
        desk.act(role, action, **given)
