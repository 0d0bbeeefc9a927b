"""Flows explored in tests: by path or by the lines of their steps."""

from functools import cache
from pathlib import Path

import yaml

from kiosk.engine.session import Facts
from kiosk.explorer.exploring import TODAY
from kiosk.explorer.graph import Walk
from kiosk.explorer.moment import Words
from kiosk.explorer.report import Report, report
from kiosk.explorer.walk import walk
from kiosk.protocol.flow import Flow
from kiosk.shell.words import shell_texts
from kit.player import flow_from

FACTS = Facts(TODAY, "WH0000", "示范街道")
HEADER = """\
service: test/explored
version: 1
engine: 3
item_code: "114201000000"
department: d
theme: housing
title: t
summary: s
expected_minutes: 1
devices: [id_card]
operations: [fund.statement]
steps:
"""
NOTICE = "- {id: notice, kind: notice, title: t, points: [a], consent_text: b}\n"
CARD = "- {id: card, kind: identify, title: t}\n"
CALL = "- {id: asked, kind: call, title: t, operation: fund.statement, input: {}, refusals: {none: sorry}}\n"
PAGES = "- {id: pages, kind: review, title: t, template: a.typ, document_title: t, data: {}}\n"
PAPER = "- {id: paper, kind: issue, title: t, document: pages, receipt: receipt.yaml}\n"
FEE = """- {id: fee, kind: pay, title: t, amount: "'10.00'", purpose: p, pays_for: [paper]}
"""
PROOF = "- {id: proof, kind: capture, title: t, sheet: a4, pages: {min: 2, max: 3}}\n"
FACE = "- {id: face, kind: verify_face, title: t, against: card, attempts: 2}\n"
SENT_FACE = """- {id: face, kind: verify_face, title: t, operation: fund.statement, recipient: a,
  input: {name: card.name}, refusals: {none: sorry}, attempts: 2}
"""
RATING = "- {id: rating, kind: rate, title: t}\n"
DONE = "- {id: done, kind: end, title: t}\n"


def flow_of(*steps: str) -> Flow:
    """Return the flow of these steps and the end."""
    return Flow.model_validate(yaml.safe_load(HEADER + "".join(steps) + DONE))


def walked(flow: Flow) -> Walk:
    return walk(flow, Words(shell_texts(), {}), facts=FACTS)


def explored(flow: Flow) -> Report:
    return report(walked(flow))


@cache
def explored_file(path: Path) -> Report:
    return explored(flow_from(path))


def broken(found: Report) -> set[tuple[str, str]]:
    """Return which promises are not kept, and at which steps."""
    return {(one.promise, one.step) for one in found.broken}
