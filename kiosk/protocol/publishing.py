"""What crosses between central and the machines of those who write, examine and sign flows."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk.protocol.header import ServicePath

SUBMISSIONS = "/api/publishing/v1/submissions"
PROPOSALS = "/api/publishing/v1/proposals"
PACKAGE_TYPE = "application/vnd.kiosk.flow"

SubmissionState = Literal["uploaded", "examining", "refused", "ready", "signed", "rejected", "withdrawn", "superseded"]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Finding(_Wire):
    """Something that an examination found. `stage`: which one; `file`, `line`, `column`: where, if anywhere.

    `code`: which kind of mistake, see `kiosk.central.publishing.finding_words`; empty in reports of before.
    """

    stage: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    hint: str = ""
    path: tuple[str, ...] = ()
    code: str = ""


class StageOutcome(_Wire):
    """How one stage of an examination ended, and after how many seconds."""

    name: str
    state: Literal["passed", "failed", "broken", "timed_out"]
    took_s: float


class Picture(_Wire):
    """A stored preview, by its language: an HTML page whole in itself."""

    language: str
    sha256: str


class Report(_Wire):
    """What an examination came to. `differences`: what changes from version `against`, 0: a new flow."""

    stages: tuple[StageOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    scenarios: int = 0
    states: int = 0
    paths: str = ""
    cuts: int = 0
    against: int = 0
    differences: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()

    @property
    def holds(self) -> bool:
        return bool(self.stages) and all(stage.state == "passed" for stage in self.stages)

    @property
    def took_s(self) -> float:
        return round(sum(stage.took_s for stage in self.stages), 1)


class SubmissionView(_Wire):
    """A flow that was handed in. `version` is what terminals will get, `written_version` what its author wrote."""

    number: int
    service: str
    version: int
    written_version: int
    sha256: str
    size: int
    state: SubmissionState
    author: str
    stage: str = ""
    reason: str = ""
    report: Report | None = None


class SubmissionList(_Wire):
    submissions: tuple[SubmissionView, ...]


class ProposalAsked(_Wire):
    """Which submissions shall be signed together.

    `again`: versions that were published earlier, by service, to be released once more; 0 takes a service off.
    """

    submissions: Annotated[tuple[Annotated[int, Field(ge=1, le=2**31 - 1)], ...], Field(max_length=300)] = ()
    again: Annotated[dict[ServicePath, Annotated[int, Field(ge=0, le=2**31 - 1)]], Field(max_length=300)] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.submissions and not self.again:
            raise ValueError("nothing is asked for")
        return self


class ProposalView(_Wire):
    """What is to be signed, see `kiosk.central.publishing.proposal`; `again` as it was asked for.

    `onto`: the release that it adds to; `before`, `keep`: which releases terminals run.
    """

    number: int
    state: Literal["open", "published", "outdated"]
    submissions: tuple[SubmissionView, ...]
    document: str
    onto: int | None = None
    before: int | None = None
    keep: tuple[int, ...] = ()
    again: dict[str, int] = Field(default_factory=dict)
    missing: dict[str, int] = Field(default_factory=dict)
    release_seq: int | None = None


class SignatureMade(_Wire):
    role: Annotated[str, Field(max_length=80)]
    keyid: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    signature: Annotated[str, Field(pattern="^[0-9a-f]{2,20000}$")]


class SignaturesMade(_Wire):
    signatures: Annotated[tuple[SignatureMade, ...], Field(min_length=1, max_length=100)]


class Refusal(_Wire):
    """Why central did not do what was asked, and what to do about it."""

    error: str
    findings: tuple[Finding, ...] = ()
