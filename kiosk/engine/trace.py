"""A trace: what happened in a session and where it led, with a class in place of each value. Holds nothing personal.

    - at_s: 12.4
      happened: {event: Submitted, how: taken, of: [last_year]}
      then: {step: statement, doing: calling}

Every text in it is a name out of the flow or the program: `kiosk.engine.tracing` never takes one from an answer.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.engine.session import Doing
from kiosk.protocol.header import ServicePath
from kiosk.protocol.records import Outcome

Name = Annotated[str, Field(strict=True, pattern=r"^[A-Za-z_][A-Za-z0-9_.]*$", max_length=80)]
"""No number of a person and no name in characters fits this, whatever mistake is made elsewhere."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Happened(_Strict):
    """One event. `how`: its class; `of`: what it names of the flow or the program, such as an option or a fault.

    `near`: finer classes, which a replay keeps where the flow at hand has them, too.
    """

    event: Name
    how: Name | None = None
    of: tuple[Name, ...] = ()
    near: tuple[Name, ...] = ()

    def __str__(self) -> str:
        """Return it on one line: `Submitted taken last_year`."""
        return " ".join((self.event, *filter(None, (self.how,)), *self.of, *self.near))


class Then(_Strict):
    """Where the session stands after it."""

    step: Name
    field: Name | None = None
    doing: Doing | None = None
    problem: Name | None = None
    trouble: Name | None = None
    outcome: Outcome | None = None

    def __str__(self) -> str:
        """Return it on one line: `form period`, `review, trouble document_printer.PAPER_OUT`."""
        said = (
            " ".join(filter(None, (self.step, self.field))),
            self.doing and self.doing.value.replace("_", " "),
            self.problem and f"problem {self.problem}",
            self.trouble and f"trouble {self.trouble}",
            self.outcome and f"ended: {self.outcome.value}",
        )
        return ", ".join(filter(None, said))


class TraceLine(_Strict):
    """`at_s`: since the session began."""

    at_s: float = Field(ge=0)
    happened: Happened
    then: Then


class Trace(_Strict):
    """One session. `today` as YYYY-MM-DD; `because` says why it was kept; `resuming`: it was begun with a code."""

    service: ServicePath
    flow_version: int
    today: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    because: Literal["trouble", "defect", "asked"]
    resuming: bool = False
    start: Then
    lines: tuple[TraceLine, ...] = Field((), max_length=2000)
