"""What the three places on the desk have in common: a plug that can be pulled and faults that can be set and mended."""

from abc import ABC, abstractmethod

from drivers.faults import Fault, Role
from kiosk.desk.state import DeskError


class Station(ABC):
    """One device on the desk. Used under the workbench's lock, so one call at a time.

    `offers` are the faults that `set_fault` takes; OFFLINE is among them everywhere and means a pulled plug. One
    fault at a time: another one takes its place.
    """

    role: Role
    offers: tuple[Fault, ...]

    def __init__(self) -> None:
        self.plugged = True
        self._fault: Fault | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """What the terminal's driver opens; the same for as long as the desk runs."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What ails the device now; an unplugged device is told by `plugged`."""
        return (self._fault,) if self._fault else ()

    def set_fault(self, fault: Fault) -> None:
        """Let `fault` befall the device.

        Raises:
            DeskError: no device of this role has that fault.
        """
        if fault not in self.offers:
            raise DeskError(f"{self.role} knows no {fault.value!r}; it offers {', '.join(self.offers)}")
        if fault is Fault.OFFLINE:
            self.unplug()
            return
        self.clear_fault()
        self._befall(fault)
        self._fault = fault

    def clear_fault(self) -> None:
        """Mend the fault, if there is one; the plug stays as it is."""
        if self._fault is not None:
            self._recover()
            self._fault = None

    def mend(self) -> None:
        """Mend the fault and put the plug back."""
        self.clear_fault()
        self.replug()

    def unplug(self) -> None:
        if self.plugged:
            self._pull()
            self.plugged = False

    def replug(self) -> None:
        if not self.plugged:
            self._push()
            self.plugged = True

    @abstractmethod
    def start(self) -> None:
        """Bring the device up."""

    @abstractmethod
    def stop(self) -> None:
        """Take the device down; stopping twice is allowed."""

    @abstractmethod
    def _befall(self, fault: Fault) -> None:
        """Hand a fault other than OFFLINE to the emulator."""

    @abstractmethod
    def _recover(self) -> None:
        """Take the fault from the emulator."""

    @abstractmethod
    def _pull(self) -> None:
        """Pull the plug."""

    @abstractmethod
    def _push(self) -> None:
        """Push the plug in."""
