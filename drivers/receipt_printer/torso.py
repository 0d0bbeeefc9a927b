"""Whether half a receipt may hang in the printer's mouth."""

import os
from pathlib import Path


class Torso:
    """Half a receipt: the next one must not come out on the same paper, for it may be another resident's.

    Args:
        mark: an empty file that is there from a job's first byte until the printer has confirmed it, so that neither
            a kill nor a power cut lets it be forgotten. None remembers as long as the program runs.
    """

    def __init__(self, mark: Path | None = None) -> None:
        self._mark = mark
        self._expected = mark is not None and mark.exists()

    @property
    def expected(self) -> bool:
        return self._expected

    def expect(self) -> None:
        """Remember that there may be one. A disk that takes no mark does not keep a receipt from a resident."""
        self._expected = True
        if self._mark is None:
            return
        try:
            handle = os.open(self._mark, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError:
            return

    def forget(self) -> None:
        """The last job came out whole, or what hung there was cut off."""
        self._expected = False
        if self._mark is None:
            return
        try:
            self._mark.unlink(missing_ok=True)
        except OSError:  # it stays: then a blank slip comes before a receipt, which is the lesser evil
            return
