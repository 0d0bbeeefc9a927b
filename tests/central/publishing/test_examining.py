"""Examinations: real ones of a small flow, and what goes wrong with them."""

import sys
import time

import pytest
from django.utils import timezone
from kit.flows import flow_files, sound_flow_files

from kiosk.central.publishing import proposals
from kiosk.central.publishing.examining import Examiner
from kiosk.central.publishing.models import Submission
from kiosk.central.publishing.stages import STAGES
from kiosk.central.publishing.submitting import hand_in, served, withdraw
from kiosk.protocol.publishing import Report
from tests.central.publishing.conftest import passed

State = Submission.State
LONG_S = 100.0


def examined(examiner: Examiner, *, most_s: float = LONG_S) -> Submission:
    """Take turns until the newest submission is through."""
    ends_at = time.monotonic() + most_s
    while (newest := Submission.objects.order_by("-id")[0]).state in (State.UPLOADED, State.EXAMINING):
        assert time.monotonic() < ends_at, newest.stage
        examiner.turn()
        time.sleep(0.02)  # the child needs the processor more than we do
    return newest


def report_of(submission: Submission) -> Report:
    report = submission.report
    assert report is not None
    return report


def test_a_sound_flow_is_checked_walked_played_drawn_and_compared(city, people):
    # What runs now is another version: the way there needs no examination here.
    first = hand_in([sound_flow_files("first")], people.author)
    passed(first)
    drawn = proposals.draw_up([first[0].pk], people.clerk)
    proposals.sign(drawn.pk, city.signatures("clerk", drawn.document), people.clerk)
    proposals.sign(drawn.pk, city.signatures("publisher", drawn.document), people.publisher)
    hand_in([sound_flow_files("second")], people.author)
    found = examined(Examiner(STAGES[:-1]))  # the same screens in English take as long again
    report = report_of(found)
    assert [(one.name, one.state) for one in report.stages] == [(stage.name, "passed") for stage in STAGES[:-1]]
    assert (found.state, found.stage, report.against, found.version) == (State.READY, "", 1, 2)
    assert report.differences == ("the service, summary: second / second, was first / first",)
    assert report.states > 3
    assert int(report.paths) > 1
    assert [one.language for one in report.pictures] == ["zh"]
    assert served().read().release().flows["housing/fund"].version == 1


def test_mistakes_are_told_with_their_place_and_remedy_and_end_the_examination(city, people):
    files = flow_files()
    files["flow.yaml"] = files["flow.yaml"].replace(b"kind: end", b"kind: ende")
    hand_in([files], people.author)
    found = examined(Examiner())
    finding = report_of(found).findings[0]
    assert (found.state, finding.stage, finding.file) == (State.REFUSED, "check", "flow.yaml")
    assert finding.line > 10
    assert "'end'" in finding.hint
    assert [one.name for one in report_of(found).stages] == ["check"]


def program(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", text)


def test_a_child_that_never_ends_is_ended(city, people, settings):
    settings.EXAMINATION_S = 0.2
    hand_in([flow_files()], people.author)
    found = examined(Examiner(program=program("import time; time.sleep(600)")))
    assert (found.state, report_of(found).stages[0].state) == (State.REFUSED, "timed_out")
    assert "had not ended after" in report_of(found).findings[0].message


@pytest.mark.parametrize(
    ("text", "told"), [("import sys; sys.exit('out of memory')", "out of memory"), ("print('no json')", "no answer")]
)
def test_a_child_that_breaks_off_never_lets_a_flow_through(city, people, text, told):
    if told == "out of memory":
        text = "import sys; print('out of memory', file=sys.stderr); sys.exit(3)"
    hand_in([flow_files()], people.author)
    found = examined(Examiner(program=program(text)))
    assert (found.state, report_of(found).stages[0].state) == (State.REFUSED, "broken")
    assert told in report_of(found).findings[0].message


def test_the_child_knows_nothing_of_centrals_own(city, people, monkeypatch):
    monkeypatch.setenv("KIOSK_CENTRAL_SMTP_PASSWORD", "secret")
    hand_in([flow_files()], people.author)
    text = "import os,sys; print(sorted(os.environ), os.nice(0), file=sys.stderr); sys.exit(9)"
    message = report_of(examined(Examiner(program=program(text)))).findings[0].message
    assert "KIOSK_CENTRAL" not in message
    assert message.endswith((" 15", " 19"))


def test_whoever_takes_the_job_over_begins_again_what_nobody_ends(city, people):
    hand_in([flow_files()], people.author)
    gone = Examiner(program=program("import time; time.sleep(600)"))
    gone.turn()
    assert Submission.objects.get().state == State.EXAMINING
    successor = Examiner()
    successor.begin()
    assert Submission.objects.get().state == State.UPLOADED
    gone.turn()  # it lives still, notices, and leaves
    assert gone._running is None
    assert successor.turn()
    assert Submission.objects.get().state == State.EXAMINING
    successor.stop()


def test_what_is_withdrawn_meanwhile_stays_withdrawn(city, people):
    submission = hand_in([flow_files()], people.author)[0]
    examiner = Examiner(program=program("print('[]')"))
    examiner.turn()
    withdraw(submission.pk, people.author)
    examiner.turn()
    assert (examiner._running, Submission.objects.get().state) == (None, State.WITHDRAWN)
    assert not examiner.turn()
    assert list(city.place.joinpath("stock").glob("examining-*")) == []


def test_a_package_that_is_gone_is_refused_in_words(city, people, client):
    submission = hand_in([flow_files()], people.author)[0]
    Submission.objects.update(sha256="0" * 64, changed_at=timezone.now())
    Examiner().turn()
    submission.refresh_from_db()
    assert submission.state == State.REFUSED
    finding = report_of(submission).findings[0]
    assert (finding.code, finding.file) == ("package-lost", f"housing.fund@{submission.version}.flow")
    assert "restore it from the backup" in finding.message
    assert str(city.place) not in finding.message
    client.force_login(people.author)
    page = client.get(f"/admin/publishing/submission/{submission.pk}/change/").content.decode()
    assert "请重新上传该事项" in page
    assert str(city.place) not in page
    before = finding.model_copy(update={"message": f"{city.place}/stock/00/00: No such file or directory"})
    submission.report_document = Report(findings=(before,)).model_dump(mode="json")  # as it was told before
    submission.save()
    page = client.get(f"/admin/publishing/submission/{submission.pk}/change/").content.decode()
    assert "stock/00/00: No such file" in page
    assert str(city.place) not in page
