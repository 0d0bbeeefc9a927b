"""config/alarms.yaml: what each alarm means to staff, and the rules that alarms go by."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from django.conf import settings
from pydantic import BeforeValidator, Field

from kiosk.central.alarms.severity import Severity
from kiosk.central.site_file import Part, SiteFileError, Words, read_site_file
from kiosk.protocol.model_problems import did_you_mean


class TableError(SiteFileError):
    """The table cannot be used."""


def _severity(said: Any) -> Severity:
    names = {severity.name.lower(): severity for severity in Severity}
    if said not in names:
        raise ValueError(f"{said!r} is no severity; {did_you_mean(str(said), names) or 'write ' + ', '.join(names)}")
    return names[said]


Named = Annotated[Severity, BeforeValidator(_severity)]
Minutes = Annotated[float, Field(gt=0, le=7 * 24 * 60)]


class Change(Part):
    """What differs when it comes from one device."""

    severity: Named | None = None
    name: Words | None = None
    remedy: Words | None = None


class Meaning(Part):
    """What one code means. `after_s`: nobody is told before it lasted so long; `detail`: words around the detail."""

    severity: Named
    name: Words
    remedy: Words
    technician: str = Field("", max_length=60)
    after_s: float = Field(0, ge=0, le=3600)
    detail: Words = Words(zh="{}", en="{}")
    by_source: dict[str, Change] = Field(default_factory=dict)

    def at(self, source: str) -> "Meaning":
        """Return what it means when `source` says it."""
        changes = self.by_source.get(source, Change())
        return self.model_copy(update={name: value for name, value in changes if value is not None})


class Flapping(Part):
    """What comes more than `most_times` within `within_min` minutes flaps, until it was quiet for as long."""

    most_times: int = Field(ge=1, le=100)
    within_min: Minutes


class AreaRule(Part):
    """So many terminals of a street, silent since moments at most `within_s` seconds apart, are one alarm."""

    at_least: int = Field(ge=2, le=1000)
    within_s: float = Field(gt=0, le=3600)


class StuckRule(Part):
    """How long one screen may stand, in minutes; `long_kinds` are step kinds where that takes longer."""

    usual: Minutes
    long: Minutes
    long_kinds: frozenset[str]

    def limit_min(self, kind: str) -> float:
        return self.long if kind in self.long_kinds else self.usual


class PaperRule(Part):
    """Sheets in a full printer, and when it says PAPER_LOW. `days`: whose use tells what is usual."""

    capacity: int = Field(gt=0, le=100_000)
    low: int = Field(ge=0)
    days: int = Field(ge=1, le=60)
    by_model: dict[str, Annotated[int, Field(gt=0)]] = Field(default_factory=dict)
    by_terminal: dict[str, Annotated[int, Field(gt=0)]] = Field(default_factory=dict)

    def capacity_of(self, terminal_id: str, model: str) -> int:
        return self.by_terminal.get(terminal_id, self.by_model.get(model, self.capacity))


class Rules(Part):
    """`escalate_min`: by severity, after how many minutes without anybody level 2 is told, then level 3, and so on."""

    flapping: Flapping
    digest_s: float = Field(ge=0, le=3600)
    give_up_h: float = Field(gt=0, le=24 * 14)
    escalate_min: dict[Named, tuple[Minutes, ...]]
    area: AreaRule
    stuck_min: StuckRule
    paper: PaperRule


class Table(Part):
    """The whole file."""

    rules: Rules
    codes: dict[Annotated[str, Field(pattern=r"^[A-Z][A-Z_]{1,29}$")], Meaning]

    def meaning(self, source: str, code: str) -> Meaning:
        """Return what `code` means. One that the file lacks, from a newer terminal, is minor and named by itself."""
        known = self.codes.get(code)
        return known.at(source) if known else _unknown(code)


def _unknown(code: str) -> Meaning:
    remedy = Words(zh="该代码不在告警表中：请查维护手册。", en="The table of alarms lacks this code: see the handbook.")
    return Meaning.model_validate({"severity": "minor", "name": {"zh": code, "en": code}, "remedy": remedy})


def load(file: Path) -> Table:
    """Read the table.

    Raises:
        TableError: unreadable, no YAML, or not what it should be; all problems at once.
    """
    return read_site_file(file, Table, "table of alarms", "KIOSK_CENTRAL_ALARMS", TableError)


@lru_cache(maxsize=4)
def _loaded(file: Path) -> Table:
    return load(file)


def table() -> Table:
    """Return the table of this platform, read once a process.

    Raises:
        TableError: see `load`.
    """
    return _loaded(settings.ALARMS_FILE)
