"""What a ring of terminals runs: one signed manifest, so that a push costs one look-up and not one per flow."""

from pydantic import BaseModel, ConfigDict, Field

RELEASE_TARGET = "release.json"
"""TUF target path of the manifest, signed by the top-level targets role."""


class ReleasedFlow(BaseModel):
    """One flow of a release. `target` is `flows/<department>/<service>@<version>.flow`, signed by the department."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    version: int = Field(ge=1)
    target: str
    sha256: str


class Release(BaseModel):
    """`release_seq` only rises: a rollback is a new release that points at old packages."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    release_seq: int = Field(ge=1)
    flows: dict[str, ReleasedFlow]


def flow_target(service: str, version: int) -> str:
    """Return the TUF target path of a package; `housing/fund`, 12 → `flows/housing/fund@12.flow`."""
    return f"flows/{service}@{version}.flow"
