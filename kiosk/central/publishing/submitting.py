"""Handing flows in, and taking them out again. Every step of a submission's life is one function here.

uploaded → examining → refused | ready → signed | rejected | withdrawn | superseded
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from kiosk.central.audit import service as audit
from kiosk.central.publishing import stock
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.keys import KeyDirectory, passphrase
from kiosk.central.publishing.models import Proposal, Submission
from kiosk.central.publishing.repository import Change, Repository
from kiosk.protocol.document import Problem, read_document
from kiosk.protocol.package import FLOW_FILE, PackageError, pack, unpack_files, with_version
from kiosk.protocol.publishing import Finding

State = Submission.State
WAITING = (State.UPLOADED, State.EXAMINING, State.READY)
"""States in which something may still come of a submission."""
Files = Mapping[str, bytes]


class UnfitError(PublishingError):
    """Some flows cannot even be examined, and none was taken. `findings`: everything that is wrong with them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(f"nothing was taken; {len(self.findings)} to mend")


@dataclass(frozen=True)
class _Fit:
    service: str
    version: int
    written_version: int
    title: str
    package: bytes


def served() -> Repository:
    """Return the repository that this server serves, with the keys that the server has: snapshot and timestamp."""
    return Repository(settings.FLOWS_DIR, KeyDirectory(settings.KEYS_DIR, passphrase()))


def hand_in(flows: Iterable[Files], author: User) -> list[Submission]:
    """Take flows in, all or none. A version that was published already is raised; two contents never share one.

    Raises:
        UnfitError: flows that cannot be read, lie in no department, or change nothing.
        PublishingError: this server publishes nothing yet.
    """
    change, fit, findings = served().read(), dict[str, _Fit](), list[Finding]()
    for files in flows:
        found, wrong = _looked_at(change, files)
        findings += wrong
        if found and found.service in fit:
            findings.append(Finding(stage="upload", file=found.service, message="is there twice", code="upload"))
        elif found:
            fit[found.service] = found
    if findings:
        raise UnfitError(findings)
    return _taken(fit.values(), author)


def withdraw(number: int, who: User) -> Submission:
    """Take a submission back; only its author may.

    Raises:
        PublishingError: somebody else's, or it was signed or ended already.
    """
    with transaction.atomic():
        submission = _waiting(number, (*WAITING, State.REFUSED), "withdrawn")
        if submission.author_id != who.pk:
            raise PublishingError(f"{submission} was handed in by {submission.author}: only its author takes it back")
        _end(submission, State.WITHDRAWN, who.get_username())
    return submission


def reject(number: int, who: User, reason: str) -> Submission:
    """Send a submission back to its author, who reads the reason.

    Raises:
        PublishingError: no reason, or it is not waiting for anybody's signature.
    """
    if not reason.strip():
        raise PublishingError("say why it is sent back: the author reads it")
    with transaction.atomic():
        submission = _waiting(number, (State.READY,), "sent back")
        _end(submission, State.REJECTED, who.get_username(), reason.strip()[:500])
    return submission


def move(submission: Submission, state: State, who: str, detail: str = "") -> None:
    """Put a submission into another state, with its trace. In the caller's transaction."""
    submission.state, submission.changed_at = state, timezone.now()
    submission.save()
    audit.record(who, f"submission.{state.value}", submission, detail or str(submission))


def _looked_at(change: Change, files: Files) -> tuple[_Fit | None, list[Finding]]:
    document, problems = read_document(FLOW_FILE, files.get(FLOW_FILE, b""))
    if document is None or not isinstance(document.value, dict):
        return None, [_unread(one) for one in problems] or [_first_line(FLOW_FILE, "cannot be read")]
    service, written = document.value.get("service"), document.value.get("version")
    if not isinstance(service, str) or service.count("/") != 1 or not isinstance(written, int) or written < 1:
        return None, [_first_line(FLOW_FILE, "needs `service: department/service` and `version:`, a number from 1")]
    try:
        version = max(written, max(change.versions(service), default=0) + 1)
        _check_changed(change, service, files)
        package = pack(with_version(files, version))
    except (PublishingError, PackageError) as error:
        return None, [_first_line(f"{service}/{FLOW_FILE}", str(error))]
    return _Fit(service, version, written, _title(document.value, files), package), []


def _unread(one: Problem) -> Finding:
    return Finding(
        stage="upload",
        message=one.message,
        file=one.file,
        line=one.line,
        column=one.column,
        hint=one.hint,
        code="yaml",
    )


def _first_line(file: str, message: str) -> Finding:
    return Finding(stage="upload", message=message, file=file, line=1, column=1, code="upload")


def _check_changed(change: Change, service: str, files: Files) -> None:
    release = change.release()
    flow = release.flows.get(service) if release else None
    if flow and unpack_files(change.package(service, flow.version)) == with_version(files, flow.version):
        raise PublishingError(f"is what runs already, as version {flow.version}")


def _title(flow: Mapping[str, object], files: Files) -> str:
    words, _ = read_document("texts.zh.yaml", files.get("texts.zh.yaml", b""))
    known = words.value if words and isinstance(words.value, dict) else {}
    return str(known.get(str(flow.get("title")), flow.get("service")))[:120]


def _taken(flows: Iterable[_Fit], author: User) -> list[Submission]:
    packages = {flow.service: stock.keep(flow.package) for flow in flows}
    with transaction.atomic():
        return [_record(flow, packages[flow.service], author) for flow in flows]


def _record(flow: _Fit, sha256: str, author: User) -> Submission:
    earlier = Submission.objects.select_for_update().filter(service=flow.service, state__in=WAITING)
    for submission in earlier:
        _end(submission, State.SUPERSEDED, author.get_username())
    made = Submission.objects.create(
        service=flow.service,
        version=flow.version,
        written_version=flow.written_version,
        title=flow.title,
        sha256=sha256,
        size=len(flow.package),
        author=author,
    )
    audit.record(author.get_username(), "submission.uploaded", made, f"{made} sha256 {sha256}")
    return made


def _waiting(number: int, states: tuple[State, ...], done: str) -> Submission:
    submission = Submission.objects.select_for_update().filter(pk=number).first()
    if submission is None:
        raise PublishingError(f"there is no submission {number}")
    if submission.state not in states:
        raise PublishingError(f"{submission} is {submission.state}: it cannot be {done} any more")
    return submission


def _end(submission: Submission, state: State, who: str, reason: str = "") -> None:
    submission.reason = reason
    move(submission, state, who, f"{submission}: {reason}" if reason else "")
    outdate(submission.proposals.filter(state=Proposal.State.OPEN), who)


def outdate(proposals: Iterable[Proposal], who: str) -> None:
    """End proposals that can never be published any more; their signatures count for nothing."""
    for proposal in proposals:
        proposal.state = Proposal.State.OUTDATED
        proposal.save(update_fields=["state"])
        audit.record(who, "proposal.outdated", proposal)
