"""What services, their departments and their steps are called: read once out of each signed package."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language

from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.repository import Change, Repository
from kiosk.central.reports.models import FlowWords
from kiosk.central.rollout.models import Release
from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.package import FlowPackage, PackageError, unpack

_log = logging.getLogger(__name__)
_said: set[tuple[str, str]] = set()


@dataclass(frozen=True)
class Catalogue:
    """Names in the reader's language, of services by path and of departments by the first part of it."""

    services: Mapping[str, str]
    departments: Mapping[str, str]

    def service(self, path: str) -> str:
        return self.services.get(path, path)

    def department(self, name: str) -> str:
        return self.departments.get(name, name)


def learn() -> int:
    """Read those packages that are released and whose words are not known yet; return how many that were."""
    new = _released() - set(FlowWords.objects.values_list("service", "version"))
    if not new:
        return 0
    try:
        change = Repository(settings.FLOWS_DIR, KeyDirectory(settings.DATA / "keys")).read()
    except PublishingError as error:  # somebody publishes right now, or there is no repository yet
        _say_once("the names of services are not read", error)
        return 0
    found = [words for one in sorted(new) if (words := _read(change, *one)) is not None]
    FlowWords.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def _read(change: Change, service: str, version: int) -> FlowWords | None:
    """Return the words of one package; None for one that is gone, or needs a newer program: it is tried again."""
    try:
        return words_of(unpack(change.package(service, version)))
    except (PublishingError, PackageError) as error:
        _say_once(f"the names of {service}@{version} are not read", error)
        return None


def _say_once(what: str, error: Exception) -> None:
    """Say it when it is new: the next turn comes within minutes, and would say the same."""
    if (what, str(error)) not in _said:
        _said.add((what, str(error)))
        _log.warning("%s: %s", what, error)


def _released() -> set[tuple[str, int]]:
    """Return service and version of all that the newest release brings, or its way back returns to.

    A way back is signed with its release and has the higher number: by number alone the newest words were never read.
    """
    newest = Release.objects.filter(way_back_of=None).order_by("-seq").first()
    either = Release.objects.filter(Q(pk=newest.pk) | Q(way_back_of=newest)) if newest else ()
    return {(name, flow["version"]) for release in either for name, flow in release.flows.items()}


def words_of(package: FlowPackage) -> FlowWords:
    flow = package.flow

    def said(key: str) -> dict[str, str]:
        return {one: package.text(one, key) for one in LANGUAGES}

    return FlowWords(
        service=flow.service,
        version=flow.version,
        title=said(flow.title),
        department=said(flow.department),
        steps=[[step.id, said(step.title)] for step in flow.steps],
    )


def catalogue() -> Catalogue:
    """Return what everything is called in its newest version."""
    language = _language()
    services, departments = {}, {}
    known = FlowWords.objects.order_by("version").values_list("service", "title", "department")
    for service, title, department in known:
        services[service] = title.get(language, service)
        departments[service.partition("/")[0]] = department.get(language, "")
    return Catalogue(services, departments)


def step_titles(service: str, version: int) -> dict[str, str]:
    """Return the titles of steps by id, in the flow's order; of the newest version where that one is not known."""
    versions = FlowWords.objects.filter(service=service).order_by("-version")
    known = versions.filter(version=version).first() or versions.first()
    return {step: in_reader_language(title, step) for step, title in known.steps} if known else {}


def titles_of_step(flows: Mapping[str, int], step: str) -> set[str]:
    """Return what those of `flows`, service to version, call their step of this id, as far as their words are known."""
    known = FlowWords.objects.filter(service__in=flows).values_list("service", "version", "steps")
    running = (dict(steps) for service, version, steps in known if flows[service] == version)
    return {in_reader_language(steps[step], step) for steps in running if step in steps}


def in_reader_language(words: Mapping[str, str], otherwise: str) -> str:
    """Return the text of the page's language."""
    return words.get(_language(), otherwise)


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
