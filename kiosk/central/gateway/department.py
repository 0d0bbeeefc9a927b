"""A department's system as data: where it is, how we prove who we are, and how much of it may be asked at once."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kiosk.central.gateway import breaker
from kiosk.central.gateway.auth import Address, Auth, HeaderName, NoAuth, SecretName

ENVIRONMENT = r"^[a-z][a-z0-9-]*$"


class Described(BaseModel):
    """What a file says: closed and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rate(Described):
    """So many calls a second in the long run, and so many at once after a quiet time. Of all processes together."""

    per_s: float = Field(gt=0, le=1000)
    burst: float = Field(ge=1, le=10_000)


class Breaker(Described):
    """When calls are stopped before they are made: see `kiosk.central.gateway.breaker`."""

    window_s: float = Field(60, ge=5, le=3600)
    least_calls: int = Field(10, ge=1, le=10_000)
    failure_rate: float = Field(0.5, gt=0, le=1)
    open_s: float = Field(30, ge=0.1, le=3600)
    probes: int = Field(1, ge=1, le=20)

    def policy(self) -> breaker.Policy:
        return breaker.Policy(**self.model_dump())


class Seats(Described):
    """So many calls of a department run at once, and so many more wait, `wait_s` at most; a slow system fills no more.

    Of one process: each has its own threads to guard.
    """

    at_once: int = Field(4, ge=1, le=1000)
    waiting: int = Field(2, ge=0, le=1000)
    wait_s: float = Field(2, ge=0, le=30)


class Department(Described):
    """One department's system."""

    title: str = Field("", description="what staff call it, in Chinese")
    url: Address | dict[Annotated[str, Field(pattern=ENVIRONMENT)], Address] | None = Field(
        None, description="where it is: one address, or one for each environment (demo, test, production)"
    )
    auth: Auth = Field(NoAuth(), description="how we prove who we are")
    authority: SecretName | None = Field(None, description="the authorities that sign its certificate, PEM")
    key_header: HeaderName = Field("Idempotency-Key", description="the header that carries the idempotency key")
    terminal_header: HeaderName | None = Field("X-Terminal", description="the header that names the terminal")
    rate: Rate | None = Field(None, description="how often it may be asked, all operations together")
    seats: Seats = Field(Seats(), description="how many calls may be under way")

    def secrets(self) -> tuple[str, ...]:
        """Return the names of all secrets that it needs."""
        return (*self.auth.secrets(), *((self.authority,) if self.authority else ()))

    def base(self, environment: str) -> str | None:
        """Return its address in `environment`, without a slash at the end; None when it has none there."""
        url = self.url.get(environment) if isinstance(self.url, Mapping) else self.url
        return None if url is None else re.sub("/+$", "", url)


OF_ITS_OWN = Department()
"""The department of an operation that names its whole address."""
