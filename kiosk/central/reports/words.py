"""What services and their steps are called: read once out of each signed package that terminals may run."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import get_language

from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.repository import Repository
from kiosk.central.reports.models import FlowWords
from kiosk.central.rollout.models import Release
from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.package import FlowPackage, PackageError, unpack

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Words:
    """Of one service, in the reader's language. `steps`: by id, in the flow's order; empty when no package is known."""

    title: str
    steps: dict[str, str] = field(default_factory=dict)


def learn() -> int:
    """Read the packages whose words are not known yet; return how many that were."""
    release = Release.objects.order_by("-seq").first()
    released = {(name, flow["version"]) for name, flow in release.flows.items()} if release else set()
    new = released - set(FlowWords.objects.values_list("service", "version"))
    if not new:
        return 0
    try:
        change = Repository(settings.FLOWS_DIR, KeyDirectory(settings.DATA / "keys")).read()
        found = [words_of(unpack(change.package(*one))) for one in sorted(new)]
    except (PublishingError, PackageError) as error:  # somebody publishes right now, or this program is too old
        _log.warning("the names of services are not read: %s", error)
        return 0
    FlowWords.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def words_of(package: FlowPackage) -> FlowWords:
    flow = package.flow
    steps = [[step.id, {one: package.text(one, step.title) for one in LANGUAGES}] for step in flow.steps]
    title = {one: package.text(one, flow.title) for one in LANGUAGES}
    return FlowWords(service=flow.service, version=flow.version, title=title, steps=steps)


def titles(services: Iterable[str]) -> dict[str, str]:
    """Return what services are called, by path; one of which no package is known is called by its path."""
    language, asked = _language(), list(services)
    known = FlowWords.objects.filter(service__in=asked).order_by("version").values_list("service", "title")
    return {name: name for name in asked} | {name: title.get(language, name) for name, title in known}


def words(service: str, version: int) -> Words:
    """Return the words of one version, else of the newest that is known; steps of others are called by their ids."""
    language = _language()
    versions = FlowWords.objects.filter(service=service).order_by("-version")
    known = versions.filter(version=version).first() or versions.first()
    if known is None:
        return Words(service)
    return Words(known.title.get(language, service), {step: title.get(language, step) for step, title in known.steps})


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
