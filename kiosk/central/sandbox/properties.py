"""What the demo's registration centre holds of each person: properties, and applications under way. All invented.

It follows from the person's place in config/demo-persons.yaml by seeded random numbers. The home is the property whose
registration is under way, the very case that `registry` asks a fee for; the others are in the register already.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from kiosk.central.sandbox.persons import Asked, place_of
from kiosk.central.sandbox.registry import NO_CASE_INDEX, NOTHING_DUE_INDEX, case_of
from kiosk.central.sandbox.statement import Refusal
from kiosk.protocol.demo import DemoPerson

STAGES = ("accepted", "review", "recorded", "ready")
_TAKES = timedelta(days=7)  # five working days
_STREETS = ("样例路", "样例大道", "示范街", "样板巷", "样例一路")


def properties(request: Asked, persons: Sequence[DemoPerson]) -> dict[str, Any]:
    """Return `rows`, none for who has nothing; days as `YYYY-MM-DD`, areas in words.

    Raises:
        Refusal: `unknown_person`.
    """
    index = place_of(request, persons)
    if index is None:
        raise Refusal("unknown_person", "no such name and number")
    return {"rows": list(_rows(index, persons[index].address))}


def registered_of(index: int) -> tuple[dict[str, Any], ...]:
    """Return what is in the register of person `index` (from 0)."""
    count = 0 if index == NO_CASE_INDEX else 1 if index == NOTHING_DUE_INDEX else (index + 2) % 3
    return tuple(_registered(index, place) for place in range(count))


def _rows(index: int, address: str) -> Iterator[dict[str, Any]]:
    if index not in (NO_CASE_INDEX, NOTHING_DUE_INDEX):
        yield _under_way(index, address)
    yield from registered_of(index)


def _under_way(index: int, address: str) -> dict[str, Any]:
    dice, case = random.Random(f"properties/{index}/home"), case_of(index)
    return {
        "unit": case["unit"],
        "location": address if address.startswith("武汉市") else _location(dice),
        "state": "正在登记",
        "use": "住宅",
        "area": _area(dice),
        "sharing": "共同共有",
        "mortgage": "无",
        "attachment": "无",
        "case": case["case"],
        "case_kind": "转移登记",
        "stage": STAGES[(index + 1) % len(STAGES)],
        "accepted": case["accepted"],
        "expected": (date.fromisoformat(case["accepted"]) + _TAKES).isoformat(),
    }


def _registered(index: int, place: int) -> dict[str, Any]:
    dice = random.Random(f"properties/{index}/{place}")
    year, home = dice.randint(2017, 2025), place % 2 == 0
    return {
        "unit": f"420199001002GB{dice.randrange(10**5):05d}F{dice.randrange(10**8):08d}",
        "location": _location(dice) if home else f"武汉市示范区样例路地下车库B{dice.randint(1, 400):03d}号",
        "state": "已登簿",
        "use": "住宅" if home else "车位",
        "area": _area(dice) if home else "12.72 平方米",
        "sharing": "单独所有",
        "mortgage": dice.choice(("无", "有")),
        "attachment": "无",
        "certificate": f"鄂（{year}）武汉市示范不动产权第{dice.randrange(10**7):07d}号",
        "registered": f"{year}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
    }


def _location(dice: random.Random) -> str:
    house, block, room = dice.randint(1, 199), dice.randint(1, 12), dice.randint(1, 30) * 100 + dice.randint(1, 4)
    return f"武汉市示范区{dice.choice(_STREETS)}{house}号{block}栋{room}室"


def _area(dice: random.Random) -> str:
    return f"{dice.randint(4800, 16000) / 100:.2f} 平方米"
