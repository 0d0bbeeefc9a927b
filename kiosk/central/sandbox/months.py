"""Calendar months as values: `Month(2026, 11)`, written `2026-11`."""

import re
from dataclasses import dataclass
from datetime import date

_WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def __add__(self, months: int) -> "Month":
        return _nth(self.ordinal + months)

    def __sub__(self, months: int) -> "Month":
        return _nth(self.ordinal - months)

    @property
    def ordinal(self) -> int:
        return self.year * 12 + self.number - 1

    @property
    def fund_year(self) -> int:
        """The fund's year runs from July to June and is named after its first calendar year."""
        return self.year if self.number >= 7 else self.year - 1

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month":
        """Return the month that `YYYY-MM` names.

        Raises:
            ValueError: it names none.
        """
        match = _WRITTEN.fullmatch(text)
        if not match:
            raise ValueError("a month is written YYYY-MM")
        return cls(int(match[1]), int(match[2]))


def _nth(ordinal: int) -> Month:
    return Month(ordinal // 12, ordinal % 12 + 1)
