"""What a flow says of its service before anybody begins it: what, whose, for whom, when, and what it costs."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from drivers.faults import Role
from kiosk.protocol.migration import Migration
from kiosk.protocol.opening import Opening
from kiosk.protocol.steps.step import Identifier, Strict, TextKey

ServicePath = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$", description="department/service")]
Division = Annotated[str, Field(pattern=r"^\d{6}$", description="administrative division code, GB/T 2260")]
Yuan = Annotated[str, Field(pattern=r"^(0|[1-9]\d{0,6})\.\d\d$", description="yuan with two decimals: 10.00")]


class Audience(StrEnum):
    """Who may use a service (服务对象)."""

    PERSON = "person"  # 自然人, for herself or himself
    COMPANY = "company"  # 法人, through a person who acts for it
    AGENT = "agent"  # 代办人, for somebody else who authorised it


class Origin(Strict):
    """The place whose service this is, when it is not the terminal's own (跨省通办 and 省内通办)."""

    division: Division
    place: TextKey


class Fee(Strict):
    """What a piece costs. Expressions see the amount as `fees.<id>`."""

    id: Identifier
    name: TextKey
    amount: Yuan
    basis: TextKey | None = Field(None, description="the rule by which it is charged (收费依据)")


class JointPart(Strict):
    """A part of a joint service (联办事项); its steps name it by `part`. Its papers are of its own `department`."""

    id: Identifier
    title: TextKey
    summary: TextKey
    department: TextKey


class Idle(Strict):
    """When nobody touches the screen: a warning after `warn_after_s`, the end `end_after_s` later."""

    warn_after_s: float = Field(60, ge=15, le=600)
    end_after_s: float = Field(20, ge=10, le=120)


class Header(Strict):
    """One service, in one version."""

    service: ServicePath
    version: int = Field(ge=1)
    engine: int = Field(ge=1, description="least engine version that knows everything in here")
    item_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{12,33}$", description="national item code, GB/T 39554")]
    department: TextKey
    theme: Identifier
    title: TextKey
    summary: TextKey
    keywords: tuple[str, ...] = Field((), description="what people may call it; letters find Chinese (gjj: 公积金)")
    audience: tuple[Audience, ...] = Field((Audience.PERSON,), min_length=1)
    origin: Origin | None = None
    fees: tuple[Fee, ...] = ()
    parts: tuple[JointPart, ...] = Field((), description="in their order; put in by a step of kind joint")
    opening: Opening | None = Field(None, description="day and night, unless it says otherwise")
    expected_minutes: int = Field(ge=1, le=60)
    devices: tuple[Role, ...]
    operations: tuple[str, ...] = ()
    offline: Literal["unavailable", "available"] = "unavailable"
    keep_days: int = Field(7, ge=0, le=7, description="how long what was entered can be continued; 0: not at all")
    migrations: tuple[Migration, ...] = ()
    idle: Idle = Idle(warn_after_s=60, end_after_s=20)

    @field_validator("keywords", "audience", "fees", "devices", "operations", "parts")
    @classmethod
    def _each_once(cls, given: tuple[Any, ...]) -> tuple[Any, ...]:
        names = [one.id if isinstance(one, Fee | JointPart) else str(one) for one in given]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands there twice; keep one")
        return given
