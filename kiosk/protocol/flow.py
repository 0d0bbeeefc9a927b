"""The flow document: what central staff write and a terminal carries out.

A flow is a folder: `flow.yaml` (this model), `texts.<lang>.yaml` (the words, by key), Typst templates, a receipt and
`scenarios/` that must pass. Every string field named `*_text` or `title` is a key into the texts; every field
of type `Expression` is CEL over the answers so far, by step id, and the values of `kiosk.engine.scope`.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from drivers.faults import Role

Expression = Annotated[str, Field(min_length=1, description="CEL over the answers, by step id")]
TextKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*$", description="key into texts.<lang>.yaml")]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ServicePath = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$", description="department/service")]
LANGUAGES = ("zh", "en")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Step(_Strict):
    id: Identifier
    title: TextKey
    when: Expression | None = Field(None, description="the step is passed over unless this is true")


class NoticeStep(_Step):
    """Tells what the service does and needs; goes on with the resident's consent."""

    kind: Literal["notice"]
    points: tuple[TextKey, ...] = Field(min_length=1)
    consent_text: TextKey


class IdentifyStep(_Step):
    """Reads the resident's card. Answer: the card's fields, see `kiosk.engine.scope.card_answer`."""

    kind: Literal["identify"]
    accept: tuple[Literal["resident", "hmt", "foreign"], ...] = ("resident", "hmt", "foreign")
    timeout_s: float = Field(60, gt=0, le=300)


class MonthPreset(_Strict):
    """A period that one tap chooses; `first` and `last` are CEL that give months as `YYYY-MM`."""

    id: Identifier
    label: TextKey
    first: Expression
    last: Expression


class FormStep(_Step):
    """Asks for a range of months. Answer: `{preset, first, last}`, months as `YYYY-MM`, both included."""

    kind: Literal["form"]
    presets: tuple[MonthPreset, ...] = Field(min_length=1)
    custom: bool = True
    earliest: Expression
    latest: Expression


class CallStep(_Step):
    """Asks a department's system. Answer: its reply. No screen of its own but a calm wait."""

    kind: Literal["call"]
    operation: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$")]
    input: dict[Identifier, Expression]
    timeout_s: float = Field(15, gt=0, le=120)
    refusals: dict[Identifier, TextKey] = Field(default_factory=dict)


class ReviewStep(_Step):
    """Composes the document and shows its real pages before anything is printed."""

    kind: Literal["review"]
    template: Annotated[str, Field(pattern=r"^[a-z0-9_-]+\.typ$")]
    document_title: TextKey
    data: dict[Identifier, Expression]


class IssueStep(_Step):
    """Prints the document that `review` composed, then the receipt."""

    kind: Literal["issue"]
    document: Identifier
    receipt: Annotated[str, Field(pattern=r"^[a-z0-9_-]+\.yaml$")]
    receipt_data: dict[Identifier, Expression] = Field(default_factory=dict)
    timeout_s: float = Field(120, gt=0, le=900)


class RateStep(_Step):
    """好差评 (GB/T 39734): five levels; below 3 a reason; may be skipped."""

    kind: Literal["rate"]
    timeout_s: float = Field(45, gt=0, le=300)


class EndStep(_Step):
    """Take your card and your papers; then everything is wiped."""

    kind: Literal["end"]
    timeout_s: float = Field(30, gt=0, le=300)


Step = Annotated[
    NoticeStep | IdentifyStep | FormStep | CallStep | ReviewStep | IssueStep | RateStep | EndStep,
    Field(discriminator="kind"),
]


class Idle(_Strict):
    """When nobody touches the screen: a warning after `warn_after_s`, the end `end_after_s` later."""

    warn_after_s: float = Field(60, ge=15, le=600)
    end_after_s: float = Field(20, ge=10, le=120)


class Flow(_Strict):
    """One service, in one version."""

    service: ServicePath
    version: int = Field(ge=1)
    engine: int = Field(ge=1, description="least engine version that knows everything in here")
    item_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{12,33}$", description="national item code, GB/T 39554")]
    department: TextKey
    theme: Identifier
    title: TextKey
    summary: TextKey
    keywords: tuple[str, ...] = ()
    expected_minutes: int = Field(ge=1, le=60)
    devices: tuple[Role, ...]
    operations: tuple[str, ...] = ()
    offline: Literal["unavailable", "available"] = "unavailable"
    idle: Idle = Idle(warn_after_s=60, end_after_s=20)
    steps: tuple[Step, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _holds_together(self) -> "Flow":
        problems = [*_step_problems(self.steps), *_operation_problems(self)]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def step(self, step_id: str) -> Step:
        """Return the step of that id; KeyError names it."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)


def _step_problems(steps: tuple[Step, ...]) -> list[str]:
    ids = [step.id for step in steps]
    problems = [f"step id {name!r} is used twice" for name in sorted({x for x in ids if ids.count(x) > 1})]
    if steps[-1].kind != "end" or any(step.kind == "end" for step in steps[:-1]):
        problems.append("the last step, and only the last, must be of kind 'end'")
    reviewed = ""  # what is composed and not yet printed; a later review replaces it
    for step in steps:
        if step.kind == "review":
            reviewed = step.id
        if step.kind == "issue":
            if step.document != reviewed:
                problems.append(
                    f"step {step.id!r} issues {step.document!r}, which no earlier review has ready: "
                    "an issue prints what the last review before it composed, once"
                )
            reviewed = ""
    return problems


def _operation_problems(flow: Flow) -> list[str]:
    return [
        f"step {step.id!r} calls {step.operation!r}, which is not listed under operations"
        for step in flow.steps
        if step.kind == "call" and step.operation not in flow.operations
    ]
