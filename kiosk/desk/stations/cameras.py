"""What both cameras on the desk share: troubles of the stream, and a lens that can be covered."""

from abc import abstractmethod
from types import MappingProxyType
from typing import ClassVar

from drivers.faults import Fault
from drivers.video.mjpeg_server import Trouble
from kiosk.desk.stations.station import Station

_TROUBLES = MappingProxyType(
    {
        Fault.IMAGE_FROZEN: Trouble.FROZEN,
        Fault.TIMEOUT: Trouble.STALLED,
        Fault.CORRUPT_FRAME: Trouble.GARBAGE,
    }
)


class CameraStation(Station):
    """IMAGE_BLACK is a covered lens. Of several troubles of the stream the last one that was set is seen."""

    offers: ClassVar[tuple[Fault, ...]] = (Fault.IMAGE_BLACK, *_TROUBLES, Fault.OFFLINE)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (*((Fault.IMAGE_BLACK,) if self.covered else ()), *self._set)

    @property
    def running(self) -> bool:
        """Whether new pictures come."""
        return not any(fault in _TROUBLES for fault in self._set)

    @property
    @abstractmethod
    def covered(self) -> bool:
        """Whether something hides the lens."""

    @abstractmethod
    def cover(self, *, covered: bool) -> None:
        """Hide the lens, or let it see again what it saw before."""

    @abstractmethod
    def trouble(self, trouble: Trouble) -> None:
        """Spoil the stream."""

    def _befall(self, fault: Fault) -> None:
        if fault is Fault.IMAGE_BLACK:
            self.cover(covered=True)
        else:
            self.trouble(_TROUBLES[fault])

    def _recover(self, fault: Fault) -> None:
        if fault is Fault.IMAGE_BLACK:
            self.cover(covered=False)
        else:
            left = [one for one in self._set if one is not fault]
            self.trouble(_TROUBLES[left[-1]] if left else Trouble.NONE)
