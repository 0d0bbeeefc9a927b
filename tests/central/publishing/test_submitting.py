"""A submission's life: handed in whole or not at all, superseded, withdrawn by its author, sent back with a reason."""

from datetime import timedelta

import pytest
from django.utils import timezone
from kit.flows import flow_files

from kiosk.central.audit.models import AuditEvent
from kiosk.central.publishing import stock, tidying
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.models import Submission
from kiosk.central.publishing.submitting import UnfitError, hand_in, reject, withdraw
from kiosk.protocol.package import unpack
from kiosk.protocol.publishing import Picture
from tests.central.publishing.conftest import PASSED

State = Submission.State


def test_a_flow_is_kept_as_the_bytes_that_terminals_will_get(city, people):
    submission = hand_in([flow_files(version=4)], people.author)[0]
    assert (submission.service, submission.version, submission.written_version) == ("housing/fund", 4, 4)
    assert (submission.title, submission.state) == ("缴存证明", State.UPLOADED)
    package = unpack(stock.kept(submission.sha256))
    assert (package.flow.version, submission.size) == (4, len(stock.kept(submission.sha256)))
    assert AuditEvent.objects.get().action == "submission.uploaded"


def test_many_are_taken_or_none(city, people):
    flows = [flow_files(), flow_files("transport/card"), flow_files("fishing/licence"), {"flow.yaml": b"version: [\n"}]
    with pytest.raises(UnfitError, match="2 to mend") as refused:
        hand_in(flows, people.author)
    assert [one.file for one in refused.value.findings] == ["fishing/licence/flow.yaml", "flow.yaml"]
    assert "may not publish" in refused.value.findings[0].message
    assert refused.value.findings[1].line > 0
    assert Submission.objects.count() == 0
    assert len(hand_in(flows[:2], people.author)) == 2


@pytest.mark.parametrize(
    "head", ["version: 1\n", "service: fund\nversion: 1\n", "service: housing/fund\nversion: 0\n", "- 1\n", ""]
)
def test_a_flow_that_does_not_say_what_it_is_cannot_be_taken(city, people, head):
    with pytest.raises(UnfitError) as refused:
        hand_in([{"flow.yaml": head.encode()}], people.author)
    assert [one.file for one in refused.value.findings] == ["flow.yaml"]


def test_the_same_flow_twice_in_one_upload_is_a_mistake(city, people):
    with pytest.raises(UnfitError) as refused:
        hand_in([flow_files(), flow_files(words="other")], people.author)
    assert refused.value.findings[0].message == "is there twice"


def test_a_newer_hand_in_takes_the_place_of_what_waits(city, people, ready):
    first = ready("first")
    second = ready("second")
    first.refresh_from_db()
    assert (first.state, second.state) == (State.SUPERSEDED, State.READY)
    with pytest.raises(PublishingError, match="it cannot be sent back any more"):
        reject(first.pk, people.clerk, "no")


def test_only_its_author_takes_a_submission_back(city, people, ready):
    submission = ready()
    with pytest.raises(PublishingError, match="only its author"):
        withdraw(submission.pk, people.clerk)
    assert withdraw(submission.pk, people.author).state == State.WITHDRAWN
    assert AuditEvent.objects.get(action="submission.withdrawn").who == "author"
    with pytest.raises(PublishingError, match="cannot be withdrawn any more"):
        withdraw(submission.pk, people.author)
    with pytest.raises(PublishingError, match="there is no submission 99"):
        withdraw(99, people.author)


def test_sent_back_with_a_reason_that_its_author_reads(city, people, ready):
    submission = ready()
    with pytest.raises(PublishingError, match="say why"):
        reject(submission.pk, people.clerk, "  ")
    assert reject(submission.pk, people.clerk, "fees are those of last year").state == State.REJECTED
    assert Submission.objects.get().reason == "fees are those of last year"
    assert AuditEvent.objects.first().who == "clerk"


def test_a_package_that_was_changed_in_the_stock_is_not_given_out(city, people, settings):
    submission = hand_in([flow_files()], people.author)[0]
    file = settings.STOCK_DIR / submission.sha256[:2] / submission.sha256
    file.write_bytes(file.read_bytes() + b"x")
    with pytest.raises(PublishingError, match="was changed since it was handed in"):
        stock.kept(submission.sha256)
    stock.drop(submission.sha256)
    with pytest.raises(PublishingError, match="restore it from the backup"):
        stock.kept(submission.sha256)


def test_without_a_repository_nothing_is_taken(city, people, settings, tmp_path):
    settings.FLOWS_DIR = tmp_path / "empty"
    with pytest.raises(PublishingError, match="ceremony"):
        hand_in([flow_files()], people.author)


def test_what_ended_long_ago_is_forgotten_but_for_its_report_and_what_terminals_run(city, people, ready, settings):
    gone, signed, waits = (
        ready("first"),
        ready(service="transport/card"),
        hand_in([flow_files(words="x")], people.author)[0],
    )
    shared, own = stock.keep(b"the same preview"), stock.keep(b"another preview")
    for submission, state, shas in (
        (gone, State.WITHDRAWN, (shared, own)),
        (signed, State.SIGNED, ()),
        (waits, State.READY, (shared,)),
    ):
        report = PASSED.model_copy(update={"pictures": tuple(Picture(language="zh", sha256=one) for one in shas)})
        submission.state, submission.report_document = state, report.model_dump(mode="json")
        submission.save()
    soon, late = (
        timezone.now() + timedelta(days=days) for days in (settings.PREVIEWS_DAYS - 1, settings.PREVIEWS_DAYS + 1)
    )
    assert (tidying.tidy(soon), tidying.tidy(late), tidying.tidy(late)) == (0, 2, 0)
    for sha256 in (own, gone.sha256):
        with pytest.raises(PublishingError):
            stock.kept(sha256)
    for sha256 in (shared, signed.sha256, waits.sha256):
        assert stock.kept(sha256)
    gone.refresh_from_db()
    assert (gone.report.states, gone.report.pictures) == (PASSED.states, ())
