"""Examinations: one at a time on this platform, by whoever holds the job's lease, in child processes.

Invariants:
- A turn never waits: it looks at the child and goes, so the lease is renewed and the web process answers.
- Whoever takes the job over begins the examinations again that nobody ends any more.
- What does not pass every stage can never be signed.
"""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kiosk.central.audit import service as audit
from kiosk.central.publishing import stock, submitting
from kiosk.central.publishing.child import Child
from kiosk.central.publishing.errors import PackageLostError, PublishingError
from kiosk.central.publishing.folders import without_folders
from kiosk.central.publishing.models import Submission, package_name
from kiosk.central.publishing.stages import STAGES, Desk, Stage
from kiosk.protocol.package import PackageError, unpack_files
from kiosk.protocol.publishing import Finding, Report, StageOutcome

State = Submission.State
Outcome = Literal["passed", "failed", "broken", "timed_out"]
_COMPLAINT_BYTES = 2000
_DESKS = "examining-"


@dataclass
class _Examination:
    """One submission under examination; `left` are the stages that it has before it, the first one running."""

    number: int
    desk: Desk
    left: list[Stage]
    report: Report
    child: Child | None = None


@dataclass
class Examiner:
    """Takes a turn every second or so. `program`: what is started instead of `kiosk flow`, for tests of trouble."""

    stages: Sequence[Stage] = STAGES
    program: Sequence[str] = ()
    _running: _Examination | None = field(default=None, init=False)

    def begin(self) -> None:
        """Queue again what another process examined when it ended, or lost its lease."""
        self.stop()
        for left in settings.STOCK_DIR.glob(f"{_DESKS}*"):
            shutil.rmtree(left, ignore_errors=True)
        for submission in Submission.objects.filter(state=State.EXAMINING):
            with transaction.atomic():
                _put(submission, State.UPLOADED, stage="", report_document={})

    def turn(self) -> bool:
        """Go on with the examination under way, or begin one; returns whether there is anything to do."""
        if self._running is None:
            self._running = self._begun()
            return self._running is not None
        if not _still_wanted(self._running):
            self.stop()
        elif self._running.child is None or self._running.child.poll() is not None:
            self._go_on(self._running)
        return True

    def stop(self) -> None:
        """Leave the examination under way; it is queued still, or begun again."""
        if self._running is not None:
            if self._running.child is not None:
                self._running.child.stop()
            shutil.rmtree(self._running.desk.home, ignore_errors=True)
            self._running = None

    def _begun(self) -> "_Examination | None":
        submission = Submission.objects.filter(state=State.UPLOADED).order_by("id").first()
        if submission is None:
            return None
        with transaction.atomic():
            if not _put(submission, State.EXAMINING, was=State.UPLOADED, report_document={}):
                return None
            audit.record(audit.SYSTEM, "submission.examining", submission, str(submission))
        try:
            desk, against = _laid_out(submission)
        except (PublishingError, PackageError) as error:
            _refuse_broken(submission, error)
            return None
        stages = [stage for stage in self.stages if stage.when(desk)]
        running = _Examination(submission.pk, desk, stages, Report(against=against))
        self._start(running)
        return running

    def _start(self, running: _Examination) -> None:
        stage = running.left[0]
        Submission.objects.filter(pk=running.number, state=State.EXAMINING).update(
            stage=stage.name, report_document=running.report.model_dump(mode="json")
        )
        words = stage.words(running.desk)
        running.child = Child(words, running.desk.home, timeout_s=settings.EXAMINATION_S, program=self.program)

    def _go_on(self, running: _Examination) -> None:
        stage = running.left.pop(0)
        assert running.child is not None, "a stage is left, so it runs"
        outcome = _read(running, stage, running.child)
        done = StageOutcome(name=stage.name, state=outcome, took_s=running.child.took_s)
        running.report = running.report.model_copy(update={"stages": (*running.report.stages, done)})
        if outcome == "passed" and running.left:
            self._start(running)
            return
        _finish(running)
        running.child = None
        self.stop()


def _read(running: _Examination, stage: Stage, child: Child) -> Outcome:
    """Add the answer of a stage to the report."""
    if child.late:
        return _complained(running, stage, f"had not ended after {settings.EXAMINATION_S:.0f} s", "timed_out")
    code = child.poll()
    before = len(running.report.findings)
    if code not in stage.exits:
        return _complained(running, stage, f"ended with {code}: {_complaint(child)}", "broken")
    try:
        running.report = stage.read(running.report, running.desk, child.out.read_text("utf-8"))
    except (ValueError, KeyError, IndexError, TypeError, OSError) as error:
        return _complained(running, stage, f"gave no answer ({error}): {_complaint(child)}", "broken")
    return "failed" if len(running.report.findings) > before else "passed"


def _complaint(child: Child) -> str:
    return child.err.read_text("utf-8", "replace")[-_COMPLAINT_BYTES:].strip()


def _complained(running: _Examination, stage: Stage, message: str, outcome: Outcome) -> Outcome:
    finding = Finding(stage=stage.name, message=message, code=outcome)
    running.report = running.report.model_copy(update={"findings": (*running.report.findings, finding)})
    return outcome


def _laid_out(submission: Submission) -> tuple[Desk, int]:
    """Write the flow, and what runs now, into a folder of their own; returns it, and the version that runs."""
    settings.STOCK_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)
    desk = Desk(Path(tempfile.mkdtemp(dir=settings.STOCK_DIR, prefix=_DESKS)), submission.service)
    for name, content in unpack_files(stock.kept(submission.sha256)).items():
        file = desk.flow / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    change = submitting.served().read()
    release = change.release()
    running = release.flows.get(submission.service) if release else None
    if running is None:
        return desk, 0
    desk.running.write_bytes(change.package(submission.service, running.version))
    return desk, running.version


def _still_wanted(running: _Examination) -> bool:
    return Submission.objects.filter(pk=running.number, state=State.EXAMINING).exists()


def _finish(running: _Examination) -> None:
    report = running.report
    state = State.READY if report.holds else State.REFUSED
    submission = Submission.objects.get(pk=running.number)
    with transaction.atomic():
        if _put(submission, state, was=State.EXAMINING, stage="", report_document=report.model_dump(mode="json")):
            detail = f"{submission}: {len(report.findings)} findings, {report.took_s} s"
            audit.record(audit.SYSTEM, f"submission.{state.value}", submission, detail)


def _refuse_broken(submission: Submission, error: Exception) -> None:
    code = "package-lost" if isinstance(error, PackageLostError) else "upload"
    finding = Finding(stage="upload", message=without_folders(error), code=code, file=package_name(submission))
    report = Report(findings=(finding,))
    with transaction.atomic():
        if _put(submission, State.REFUSED, was=State.EXAMINING, report_document=report.model_dump(mode="json")):
            audit.record(audit.SYSTEM, "submission.refused", submission, str(submission))


def _put(submission: Submission, state: State, *, was: State | None = None, **fields: object) -> bool:
    """Change the state if it is still what it `was`; somebody may have withdrawn it meanwhile."""
    unchanged = Submission.objects.filter(pk=submission.pk, state=was or submission.state)
    return unchanged.update(state=state, changed_at=timezone.now(), **fields) == 1
