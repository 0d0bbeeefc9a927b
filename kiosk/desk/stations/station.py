"""What all places on the desk have in common: a plug that can be pulled, power, and faults to set and to mend."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from drivers.errors import Unavailable
from drivers.faults import Fault, Role
from kiosk.desk.state import DeskError, StationState
from kiosk.desk.stations.action import Action, action, actions_of


class Station(ABC):
    """One device on the desk. Used under the workbench's lock, so one call at a time.

    `offers` are the faults that `fault` takes; OFFLINE is among them everywhere and means a pulled plug. `on_mains`:
    it gets its power from the wall, not from the UPS.
    """

    role: ClassVar[Role]
    offers: ClassVar[tuple[Fault, ...]]
    on_mains: ClassVar[bool] = False
    actions: ClassVar[dict[str, Action]]

    def __init_subclass__(cls) -> None:
        cls.actions = actions_of(cls)

    def __init__(self) -> None:
        self.plugged = self.powered = True
        self.why = ""
        self._set: list[Fault] = []

    @property
    @abstractmethod
    def url(self) -> str:
        """What the terminal's driver opens; the same for as long as the desk runs."""

    @property
    @abstractmethod
    def state(self) -> StationState:
        """How the device is now."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What ails the device now, as far as it has a share in it: cable and power are told apart from that."""
        return tuple(self._set)

    @property
    def available(self) -> bool:
        """Whether this machine could start it."""
        return not self.why

    @property
    def connected(self) -> bool:
        return self.available and self.plugged and self.powered

    def common(self) -> dict[str, Any]:
        """Return what the state of every station holds."""
        return {
            "available": self.available,
            "why": self.why,
            "url": self.url if self.available else "",
            "plugged": self.plugged,
            "powered": self.powered,
            "faults": self.faults,
            "offers": self.offers,
        }

    def bring_up(self) -> None:
        """Start the device; where this machine cannot, remember why."""
        try:
            self.start()
        except Unavailable as error:
            self.why = error.detail or str(error)

    def must_be_available(self) -> None:
        """Raise unless the device was started.

        Raises:
            DeskError: it was not; says why.
        """
        if self.why:
            raise DeskError(f"{self.role} cannot be used on this machine: {self.why}")

    @action
    def fault(self, fault: str) -> None:
        """Let a fault befall the device, one of those that it offers.

        Raises:
            DeskError: no device of this role has that fault.
        """
        befalls = self._known(fault)
        if befalls is Fault.OFFLINE:
            self.unplug()
        elif befalls not in self.faults:
            self._befall(befalls)
            if befalls not in self.faults:
                self._set.append(befalls)

    @action
    def clear(self, fault: str) -> None:
        """Mend one fault; the plug stays as it is.

        Raises:
            DeskError: no device of this role has that fault.
        """
        mended = self._known(fault)
        if mended in self.faults:
            self._recover(mended)
            self._forget(mended)

    @action
    def mend(self) -> None:
        """Mend every fault and put the plug back."""
        for fault in self.faults:
            self.clear(fault)
        self.plug()

    @action
    def unplug(self) -> None:
        """Pull the plug."""
        self._connect(plugged=False, powered=self.powered)

    @action
    def plug(self) -> None:
        """Put the plug back."""
        self._connect(plugged=True, powered=self.powered)

    def power(self, *, powered: bool) -> None:
        """Give the device its power, or take it."""
        self._connect(plugged=self.plugged, powered=powered)

    def _known(self, name: str) -> Fault:
        if name not in self.offers:
            raise DeskError(f"{self.role} knows no {name!r}; it offers {', '.join(self.offers)}")
        return Fault(name)

    def _connect(self, *, plugged: bool, powered: bool) -> None:
        before = self.connected
        self.plugged, self.powered = plugged, powered
        if self.connected and not before:
            self._push()
        elif before and not self.connected:
            self._pull()

    def _forget(self, *faults: Fault) -> None:
        self._set = [fault for fault in self._set if fault not in faults]

    @abstractmethod
    def start(self) -> None:
        """Bring the device up.

        Raises:
            Unavailable: this machine cannot; the text says what is missing.
        """

    @abstractmethod
    def stop(self) -> None:
        """Take the device down; stopping twice is allowed."""

    @abstractmethod
    def _befall(self, fault: Fault) -> None:
        """Hand a fault other than OFFLINE to the emulator."""

    @abstractmethod
    def _recover(self, fault: Fault) -> None:
        """Take a fault from the emulator."""

    @abstractmethod
    def _pull(self) -> None:
        """Pull the plug."""

    @abstractmethod
    def _push(self) -> None:
        """Push the plug in."""
