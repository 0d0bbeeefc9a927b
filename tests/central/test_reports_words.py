"""What services are called in reports is read out of what is signed and released, and of nothing else."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils.translation import override
from kit.flow_repository import PublishedFlows
from kit.releases import sign

from kiosk.central.publishing.repository import Repository
from kiosk.central.reports import words
from kiosk.central.reports.jobs import JOBS
from kiosk.central.reports.models import FlowWords
from kiosk.central.reports.page import report_of
from kiosk.central.reports.words import catalogue, learn, step_titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> PublishedFlows:
    monkeypatch.setattr(words, "_said", set())
    settings.DATA = tmp_path / "data"  # a server that reads has no key of a department, nor needs one
    made = PublishedFlows(tmp_path, "housing", "transport")
    settings.FLOWS_DIR = made.served
    made.publish("first")
    return made


def known() -> list[tuple[str, int]]:
    return list(FlowWords.objects.order_by("service", "version").values_list("service", "version"))


def test_a_released_flow_is_called_by_its_own_words(place: PublishedFlows) -> None:
    sign(place, 2, "second")
    assert learn() == 2
    assert known() == [("housing/fund", 1), ("housing/fund", 2)], "what is rolled out, and what it may go back to"
    assert (catalogue().service("housing/fund"), catalogue().department("housing")) == ("缴存证明", "住房公积金中心")
    assert step_titles("housing/fund", 2)["finish"] == "请取走您的证件"
    with override("en"):
        assert (catalogue().service("housing/fund"), catalogue().department("housing")) == (
            "Statement",
            "Housing fund centre",
        )
    form = report_of(User.objects.create_superuser("boss"), {}).form
    assert ("housing/fund", "缴存证明") in form.fields["service"].choices  # type: ignore[attr-defined]
    assert ("housing", "住房公积金中心") in form.fields["department"].choices  # type: ignore[attr-defined]


def test_what_is_published_and_not_released_has_no_words(place: PublishedFlows) -> None:
    assert (learn(), known()) == (0, [])


def test_the_job_reads_a_version_once_and_the_next_one_when_it_is_released(
    place: PublishedFlows, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = (job for job in JOBS if job.name == "reports.words")
    sign(place, 2, "second")
    job.work()
    with monkeypatch.context() as patched:
        patched.setattr(Repository, "read", lambda _self: pytest.fail("all is known, and the repository is read again"))
        job.work()
    sign(place, 3, "third")
    job.work()
    assert known() == [("housing/fund", 1), ("housing/fund", 2), ("housing/fund", 3)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not what was signed"])
def test_a_package_that_is_not_what_was_signed_gives_no_words_and_the_others_do(
    place: PublishedFlows, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    """It is said once; the words are there as soon as the package is."""
    sign(place, 2, "second")
    files = [file for file in place.served.rglob("*") if file.is_file() and "@2.flow" in file.name]
    assert files
    good = {file: file.read_bytes() for file in files}
    for file in files:
        file.write_bytes(content)
    assert (learn(), known()) == (1, [("housing/fund", 1)])
    assert (learn(), learn()) == (0, 0)
    assert caplog.text.count("the names of housing/fund@2 are not read") == 1
    for file in files:
        file.write_bytes(good[file])
    assert (learn(), known()[-1]) == (1, ("housing/fund", 2))


def test_a_list_that_somebody_changed_gives_no_words(place: PublishedFlows, caplog: pytest.LogCaptureFixture) -> None:
    """Who can write to the served folder, and has no key, cannot name a service."""
    sign(place, 2, "second")
    for file in place.served.glob("metadata/*housing.json"):
        file.write_bytes(file.read_bytes().replace(b"housing/fund@2.flow", b"housing/fund@9.flow"))
    assert (learn(), known()) == (0, [])
    assert "the names of services are not read" in caplog.text
