"""What may still matter of answers once nothing leads back."""

from collections.abc import Mapping
from typing import NamedTuple

from kiosk.explorer.readings import Reading
from kiosk.protocol.flow import Flow
from kiosk.protocol.steps import (
    CallStep,
    CaptureStep,
    ChooseStep,
    FormStep,
    IssueStep,
    NoticeStep,
    ReviewStep,
    ShowStep,
)
from kiosk.protocol.steps.on_fault import targets

_READ_ONLY = (NoticeStep, FormStep, ChooseStep, CallStep, ShowStep, CaptureStep, ReviewStep)
"""Kinds whose answers, once given, nothing but expressions looks at, unless a way leads back."""


class Ahead(NamedTuple):
    """What is still read from a step on, and the steps whose answers that concerns."""

    read: tuple[Reading, ...]
    roots: frozenset[str]


def only_issue(flow: Flow) -> IssueStep | None:
    """Return the step from which nothing leads back, see `ahead`; None when there is no such step."""
    printing = [step for step in flow.steps if isinstance(step, IssueStep)]
    if flow.parts or len(printing) != 1 or targets(printing[0].on_fault):
        return None
    return printing[0]


def ahead(flow: Flow, read: tuple[Reading, ...]) -> Mapping[str, Ahead]:
    """Return, for each step from the only issue on, whose answers may still matter there, once its paper is out.

    Nothing leads back from the issue itself and from what follows its paper: what only expressions of earlier steps
    read is read no more. Not so in flows that print more than once, or go on elsewhere when they cannot print: there a
    way back opens again.
    """
    issue = only_issue(flow)
    if issue is None:
        return {}
    late = flow.steps[flow.order[issue.id] :]
    told = {step.id for step in flow.steps if step in late or not isinstance(step, _READ_ONLY)}
    found = {}
    for step in late:
        still = tuple(one for one in read if flow.order[one.step] >= flow.order[step.id])
        found[step.id] = Ahead(still, frozenset(told.union(*(one.roots for one in still))))
    return found
