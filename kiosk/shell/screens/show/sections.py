"""What a `show` step has found, in words of the present language, as sections of a sheet."""

from collections.abc import Callable
from typing import Any

from kiosk.engine.steps.show import Content, Rows
from kiosk.protocol.steps import ShowStep
from kiosk.protocol.steps.show import Fact, Table, Timeline
from kiosk.shell.screens.show.paging import Section
from kiosk.shell.screens.show.sheet import Grid, Sheet
from kiosk.shell.words import Words
from kiosk.shell.written import DATES, NUMBERS, briefly, in_words


class Sections:
    """Facts first, then the tables, then the timeline."""

    def __init__(
        self,
        step: ShowStep,
        content: Content,
        sheet: Sheet,
        words: Words,
        of_flow: Callable[[str], str],
        *,
        picture_of: Callable[[Any], str],
    ) -> None:
        self._step, self._content, self._sheet = step, content, sheet
        self._words, self._flow_words, self._picture_of = words, of_flow, picture_of

    def all(self) -> list[Section]:
        """Return each section that the step has."""
        tables = [self._table(*both) for both in zip(self._step.tables, self._content.tables, strict=True)]
        timeline = [self._timeline(self._step.timeline)] if self._step.timeline else []
        return [*([self._facts()] if self._step.facts else []), *tables, *timeline]

    def _facts(self) -> Section:
        both = zip(self._step.facts, self._content.facts, strict=True)
        return self._sheet.facts([(self._of_flow(fact.label), *self._told(fact, value)) for fact, value in both])

    def _told(self, fact: Fact, value: Any) -> tuple[str, str]:
        """Return a value in words, or no words and where its picture is."""
        picture = self._picture_of(value) if fact.image else ""
        return ("", picture) if picture else (in_words(None if fact.image else value, fact.format, self._words), "")

    def _table(self, table: Table, found: Rows) -> Section:
        title = self._of_flow(table.title)
        if not found.rows:
            return self._sheet.note(self._of_flow(table.empty_text), title=title)
        formats = [column.format for column in table.columns]
        grid = Grid(
            header=[self._of_flow(column.label) for column in table.columns],
            rows=[[briefly(*cell) for cell in zip(row, formats, strict=True)] for row in found.rows],
            totals=self._totals(table, found),
            right=[form in NUMBERS for form in formats],
            whole=[form in NUMBERS | DATES for form in formats],
        )
        return self._sheet.table(grid, title=title)

    def _totals(self, table: Table, found: Rows) -> list[str]:
        if not found.totals:
            return []
        both = zip(found.totals, table.columns, strict=True)
        cells = [briefly(total, column.format) if column.total else "" for total, column in both]
        return [cells[0] or self._words.say("show.total"), *cells[1:]]

    def _timeline(self, timeline: Timeline) -> Section:
        now = self._content.now
        stages = []
        for number, (stage, day) in enumerate(zip(timeline.stages, self._content.days, strict=True)):
            mark = "past" if number < now else "now" if number == now else "ahead"
            stages.append((mark, self._of_flow(stage.label), self._standing(mark, day)))
        return self._sheet.stages(stages, title=self._of_flow(timeline.title))

    def _standing(self, mark: str, day: Any) -> str:
        when = in_words(day, "day", self._words)
        match mark, day:
            case "past", None:
                return self._words.say("show.past")
            case "past", _:
                return self._words.say("show.past_on", day=when)
            case "now", None:
                return self._words.say("show.now")
            case "now", _:
                return self._words.say("show.now_since", day=when)
            case _, None:
                return self._words.say("show.ahead")
            case _:
                return self._words.say("show.ahead_on", day=when)

    def _of_flow(self, key: str | None) -> str:
        return self._flow_words(key) if key else ""
