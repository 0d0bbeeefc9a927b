"""The UPS on the desk, and the mains."""

from collections.abc import Callable
from pathlib import Path

from drivers.faults import Fault, Role
from drivers.ups.emulator import UpsEmulator
from kiosk.desk.state import DeskError, UpsState
from kiosk.desk.stations.action import action
from kiosk.desk.stations.station import Station

_RUNTIME_S = 600.0
_SPEED = 30.0  # a full battery at 20 % load lasts 50 minutes of its own, 100 s of ours
_LOAD_PERCENT, _TOO_MUCH_PERCENT = 20, 118
_LOW_PERCENT = 12


class UpsStation(Station):
    """A Megatec UPS on a pseudo-terminal, whose time runs fast. `mains_changed` is told when they are cut or come back.

    ON_BATTERY is the mains cut, BATTERY_LOW the same with a battery nearly used up.
    """

    role = Role.UPS
    offers = (Fault.ON_BATTERY, Fault.BATTERY_LOW, Fault.OVERLOAD, Fault.HARDWARE_ERROR, Fault.TIMEOUT, Fault.OFFLINE)

    def __init__(self, link: Path, *, mains_changed: Callable[[bool], None]) -> None:
        """`link`: a path that leads to its pseudo-terminal for as long as it is plugged in and lives."""
        super().__init__()
        self._emulator = UpsEmulator(link, runtime_s=_RUNTIME_S, speed=_SPEED)
        self._mains_changed = mains_changed
        self.mains_on = True

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> UpsState:
        return UpsState(
            **self.common(),
            mains=self.mains_on,
            charge_percent=round(self._emulator.charge * 100),
            supplies=self.supplies,
        )

    @property
    def faults(self) -> tuple[Fault, ...]:
        if self.mains_on:  # a battery that is being charged ails nobody
            return tuple(self._set)
        low = (Fault.BATTERY_LOW,) if self._emulator.reading.battery_low else ()
        return (Fault.ON_BATTERY, *low, *self._set)

    @property
    def supplies(self) -> bool:
        """Whether what hangs on it has power."""
        return not self._emulator.dead and bool(self._emulator.reading.output_v)

    @action
    def mains(self, *, on: bool) -> None:
        """Cut the mains of the whole desk, or restore them."""
        if on != self.mains_on:
            self.mains_on = on
            if on:
                self._emulator.restore_mains()
            else:
                self._emulator.cut_mains()
            self._mains_changed(on)

    @action
    def battery(self, percent: float) -> None:
        """Charge the battery to that, or use it up.

        Raises:
            DeskError: it is no percentage.
        """
        if not 0 <= percent <= 100:
            raise DeskError(f"percent is 0 to 100, not {percent}")
        self._emulator.set_charge(percent / 100)

    def start(self) -> None:
        self._emulator.start()

    def stop(self) -> None:
        self._emulator.stop()

    def _befall(self, fault: Fault) -> None:
        match fault:
            case Fault.ON_BATTERY:
                self.mains(on=False)
            case Fault.BATTERY_LOW:
                self.mains(on=False)
                self._emulator.set_charge(_LOW_PERCENT / 100)
            case Fault.OVERLOAD:
                self._emulator.set_load(_TOO_MUCH_PERCENT)
            case Fault.HARDWARE_ERROR:
                self._emulator.set_failed(failed=True)
            case Fault.TIMEOUT:
                self._emulator.set_mute(mute=True)

    def _recover(self, fault: Fault) -> None:
        match fault:
            case Fault.ON_BATTERY:
                self.mains(on=True)
            case Fault.BATTERY_LOW:
                self._emulator.set_charge(1.0)
            case Fault.OVERLOAD:
                self._emulator.set_load(_LOAD_PERCENT)
            case Fault.HARDWARE_ERROR:
                self._emulator.set_failed(failed=False)
            case Fault.TIMEOUT:
                self._emulator.set_mute(mute=False)

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
