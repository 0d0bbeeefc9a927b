"""What every document printer can do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from drivers.cancel import Cancel
from drivers.faults import Fault
from drivers.status import DeviceStatus, MediaState


@dataclass(frozen=True)
class PrintedJob:
    """A job that the printer itself called completed. `sheets` of all copies, as the printer counted them."""

    job_id: int
    sheets: int


Trouble = Callable[[Fault | None], None]
"""Told of a fault that holds the job up (paper out, jam, cover open), and with None when it is mended."""


Progress = Callable[[int], None]
"""Told how many sheets are out so far, of all copies, each time that the printer counts more; some never do."""


class DocumentPrinter(Protocol):
    """A printer for sealed A4 documents. Used by one thread at a time; reconnects by itself."""

    def status(self) -> DeviceStatus:
        """Return the printer's state. Never raises: a lost printer is a status; the next call reconnects."""

    def print(
        self,
        pdf: bytes,
        *,
        job_name: str,
        pages: int,
        timeout_s: float,
        cancel: Cancel,
        trouble: Trouble,
        copies: int = 1,
        progress: Progress | None = None,
    ) -> PrintedJob:
        """Print `pdf` and return once the printer has called the job completed and counted `pages` of each copy.

        All copies are one job, each with its pages together; a printer that cannot do that refuses with JOB_REFUSED
        before anything is printed.

        A fault that somebody can mend is told to `trouble` and waited out; the job then goes on at the printer.
        After `timeout_s` without completion the job is cancelled at the printer and its last state is asked for.

        Raises:
            Refused: JOB_REFUSED, or the fault in the way, when certainly no sheet was printed (safe to repeat);
                JOB_ABORTED or JOB_DOUBTFUL when sheets may have come out (never print again by oneself).
            Unavailable, Timeout, ProtocolError, Cancelled: before the job was handed over; later JOB_DOUBTFUL.
        """

    def wait_taken(self, *, timeout_s: float, cancel: Cancel) -> MediaState:
        """Wait until the output is empty.

        Returns:
            NOT_PRESENT when it is; PRESENT when a sheet still lies there after `timeout_s`; NOT_SUPPORTED, at once, by
            a printer that cannot tell; UNKNOWN when it does not answer.

        Raises:
            Cancelled: `cancel` was set.
        """

    def close(self) -> None:
        """Give the connection back."""
