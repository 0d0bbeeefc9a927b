"""Publishing: check every flow, sign what changed, release it all at once. One bad flow, and nothing is published."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.folder import FlowFolder, read_flows
from kiosk.central.publishing.repository import Change, Repository
from kiosk.protocol.document import read_document
from kiosk.protocol.package import (
    FLOW_FILE,
    FlowPackage,
    PackageError,
    Problem,
    check,
    pack,
    unpack,
    unpack_files,
    with_version,
)

Examine = Callable[[FlowPackage, Mapping[str, bytes]], Sequence[Problem]]
"""A further examination, such as the walk through every path; whoever puts the program together brings it along."""
Heard = Callable[[str, int, int], None]
"""Hears of each service that was examined, which of them it is, from 1, and how many there are."""


@dataclass(frozen=True)
class PublishedFlow:
    """What became of one flow. `written_version` is what the author's file says, `version` what terminals get."""

    service: str
    version: int
    written_version: int
    state: Literal["new", "changed", "unchanged"]


@dataclass(frozen=True)
class Publication:
    """The release that is in force now."""

    release_seq: int
    flows: tuple[PublishedFlow, ...]


class FlowsRefusedError(PublishingError):
    """Some flows have problems. `problems`: each with the folder whose files it is about."""

    def __init__(self, problems: Sequence[tuple[FlowFolder, Problem]]) -> None:
        super().__init__(f"{len(problems)} to mend; nothing was published")
        self.problems = tuple(problems)


def publish(
    flows: Path,
    repository: Repository,
    *,
    exact: bool = False,
    examine: Examine | None = None,
    heard: Heard | None = None,
) -> Publication:
    """Publish every flow at or below `flows`. Flows that are published but not there stay as they are.

    When the words of a flow changed and its version did not rise, it goes out as the next version: there are never
    two contents under one version. With `exact` this is an error instead.

    Raises:
        FlowsRefusedError: the flows have problems; all of them are in it.
        PublishingError: anything else, see `Repository.change`.
    """
    folders = read_flows(flows)
    packages = _checked(folders, examine, heard)
    with repository.change() as change:
        before = change.release()
        released = {service: flow.version for service, flow in before.flows.items()} if before else {}
        outcome = [_take_in(change, folder, packages[folder.service], released, exact=exact) for folder in folders]
        versions = {**released, **{flow.service: flow.version for flow in outcome}}
        if before and versions == released:
            return Publication(before.release_seq, tuple(outcome))
        return Publication(change.set_release(versions), tuple(outcome))


def pull_back(repository: Repository, service: str, version: int) -> int:
    """Release an older version of `service` again; returns the new release_seq."""
    with repository.change() as change:
        before = change.release()
        released = {name: flow.version for name, flow in before.flows.items()} if before else {}
        return change.set_release({**released, service: version})


def withdraw(repository: Repository, service: str) -> int:
    """Release everything but `service`; returns the new release_seq."""
    with repository.change() as change:
        before = change.release()
        if before is None or service not in before.flows:
            raise PublishingError(f"{service} is not released")
        return change.set_release({name: flow.version for name, flow in before.flows.items() if name != service})


def _checked(folders: Sequence[FlowFolder], examine: Examine | None, heard: Heard | None) -> dict[str, FlowPackage]:
    packages: dict[str, FlowPackage] = {}
    problems: list[tuple[FlowFolder, Problem]] = []
    for number, folder in enumerate(folders, start=1):
        found = [*check(folder.files), *_misplaced(folder)]
        if not found:
            package = packages[folder.service] = unpack(pack(folder.files))
            found = list(examine(package, folder.files)) if examine else []
        problems += [(folder, problem) for problem in found]
        if heard:
            heard(folder.service, number, len(folders))
    if problems:
        raise FlowsRefusedError(problems)
    return packages


def _misplaced(folder: FlowFolder) -> list[Problem]:
    document, _ = read_document(FLOW_FILE, folder.files[FLOW_FILE])
    service = document.value.get("service") if document and isinstance(document.value, dict) else None
    if document is None or service is None or service == folder.service:
        return []
    return [document.problem(("service",), f"{service!r} lies in {folder.service}/", "the two must be the same")]


def _take_in(
    change: Change, folder: FlowFolder, package: FlowPackage, released: dict[str, int], *, exact: bool
) -> PublishedFlow:
    service, written = package.flow.service, package.flow.version
    known = change.versions(service)
    current = released.get(service)
    if current is not None and not _differs(change, folder, service, current) and written <= max(known):
        return PublishedFlow(service, current, written, "unchanged")
    version = max(written, max(known, default=0) + 1)
    if exact and version != written:
        raise PublishingError(
            f"{folder.path / FLOW_FILE}: {service} changed, and version {written} was published already: "
            f"write `version: {version}`, or publish without --exact to have it raised"
        )
    change.add_package(service, version, pack(with_version(folder.files, version)))
    return PublishedFlow(service, version, written, "changed" if known else "new")


def _differs(change: Change, folder: FlowFolder, service: str, version: int) -> bool:
    try:
        return unpack_files(change.package(service, version)) != with_version(folder.files, version)
    except PackageError as error:
        raise PublishingError(f"{service}@{version}: {error}") from error
