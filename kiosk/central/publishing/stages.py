"""The stages of an examination: what each asks a child process, and how its answer is read.

Central knows no engine, no explorer and no screens. It asks `kiosk flow …`, as an author does.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.central.publishing import stock
from kiosk.protocol.publishing import Finding, Picture, Report

MOST_FINDINGS = 200


@dataclass(frozen=True)
class Desk:
    """The folder that an examination works in: the flow at `flow`, what runs now at `running` if there is any."""

    home: Path
    service: str

    @property
    def flow(self) -> Path:
        return self.home / "flows" / self.service

    @property
    def running(self) -> Path:
        return self.home / "running.flow"

    def page(self, language: str) -> Path:
        return self.home / f"preview.{language}.html"


@dataclass(frozen=True)
class Stage:
    """`words` go to `kiosk flow`; `exits` are the codes with an answer; `read` adds that text to the report."""

    name: str
    words: Callable[[Desk], Sequence[str]]
    exits: tuple[int, ...]
    read: Callable[[Report, Desk, str], Report]
    when: Callable[[Desk], bool] = lambda _desk: True


def _found(report: Report, findings: Sequence[Finding], **more: Any) -> Report:
    room = MOST_FINDINGS - len(report.findings)
    return report.model_copy(update={"findings": (*report.findings, *findings[:room]), **more})


def _checked(report: Report, desk: Desk, answer: str) -> Report:
    findings = [
        Finding(
            stage="check",
            message=one["message"],
            file=_shown(desk, one["file"]),
            line=one["line"],
            column=one["column"],
            hint=one["hint"],
            code=one["code"],
        )
        for one in json.loads(answer)
    ]
    return _found(report, findings)


def _played(report: Report, desk: Desk, answer: str) -> Report:
    findings = [
        Finding(stage="test", message=_shown(desk, one), code="scenario")
        for told in json.loads(answer).values()
        for one in told
    ]
    return _found(report, findings, scenarios=len(list(desk.flow.glob("scenarios/*.yaml"))))


def _explored(report: Report, desk: Desk, answer: str) -> Report:
    told = json.loads(answer)[0]
    walk = told["report"] or {}
    findings = [Finding(stage="explore", message=_shown(desk, str(one)), code="unexplored") for one in told["problems"]]
    findings += [
        Finding(
            stage="explore",
            message=f"{one['promise'].replace('_', ' ')}: {one['why']}",
            file=f"step {one['step']}",
            path=tuple(one["path"]),
            code=one["promise"],
        )
        for one in walk.get("broken", ())
    ]
    # as a text: there may be more paths than a column of numbers holds
    figures = {"states": walk.get("states", 0), "paths": str(walk.get("paths", "")), "cuts": walk.get("cuts", 0)}
    return _found(report, findings, **figures)


def _drawn(language: str) -> Callable[[Report, Desk, str], Report]:
    def read(report: Report, desk: Desk, _answer: str) -> Report:
        picture = Picture(language=language, sha256=stock.keep(desk.page(language).read_bytes()))
        return report.model_copy(update={"pictures": (*report.pictures, picture)})

    return read


def _compared(report: Report, _desk: Desk, answer: str) -> Report:
    return report.model_copy(update={"differences": tuple(json.loads(answer))})


def _shown(desk: Desk, text: str) -> str:
    """Return `text` with files named as in the package, not as on this machine."""
    return text.replace(f"{desk.flow}/", "").replace(f"{desk.home}/", "")


def _preview(language: str) -> Stage:
    return Stage(
        f"preview-{language}",
        lambda desk: ("preview", str(desk.flow), "--language", language, "--out", str(desk.page(language))),
        (0,),
        _drawn(language),
    )


STAGES = (
    Stage("check", lambda desk: ("check", "--json", str(desk.flow)), (0, 1), _checked),
    Stage("test", lambda desk: ("test", "--json", str(desk.flow)), (0, 1), _played),
    Stage("explore", lambda desk: ("explore", "--json", "--jobs", "1", str(desk.flow)), (0, 1), _explored),
    Stage(
        "diff",
        lambda desk: ("diff", "--json", str(desk.running), str(desk.flow)),
        (0, 1),
        _compared,
        when=lambda desk: desk.running.is_file(),
    ),
    _preview("zh"),
    _preview("en"),
)
"""In this order; the first that fails ends the examination, since those after it would only say the same again."""
