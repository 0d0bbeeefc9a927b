"""What staff may set at a terminal from afar: a closed set of settings, each within bounds in which none does harm.

A configuration carries no signature of a department's (docs/adr/0039): whoever holds central can choose among these
values and nothing else. None is a text that residents read, an address, a device or a program, and no time-out becomes
longer than the one that the terminal was installed with.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, field_validator

from kiosk.protocol.header import ServicePath
from kiosk.protocol.opening import Hours, Opening, Span, Weekday

SHORTEST_HOME_IDLE_S, LONGEST_HOME_IDLE_S = 15, 60
MOST_HIDDEN = 300
_HASH_SIGNS = 16

Revision = Annotated[str, Field(pattern=r"^([0-9a-f]{16})?$", description="names a configuration; empty: none")]


class Configuration(BaseModel):
    """One layer, or what all of them come to. What is absent or None is as the terminal was installed."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    language: Literal["zh", "en"] | None = Field(None, description="the language that each resident begins with")
    other_language: StrictBool | None = Field(None, description="whether residents may switch to the other language")
    elder: StrictBool | None = Field(None, description="whether each resident begins with the large version (长辈版)")
    home_idle_s: StrictInt | None = Field(
        None,
        ge=SHORTEST_HOME_IDLE_S,
        le=LONGEST_HOME_IDLE_S,
        description="untouched for so long, the choice of services gives way to the greeting, in s",
    )
    open_hours: str | None = Field(
        None,
        pattern=r"^\d{2}:\d{2}-\d{2}:\d{2}$",
        description="HH:MM-HH:MM each day, China's time: outside of them nothing can be begun",
    )
    hidden_services: tuple[ServicePath, ...] | None = Field(
        None, max_length=MOST_HIDDEN, description="services that are not offered, department/service"
    )
    log_level: Literal["INFO", "WARNING"] | None = Field(None, description="from which level on lines are logged")

    @field_validator("open_hours")
    @classmethod
    def _forward(cls, hours: str | None) -> str | None:
        if hours is not None:
            first, _, last = hours.partition("-")
            Span(first=first, last=last)
        return hours

    @property
    def opening(self) -> Opening | None:
        """The hours as a flow has them; None: always."""
        if self.open_hours is None:
            return None
        first, _, last = self.open_hours.partition("-")
        return Opening(hours=(Hours(days=tuple(Weekday), first=first, last=last),))


SETTINGS = tuple(Configuration.model_fields)


def merged(layers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the layers come to, the widest first: a later one's value takes the place of an earlier one's."""
    result: dict[str, Any] = {}
    for layer in layers:
        result |= layer
    return dict(sorted(result.items()))


def revision(values: Mapping[str, Any]) -> str:
    """Return the name of a configuration, 64 bits of its hash; empty for one that sets nothing."""
    if not values:
        return ""
    written = json.dumps(dict(values), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()[:_HASH_SIGNS]
