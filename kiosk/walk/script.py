"""What the resident of a walk answers, by kind of screen. A further service adds only what differs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kiosk.walk.faults import FaultSpec

Touches = tuple[str, ...]
"""Object names to touch, one after another. `{service}` and `{theme}` stand for the service's own; a name with `?` in
front is touched only if it is there by then; of names with `|` between them the first that is there is touched, and `*`
stands for any letters."""

SATISFACTION = 5
DEFAULT_TOUCHES: Mapping[str, Touches] = MappingProxyType(
    {
        "home": ("?theme_{theme}", "service_{service}"),
        "notice": ("consent",),
        "form": ("preset_this_year|option_print|option_purchase|option_*|skip", "?next"),
        "show": ("show_on",),
        "summary": ("summary_on",),
        "choose": ("item_0",),
        "capture": ("use",),
        "verify_face": ("consent_agree",),
        "review": ("print|answers_on",),
        "send": ("send",),
        "rate": (f"rate_{SATISFACTION}", "submit_rating"),
        "end": ("taken",),
    }
)


_CODE = "91420199MADEM0001N"
"""The company of the first person in config/demo-persons.yaml; the second is its agent."""
OWN_TOUCHES: Mapping[str, Mapping[str, Touches]] = MappingProxyType(
    {
        "real-estate/registration-result": {"form": ("option_print|key_2", "?next")},
        "market-regulation/business-licence": {
            "form": (f"skip|key_{_CODE[0]}", *(f"?key_{sign}" for sign in _CODE[1:]), "?next")
        },
    }
)
"""By service, where a resident has to know something."""


@dataclass(frozen=True)
class Script:
    """One walk: who comes (`person`, from 1), for what, and what goes wrong on the way."""

    service: str
    person: int = 1
    faults: tuple[FaultSpec, ...] = ()
    touches: Mapping[str, Touches] = field(default_factory=lambda: MappingProxyType({}))

    def touches_on(self, screen: str, *, theme: str = "") -> Touches:
        """Return what is touched on that kind of screen; nothing where the terminal goes on by itself.

        `theme` is that of the service.
        """
        own = OWN_TOUCHES.get(self.service, {})
        chosen = self.touches.get(screen, own.get(screen, DEFAULT_TOUCHES.get(screen, ())))
        return tuple(name.replace("{service}", item_name(self.service)).replace("{theme}", theme) for name in chosen)


def item_name(service: str) -> str:
    """Return a service's path as it stands in object names."""
    return service.replace("/", "_").replace("-", "_")
