"""Who of the demo's persons it is that a department is asked about."""

import hmac
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kiosk.protocol.demo import DemoPerson


class Asked(BaseModel):
    """The name and number of whoever asks. Never logged."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: Annotated[str, Field(repr=False)]
    number: Annotated[str, Field(repr=False)]


def place_of(asked: Asked, persons: Sequence[DemoPerson]) -> int | None:
    """Return the place of that person, from 0; None when name and number do not belong together."""
    number, name = asked.number.strip().upper().encode(), asked.name.strip().casefold()
    for index, person in enumerate(persons):
        if hmac.compare_digest(person.number.encode(), number):
            return index if name in {person.name.casefold(), person.name_en.casefold()} - {""} else None
    return None
