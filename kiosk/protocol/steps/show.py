"""show: what was found out, to read. Facts, tables with totals, how far an application has come.

facts: [{label: found.holder, value: card.name}, {label: found.balance, value: account.balance, format: money}]
tables: [{rows: account.rows, empty_text: found.none, columns: [{label: found.month, field: month, format: month}]}]
timeline: {now: case.stage, stages: [{id: received, label: case.received, day: case.received_on}, …]}
"""

from typing import Literal

from pydantic import Field, model_validator

from kiosk.protocol.steps.step import Expression, Identifier, Step, Strict, TextKey
from kiosk.protocol.steps.value import Format, Value


class Fact(Value):
    """One line: what it is, and its value; or a page that was taken, small: then the value is its `image`."""

    label: TextKey
    image: bool = False


class Column(Strict):
    """One column of a table; `field` is that of each row. `total` is not computed: it is what the department says."""

    label: TextKey
    field: Identifier
    format: Format = "masked"
    total: Expression | None = None


class Table(Strict):
    """Rows below a header, on as many pages as they need. `empty_text` is told when there are none."""

    title: TextKey | None = None
    rows: Expression = Field(description="CEL that gives a list of records")
    columns: tuple[Column, ...] = Field(min_length=1, max_length=5)
    empty_text: TextKey


class Milestone(Strict):
    """A stage of an application. `day`: when it was reached or is expected, `YYYY-MM-DD`, empty while nobody knows."""

    id: Identifier
    label: TextKey
    day: Expression | None = None


class Timeline(Strict):
    """The stages in their order. `now`: CEL that gives the id of the one it is at; those before it are past."""

    title: TextKey | None = None
    stages: tuple[Milestone, ...] = Field(min_length=2, max_length=12)
    now: Expression

    @model_validator(mode="after")
    def _told_apart(self) -> "Timeline":
        ids = [stage.id for stage in self.stages]
        twice = next((name for name in ids if ids.count(name) > 1), None)
        if twice:
            raise ValueError(f"stage {twice!r} is there twice; give each its own id")
        return self


class ShowStep(Step):
    """Shows what expressions give; goes on when it was read. Answer: true, or false if it could not be shown."""

    kind: Literal["show"]
    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()
    timeline: Timeline | None = None

    @model_validator(mode="after")
    def _shows_something(self) -> "ShowStep":
        if not self.facts and not self.tables and self.timeline is None:
            raise ValueError("shows nothing; give it facts, tables or a timeline")
        return self
