"""The documents and receipts of a flow, made from sample data by the very code that makes them at a terminal."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import Any

from kiosk.authoring.samples import values
from kiosk.authoring.scopes import Seen, Walk
from kiosk.documents.binder import Imprint, receipt_values, template_inputs
from kiosk.documents.composer import Composer
from kiosk.documents.errors import DocumentError
from kiosk.documents.mail import mail_lines
from kiosk.documents.receipts import Receipted, receipt_from
from kiosk.engine.cel import check, parse
from kiosk.engine.functions import FUNCTIONS
from kiosk.engine.rules import RuleError, evaluate
from kiosk.protocol.civil_time import CHINA
from kiosk.protocol.document import Problem
from kiosk.protocol.mail import MOST_SIGNS, message_of
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.steps import IssueStep, ReviewStep, SendStep, SummaryStep

_IMPRINT = Imprint(
    serial="WH0000-20260105-00001",
    verification_code="SAMPLE",
    terminal_id="WH0000",
    place="示范街道",
    hotline="12345",
    public_url="https://example.invalid",
    at=datetime(2026, 1, 5, 9, 30, tzinfo=CHINA),
)
_RECEIPTED = (
    Receipted("paper", {**receipt_values(_IMPRINT), "pages": 2, "copies": 3, "title": "示例"}),
    Receipted("no_paper", {"title": "示例"}),
    Receipted("not_done", {"title": "示例", "reason": "示例"}),
)
"""Each kind of what a joint service comes to."""
_PLACE = re.compile(r"([\w./-]+\.typ):(\d+):(\d+)")


def paper_problems(walked: Walk, package: FlowPackage) -> Iterator[Problem]:
    """Yield what does not become paper; `walked` has no problems. Each flaw is told once, whatever sample shows it."""
    with closing(Composer(package.files)) as composer:
        told: set[Problem] = set()
        for seen in walked.seen:
            for full in (True, False):
                for problem in _of_step(walked, seen, package, composer, full=full):
                    if problem not in told:
                        told.add(problem)
                        yield problem


def _of_step(walked: Walk, seen: Seen, package: FlowPackage, composer: Composer, *, full: bool) -> Iterator[Problem]:
    match seen.step:
        case ReviewStep(data=data, template=str(template)):
            if not _certain(seen, data):
                message = "what is sent is not known before: a document of it cannot be tried"
                told = walked.document.problem((*seen.at, "data"), message, "declare `result` of the call", at_key=True)
                yield replace(told, code="result-undeclared", width=len("data"))
                return
            given, problems = _evaluated(walked, seen, "data", data, full=full)
            yield from problems
            if given is not None:
                inputs = template_inputs(package, given, _IMPRINT, seen.step.part)
                yield from _composed(walked, seen, composer, template, inputs)
        case SendStep(receipt_data=data, receipts=receipts, way=way):
            given, problems = _evaluated(walked, seen, "receipt_data", data, full=full)
            yield from problems
            for name in (receipts.zh, receipts.en) if given is not None else ():
                yield from _filled(package, name, given or {}, message=way == "phone")
        case IssueStep(receipt_data=data, receipt=str(receipt)) | SummaryStep(receipt_data=data, receipt=str(receipt)):
            given, problems = _evaluated(walked, seen, "receipt_data", data, full=full)
            yield from problems
            if given is not None:
                yield from _filled(package, receipt, given)
        case _:
            return


def _certain(seen: Seen, data: dict[str, str]) -> bool:
    return all(check(text, parse(text), seen.scope, FUNCTIONS).certain for text in data.values())


def _evaluated(
    walked: Walk, seen: Seen, name: str, data: dict[str, str], *, full: bool
) -> tuple[dict[str, Any] | None, list[Problem]]:
    steps = {one.step.id: one.step for one in walked.seen}
    scope = values(seen.scope, steps, full=full)
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, text in data.items():
        try:
            given[key] = evaluate(text, scope).reveal()
        except RuleError:
            which = (
                "data that have everything" if full else "data in which nothing optional is there and lists are empty"
            )
            told = walked.document.problem((*seen.at, name, key), f"cannot be evaluated with {which}")
            problems.append(replace(told, hint="ask first: has(…), or size(…) > 0", code="expression-fails"))
    return (None if problems else given), problems


def _composed(walked: Walk, seen: Seen, composer: Composer, template: str, inputs: dict[str, Any]) -> Iterator[Problem]:
    try:
        composer.compose(template, inputs, at=_IMPRINT.at)
    except DocumentError as error:
        place = _PLACE.search(str(error))
        hint = f"data has {', '.join(sorted(inputs))}"
        if place:
            message = "does not compile with sample data from here on"
            yield Problem(place[1], int(place[2]), int(place[3]), message, hint, "document")
        else:
            told = walked.document.problem((*seen.at, "template"), f"{error} with sample data", hint)
            yield replace(told, code="document", width=len(template))


def _filled(package: FlowPackage, receipt: str, given: dict[str, Any], *, message: bool = False) -> Iterator[Problem]:
    try:
        values = {**given, **receipt_values(_IMPRINT)}
        own = values if package.flow.parts else {**values, "pages": 2, "copies": 3, "digest": "0" * 64}
        filled = receipt_from(package.files[receipt], own, name=receipt, receipted=_RECEIPTED)
    except DocumentError as error:
        told = str(error).removeprefix(f"{receipt}: ")
        missing = re.match(r"nothing is called '(\w+)'", told)
        line, column, width = _hole(package.files[receipt], missing[1] if missing else "")
        told, _, hint = told.partition("; ")
        yield Problem(receipt, line, column, told, hint, "receipt", width)
        return
    signs = len(message_of(mail_lines(filled)))
    if message and not 0 < signs <= MOST_SIGNS:
        told = f"a short message has 1 to {MOST_SIGNS} signs, and this one {signs}"
        yield Problem(receipt, 1, 1, told, "say only what was done and where it is verified", "receipt", 1)


def _hole(receipt: bytes, name: str) -> tuple[int, int, int]:
    """Return line, column and width of `{name}`; the beginning when it is not there."""
    for number, line in enumerate(receipt.decode("utf-8-sig").splitlines(), start=1):
        at = line.find(f"{{{name}")
        if name and at >= 0 and not line.lstrip().startswith("#"):
            return number, at + 1, len(name) + 2
    return 1, 1, 1
