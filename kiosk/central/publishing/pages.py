"""What the page of a submission shows."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.publishing import proposals
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.finding_words import meaning
from kiosk.central.publishing.folders import without_folders
from kiosk.central.publishing.models import Proposal, Submission
from kiosk.central.publishing.proposal import fingerprint
from kiosk.central.publishing.stages import STAGES
from kiosk.protocol.publishing import Finding, Report

_MOST_FIGURES = 12
State = Submission.State
STAGE_NAMES: dict[str, Promise] = {
    "upload": _("接收"),
    "check": _("规则检查"),
    "test": _("情景演练"),
    "explore": _("全路径遍历"),
    "diff": _("与现行版本比较"),
    "preview-zh": _("中文画面"),
    "preview-en": _("英文画面"),
}
_OUTCOMES: dict[str, Promise] = {
    "passed": _("通过"),
    "failed": _("有问题"),
    "broken": _("无法完成"),
    "timed_out": _("用时过长"),
    "running": _("正在进行"),
    "waiting": _("等待"),
    "skipped": _("无需"),
    "not_reached": _("未进行"),
}


@dataclass(frozen=True)
class Step:
    """A stage of the examination as the page tells it."""

    name: str | Promise
    state: str
    outcome: str | Promise
    took_s: float | None = None


@dataclass(frozen=True)
class Standing:
    """How far one role of a proposal is."""

    role: str
    threshold: int
    signers: tuple[str, ...]
    missing: int


def about(submission: Submission, user: User, server: str) -> dict[str, Any]:
    """Return the context of its page for `user`."""
    report = submission.report or Report()
    proposal = submission.proposals.exclude(state=Proposal.State.OUTDATED).order_by("-id").first()
    mine = submission.author_id == user.pk
    return {
        "submission": submission,
        "report": report,
        "steps": steps(submission),
        "paths": _number(report.paths),
        "findings": [(STAGE_NAMES.get(one.stage, one.stage), meaning(one.code), _told(one)) for one in report.findings],
        "under_way": submission.state in (State.UPLOADED, State.EXAMINING),
        "proposal": proposal,
        "standings": _standings(proposal) if proposal else [],
        "mine": mine,
        "may_withdraw": mine and submission.state in (*_waiting(), State.REFUSED),
        "may_sign": not mine and submission.state == State.READY and user.has_perm("publishing.sign_submission"),
        "server": server,
    }


def steps(submission: Submission) -> list[Step]:
    """Return every stage in its order: done, running, still to come, or not needed."""
    report = submission.report or Report()
    done = {one.name: one for one in report.stages}
    told = []
    for stage in STAGES:
        name: str | Promise = STAGE_NAMES[stage.name]
        if stage.name in done:
            one = done[stage.name]
            told.append(Step(name, one.state, _OUTCOMES[one.state], one.took_s))
            continue
        state = _not_done(submission, stage.name, report)
        told.append(Step(name, state, _OUTCOMES[state]))
    return told


def _told(finding: Finding) -> Finding:
    """Return it as staff read it; a report of before may name a folder of this server."""
    return finding.model_copy(update={"message": without_folders(finding.message)})


def _not_done(submission: Submission, stage: str, report: Report) -> str:
    if submission.stage == stage:
        return "running"
    if stage == "diff" and report.stages and not report.against:
        return "skipped"
    return "waiting" if submission.state in (State.UPLOADED, State.EXAMINING) else "not_reached"


def _number(digits: str) -> str:
    """All figures of a small number, three of a large one: a joint service has more paths than anybody can read."""
    if len(digits) <= _MOST_FIGURES:
        return f"{int(digits or 0):,}"
    return f"{digits[0]}.{digits[1:3]} × 10^{len(digits) - 1}"


def _standings(proposal: Proposal) -> list[Standing]:
    who = {(one.role, one.keyid): str(one.who) for one in proposal.signatures.select_related("who")}
    try:
        paper = proposals.paper_of(proposal)
    except PublishingError:
        return []
    return [
        Standing(
            one.role,
            one.threshold,
            tuple(f"{who.get((one.role, keyid), '?')} ({fingerprint(keyid)})" for keyid in one.signed),
            one.missing,
        )
        for one in paper.standings()
    ]


def _waiting() -> tuple[State, ...]:
    return (State.UPLOADED, State.EXAMINING, State.READY)
