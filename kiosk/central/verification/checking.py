"""Is a paper genuine? Answered from its serial and its code, in the same time whether the serial exists or not."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.central.intake.models import Issue
from kiosk.central.verification.models import Paper
from kiosk.protocol.records import IssueState

_NO_SUCH_CODE = "0000-0000-0000"  # has signs that no code has


class Verdict(StrEnum):
    GENUINE = "genuine"
    VOIDED = "voided"
    CHECKING = "checking"
    UNKNOWN = "unknown"


_VERDICTS = {
    IssueState.RESERVED: Verdict.CHECKING,
    IssueState.PRINTING: Verdict.CHECKING,
    IssueState.PRESENTED: Verdict.GENUINE,
    IssueState.TAKEN: Verdict.GENUINE,
    IssueState.VOIDED: Verdict.VOIDED,
    IssueState.DOUBTFUL: Verdict.CHECKING,
}


@dataclass(frozen=True)
class Check:
    """The answer. `issue` is there only when serial and code belong together; it says nothing about a person."""

    verdict: Verdict
    issue: Issue | Paper | None = None


def check(serial: str, code: str) -> Check:
    """Judge a paper. A wrong code and a serial that does not exist get the same answer."""
    asked = serial.strip().upper()
    hot = Issue.objects.select_related("terminal__place").filter(serial=asked).first()
    kept = Paper.objects.select_related("terminal__place").filter(serial=asked).first()  # asked whatever `hot` is
    issue = hot or kept
    held = issue.verification_code if issue else _NO_SUCH_CODE
    fits = hmac.compare_digest(_plain(held).encode(), _plain(code).encode())
    if issue is None or not fits:
        return Check(Verdict.UNKNOWN)
    return Check(_VERDICTS[issue.effective_state], issue)


def remember(issues: Sequence[Issue]) -> None:
    """Keep what a check needs of documents that leave the database; of one that left before, what is said now."""
    same = ("serial", "verification_code", "document_title", "pages", "copies", "issued_at", "terminal_id")
    Paper.objects.bulk_create(
        [Paper(state=one.effective_state, **{name: getattr(one, name) for name in same}) for one in issues],
        update_conflicts=True,
        unique_fields=["serial"],
        update_fields=["state", "pages", "copies"],
    )


def _plain(code: str) -> str:
    """Return the signs of a code as a person may have typed it."""
    return "".join(sign for sign in code.upper() if sign.isalnum())
