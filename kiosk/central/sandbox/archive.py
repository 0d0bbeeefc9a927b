"""The demo's housing archive: the homes that a person holds in the city. All invented.

It holds what stands in the register, see `properties`: homes, and no parking spaces.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from kiosk.central.sandbox.persons import Asked, place_of
from kiosk.central.sandbox.properties import registered_of
from kiosk.central.sandbox.statement import Refusal
from kiosk.protocol.demo import DemoPerson


class ArchiveRequest(Asked):
    """`purpose`: what the proof is for; the archive notes it."""

    purpose: Literal["purchase", "school", "subsidy", "fund", "other"]


def housing(request: ArchiveRequest, persons: Sequence[DemoPerson], today: date) -> dict[str, Any]:
    """Return where was searched, up to when, and `rows`, none for who holds no home. Days as `YYYY-MM-DD`.

    Raises:
        Refusal: `unknown_person`.
    """
    index = place_of(request, persons)
    if index is None:
        raise Refusal("unknown_person", "no such name and number")
    homes = [entry for entry in registered_of(index) if entry["use"] == "住宅"]
    return {"searched": "武汉市", "until": today.isoformat(), "rows": [_written(home) for home in homes]}


def _written(home: dict[str, Any]) -> dict[str, Any]:
    return {
        "file": f"FD{home['registered'][:4]}-{home['unit'][-8:]}",
        "location": home["location"],
        "use": home["use"],
        "area": home["area"],
        "sharing": home["sharing"],
        "obtained": home["registered"],
    }
