"""The desk's devices as one thing: started together, acted on one call at a time, told about as one state."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any

from drivers.faults import Role
from kiosk.desk.state import DEVICES_FILE, DeskState, PersonAtDesk
from kiosk.desk.stations.all import Stations, furnish
from kiosk.desk.stations.station import Station
from kiosk.protocol.demo import DemoPerson

_LOOK_AT_UPS_S = 0.25


class Workbench:
    """Every method may be called from any thread. Subscribers are called after each change, from whatever thread.

    What the UPS feeds goes off with it: a thread watches whether it still supplies.
    """

    def __init__(self, directory: Path, persons: Sequence[DemoPerson], *, receipt_width_dots: int = 576) -> None:
        """`directory` keeps the printed documents and `devices.json`."""
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._persons = tuple(persons)
        self._lock = threading.RLock()
        self._subscribers: list[Callable[[], None]] = []
        self.stations: Stations = furnish(
            directory,
            persons,
            receipt_width_dots=receipt_width_dots,
            printed=self._tell,
            mains_changed=self._mains_changed,
        )
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._watch_ups, name="desk power", daemon=True)

    def start(self) -> None:
        """Start every device, at the same time, and write their addresses.

        What this machine cannot start says so in its state, and the others work. A defect stops those that came up.
        """
        stations = self.stations.each()
        with ThreadPoolExecutor(len(stations)) as pool:
            started = [pool.submit(station.bring_up) for station in stations]
        for future in started:
            error = future.exception()
            if error is not None:
                self.stop()
                raise error
        draft = self._directory / f"{DEVICES_FILE}.new"
        draft.write_text(json.dumps(self.addresses, indent=2) + "\n", "utf-8")
        draft.replace(self._directory / DEVICES_FILE)
        self._watch.start()

    def stop(self) -> None:
        """Stop every device; stopping twice is allowed."""
        self._stopped.set()
        if self._watch.is_alive():
            self._watch.join()
        stations = self.stations.each()
        with ThreadPoolExecutor(len(stations)) as pool:
            list(pool.map(lambda station: station.stop(), stations))

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._subscribers.append(changed)

    @property
    def addresses(self) -> dict[str, str]:
        """The address of each device that was started, by role."""
        return {station.role.value: station.url for station in self.stations.each() if station.available}

    @property
    def persons(self) -> tuple[DemoPerson, ...]:
        return self._persons

    @property
    def state(self) -> DeskState:
        with self._lock:
            states = {station.role.value: station.state for station in self.stations.each()}
        persons = tuple(
            PersonAtDesk(number=number, name=person.name, kind=person.kind)
            for number, person in enumerate(self._persons, 1)
        )
        return DeskState(**states, persons=persons)

    def act(self, role: Role, action: str, given: Mapping[str, Any] = MappingProxyType({})) -> None:
        """Do something with the device of `role`: alone, and everybody hears of it afterwards.

        Raises:
            DeskError: it cannot be done, or `given` does not fit.
            KeyError: there is no such action.
        """
        station: Station = getattr(self.stations, role.value)
        known = station.actions[action]
        with self._acting():
            known.method(station, **known.understood(given))

    @contextlib.contextmanager
    def _acting(self) -> Iterator[None]:
        with self._lock:
            yield
        self._tell()

    def _tell(self) -> None:
        for changed in self._subscribers:
            changed()

    def _mains_changed(self, on: bool) -> None:  # noqa: FBT001 - a switch
        """With the lock held: by the action that switched them."""
        self._power(dict.fromkeys((one.role for one in self.stations.each() if one.on_mains), on))

    def _power(self, wanted: Mapping[Role, bool]) -> None:
        for station in self.stations.each():
            if station.powered != wanted.get(station.role, station.powered):
                station.power(powered=wanted[station.role])

    def _watch_ups(self) -> None:
        fed = [one.role for one in self.stations.each() if not one.on_mains and one.role is not Role.UPS]
        supplied = True
        while not self._stopped.wait(_LOOK_AT_UPS_S):
            if self.stations.ups.supplies != supplied:
                supplied = not supplied
                with self._acting():
                    self._power(dict.fromkeys(fed, supplied))
