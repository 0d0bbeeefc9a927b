"""How a release is to reach the fleet: rings, and what ends it."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Ring(BaseModel):
    """A part of the fleet, with all before it. `percent` 0: the pilot terminals alone, who are in every ring.

    Nobody else is told before `minimum_terminals` have activated it, or all of a smaller ring, `minimum_sessions` of
    the changed services have ended on it, and `soak_s` have gone by.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    percent: float = Field(ge=0, le=100)
    minimum_terminals: int = Field(1, ge=0)
    minimum_sessions: int = Field(0, ge=0)
    soak_s: float = Field(0, ge=0)


class Limits(BaseModel):
    """What may go wrong. Shares from 0 to 1; a margin: how much higher a share may be than with the version before.

    `risk`: the chance that a whole rollout is halted although its release is no worse than the limits allow.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    failed_activations: float = Field(0.05, gt=0, lt=1)
    failed_self_tests: float = Field(0.02, gt=0, lt=1)
    faults_margin: float = Field(0.03, ge=0, lt=1)
    abandonment_margin: float = Field(0.05, ge=0, lt=1)
    risk: float = Field(0.01, gt=0, le=0.2)


class Plan(BaseModel):
    """Rings from the smallest to the whole fleet. `returns`: go back without asking when it halts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rings: tuple[Ring, ...] = Field(min_length=1)
    limits: Limits = Limits()
    returns: bool = True

    @model_validator(mode="after")
    def _rising(self) -> Self:
        percents = [ring.percent for ring in self.rings]
        if percents != sorted(set(percents)) or percents[-1] != 100:
            raise ValueError("each ring is larger than the one before, and the last is 100 %")
        return self


HOUR_S = 3600.0
USUAL = Plan(
    rings=(
        Ring(percent=0, minimum_terminals=2, minimum_sessions=10, soak_s=HOUR_S),
        Ring(percent=1, minimum_terminals=5, minimum_sessions=30, soak_s=4 * HOUR_S),
        Ring(percent=10, minimum_terminals=30, minimum_sessions=200, soak_s=12 * HOUR_S),
        Ring(percent=100, minimum_terminals=30, minimum_sessions=200, soak_s=HOUR_S),
    )
)
"""Pilots, 1 %, 10 %, all: two working days where people come."""
