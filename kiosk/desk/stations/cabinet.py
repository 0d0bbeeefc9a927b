"""The cabinet's I/O board on the desk: its sensors, and the guide lights that the terminal switches."""

import threading
from pathlib import Path

from drivers.cabinet.board_map import Contact
from drivers.cabinet.emulator import BoardEmulator
from drivers.faults import Fault, Role
from drivers.lights import Light
from kiosk.desk.state import CabinetState, DeskError
from kiosk.desk.stations.action import action
from kiosk.desk.stations.station import Station

_MILD_C, _HOT_C, _COLD_C = 25.0, 70.0, -15.0
_TOO_HOT_C, _TOO_COLD_C = 60.0, 0.0  # as terminals think that have no other setting
_COLDEST_C, _HOTTEST_C = -40.0, 100.0
_CONTACTS = {Fault.DOOR_OPEN: Contact.DOOR_OPEN, Fault.TAMPERED: Contact.TAMPERED}
_MODBUS_FAILURE = 4  # "server device failure"


class CabinetStation(Station):
    """A Modbus board on a pseudo-terminal. Open door, shaking and temperatures are faults that switch a sensor."""

    role = Role.CABINET
    offers = (
        Fault.DOOR_OPEN,
        Fault.TAMPERED,
        Fault.TOO_HOT,
        Fault.TOO_COLD,
        Fault.HARDWARE_ERROR,
        Fault.OFFLINE,
    )

    def __init__(self, link: Path) -> None:
        """`link`: a path that leads to its pseudo-terminal for as long as it is plugged in."""
        super().__init__()
        self._emulator = BoardEmulator(link)
        self._temperature_c = _MILD_C
        self._presence = False
        self._guard = threading.Lock()  # guards the mouth, of which the printer tells
        self._sheet_in_mouth = False

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> CabinetState:
        return CabinetState(
            **self.common(),
            door_open=Fault.DOOR_OPEN in self.faults,
            shaken=Fault.TAMPERED in self.faults,
            presence=self._presence,
            sheet_in_mouth=self._sheet_in_mouth,
            temperature_c=self._temperature_c,
            lights={light: self._emulator.light(light)[0] for light in Light},
        )

    @property
    def faults(self) -> tuple[Fault, ...]:
        if self._temperature_c >= _TOO_HOT_C:
            return (*self._set, Fault.TOO_HOT)
        return (*self._set, Fault.TOO_COLD) if self._temperature_c <= _TOO_COLD_C else tuple(self._set)

    @action
    def door(self, *, open: bool) -> None:  # noqa: A002 - its word on the control connection
        """Open the cabinet's door, or close it."""
        self._switch(Fault.DOOR_OPEN, on=open)

    @action
    def shake(self, *, on: bool) -> None:
        """Shake the cabinet until the tamper contact opens, or let it be."""
        self._switch(Fault.TAMPERED, on=on)

    @action
    def presence(self, *, somebody: bool) -> None:
        """Let somebody stand before the terminal, or go away."""
        self._emulator.set_contact(Contact.PRESENCE, on=somebody)
        self._presence = somebody

    @action
    def temperature(self, celsius: float) -> None:
        """Make it that warm inside the cabinet.

        Raises:
            DeskError: no cabinet is as hot or as cold as that.
        """
        if not _COLDEST_C <= celsius <= _HOTTEST_C:
            raise DeskError(f"celsius is {_COLDEST_C:.0f} to {_HOTTEST_C:.0f}, not {celsius}")
        self._warm(celsius)

    def see_sheet(self, lies: bool) -> None:  # noqa: FBT001 - a sensor
        """A sheet lies in the document printer's mouth, or none; from any thread."""
        with self._guard:
            self._emulator.set_contact(Contact.DOCUMENT_OUTPUT, on=lies)
            self._sheet_in_mouth = lies

    def start(self) -> None:
        self._emulator.start()

    def stop(self) -> None:
        self._emulator.stop()

    def _switch(self, fault: Fault, *, on: bool) -> None:
        if on:
            self.fault(fault)
        else:
            self.clear(fault)

    def _befall(self, fault: Fault) -> None:
        match fault:
            case Fault.TOO_HOT | Fault.TOO_COLD:
                self._warm(_HOT_C if fault is Fault.TOO_HOT else _COLD_C)
            case Fault.HARDWARE_ERROR:
                self._emulator.set_trouble(_MODBUS_FAILURE)
            case _:
                self._emulator.set_contact(_CONTACTS[fault], on=True)

    def _recover(self, fault: Fault) -> None:
        match fault:
            case Fault.TOO_HOT | Fault.TOO_COLD:
                self._warm(_MILD_C)
            case Fault.HARDWARE_ERROR:
                self._emulator.set_trouble(None)
            case _:
                self._emulator.set_contact(_CONTACTS[fault], on=False)

    def _warm(self, celsius: float) -> None:
        self._emulator.set_temperature(celsius)
        self._temperature_c = celsius

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
