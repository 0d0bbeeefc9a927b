"""What a printer says of its toner and its output tray. Pure.

    printer-supply        index=1;class=supplyThatIsConsumed;type=toner;maxcapacity=100;level=75;colorantname=black;
    printer-output-tray   type=unRemovableBin;maxcapacity=150;remaining=149;status=0;name=face-down;
    printer-alert         code=outputMediaTrayFull;severity=critical

Octet strings of `name=value` pairs (PWG 5100.13, PWG 5100.9); numbers below 0 mean other, unknown, some. CUPS and older
printers tell of supplies by marker-types, marker-levels and marker-low-levels: lists that run in step, in percent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drivers.document_printer.ipp import Group

_INKS = ("toner", "ink", "opc", "developer", "ribbon")
_LOW_PERCENT = 10  # for printers that tell a level and not when it is low


@dataclass(frozen=True)
class Supply:
    """Something that is used up, in percent; `low_percent` as the printer sees it."""

    kind: str
    percent: int
    low_percent: int = _LOW_PERCENT

    @property
    def low(self) -> bool:
        return self.percent <= self.low_percent


@dataclass(frozen=True)
class OutputTray:
    """Where the sheets land; `capacity` and `remaining` are sheets, both known."""

    capacity: int
    remaining: int

    @property
    def empty(self) -> bool:
        return self.remaining >= self.capacity


def pairs_of(octets: str) -> dict[str, str]:
    """Return the `name=value` pairs of one octet string."""
    return dict(part.strip().split("=", 1) for part in octets.split(";") if "=" in part)


def supplies_of(group: Group) -> tuple[Supply, ...]:
    """Return the supplies whose level is known; those with a limit of the printer's own first."""
    return (*_by_markers(group), *_by_supplies(octet_strings(group, "printer-supply")))


def trays_of(group: Group) -> tuple[OutputTray, ...]:
    """Return the output trays that count their sheets."""
    found = (pairs_of(one) for one in octet_strings(group, "printer-output-tray"))
    numbers = ((_number(pairs.get("maxcapacity")), _number(pairs.get("remaining"))) for pairs in found)
    return tuple(OutputTray(capacity, remaining) for capacity, remaining in numbers if capacity > 0 and remaining >= 0)


def octet_strings(group: Group, name: str) -> tuple[str, ...]:
    return tuple(one.decode("ascii", "replace") for one in group.contents(name) if isinstance(one, bytes))


def _by_markers(group: Group) -> Iterator[Supply]:
    kinds, levels = group.texts("marker-types"), group.contents("marker-levels")
    limits = group.contents("marker-low-levels")
    for at, (kind, level) in enumerate(zip(kinds, levels, strict=False)):
        limit = limits[at] if at < len(limits) else None
        if _is_ink(kind) and type(level) is int and 0 <= level <= 100:
            yield Supply(kind, level, limit if type(limit) is int and 0 <= limit <= 100 else _LOW_PERCENT)


def _by_supplies(strings: Iterable[str]) -> Iterator[Supply]:
    for pairs in map(pairs_of, strings):
        capacity, level = _number(pairs.get("maxcapacity")), _number(pairs.get("level"))
        if pairs.get("class") == "supplyThatIsConsumed" and _is_ink(pairs.get("type", "")) and 0 <= level <= capacity:
            yield Supply(pairs["type"], level * 100 // max(1, capacity))


def _is_ink(kind: str) -> bool:
    """True for toner, toner-cartridge, inkCartridge and the like; what fills up with waste is no ink."""
    return kind.lower().startswith(_INKS)


def _number(text: str | None) -> int:
    """Return the number, -2 (unknown) for what is none or longer than any printer's."""
    digits = (text or "").strip().removeprefix("-")
    return int(text or "") if digits.isascii() and digits.isdigit() and len(digits) < 10 else -2
