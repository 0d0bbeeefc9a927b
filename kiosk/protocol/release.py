"""What terminals run: signed manifests, so that a push costs one look-up and not one per flow.

Each release is a TUF target of its own, signed by the top-level targets role. A terminal runs the one that central
names with its heartbeat; central can name only what was signed, and a terminal never takes one older than its own.
"""

from pydantic import BaseModel, ConfigDict, Field

RELEASE_TARGET = "release.json"
"""TUF target path of the release that is meant for all: what a terminal runs that is told of none in particular."""


class ReleasedFlow(BaseModel):
    """One flow of a release. `target` is `flows/<department>/<service>@<version>.flow`, signed by the department."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    version: int = Field(ge=1)
    target: str
    sha256: str


class Release(BaseModel):
    """`release_seq` only rises: a rollback is a new release that points at old packages.

    `way_back_of`: this one holds what ran before that release, and was signed with it; 0: it leads forward.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    release_seq: int = Field(ge=1)
    flows: dict[str, ReleasedFlow]
    way_back_of: int = Field(default=0, ge=0)


def release_target(seq: int) -> str:
    """Return the TUF target path of a release's manifest; 12 → `releases/12.json`."""
    return f"releases/{seq}.json"


def flow_target(service: str, version: int) -> str:
    """Return the TUF target path of a package; `housing/fund`, 12 → `flows/housing/fund@12.flow`."""
    return f"flows/{service}@{version}.flow"
