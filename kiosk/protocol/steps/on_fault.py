"""on_fault: what a step does about a fault, where a flow wants something else than `kiosk.engine.remedies` does.

    on_fault:
      id_card: {go_to: typed_number}
      id_card.CARD_EXPIRED: {end: card.expired}
      platform.REFUSED: {retry: true}

The most exact name counts: `id_card.TIMEOUT` before `id_card` before `any`.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.protocol.faults import UNCERTAIN
from kiosk.protocol.notation import StepId, Strict, TextKey

ANY = "any"
FaultName = Annotated[str, Field(pattern=r"^(any|[a-z_]+(\.[A-Z_]+)?)$", description="source or source.CODE")]


class Remedy(Strict):
    """One of three: offer to try again, go on at a later step, or end with words of the flow."""

    retry: Literal[True] | None = None
    go_to: StepId | None = None
    end: TextKey | None = None

    @model_validator(mode="after")
    def _one(self) -> "Remedy":
        if sum(one is not None for one in (self.retry, self.go_to, self.end)) != 1:
            raise ValueError("says not one thing to do; write {retry: true}, {go_to: step} or {end: words}")
        return self


OnFault = dict[FaultName, Remedy]


def remedy_for(on_fault: Mapping[str, Remedy], source: str, code: str) -> Remedy | None:
    """Return what `on_fault` says of a fault; None where it is left to the defaults.

    Nobody knows what was printed after an uncertain fault, so nothing but an end is taken for it.
    """
    names = (f"{source}.{code}", source, ANY)
    remedy = next((on_fault[name] for name in names if name in on_fault), None)
    return None if remedy is not None and code in UNCERTAIN and remedy.end is None else remedy


def targets(on_fault: Mapping[str, Remedy]) -> frozenset[str]:
    """Return the steps that faults lead to."""
    return frozenset(remedy.go_to for remedy in on_fault.values() if remedy.go_to is not None)
