"""Explores flows: a folder in, a report out; side by side on the cores there are, in the same order every time."""

import gc
import logging
import multiprocessing
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.engine.session import Facts
from kiosk.explorer.crew import Crew, crew_of
from kiosk.explorer.graph import Walk
from kiosk.explorer.kept import Kept
from kiosk.explorer.moment import Words
from kiosk.explorer.report import Report, report
from kiosk.explorer.walk import walk
from kiosk.protocol.fragments import FRAGMENTS, with_fragments
from kiosk.protocol.members import with_members
from kiosk.protocol.package import FlowPackage, PackageError, Problem, pack, unpack
from kiosk.shell.words import shell_texts

TODAY = "2026-11-24"
"""A day like others. What a flow says of certain days is walked on those, too."""
_MOST_AT_ONE = 4
"""More processes at one flow would mostly tell each other what they found."""
_TERMINAL, _PLACE = "WH0000", "示范街道"


@dataclass(frozen=True)
class Explored:
    """`problems`: why the flow could not be read, and was not explored. `kept`: the report is an earlier one."""

    folder: Path
    report: Report | None
    problems: tuple[str, ...] = ()
    kept: bool = False

    @property
    def holds(self) -> bool:
        return self.report is not None and not self.report.broken


def explore(package: FlowPackage, *, jobs: int = 1) -> Report:
    """Walk every path of `package`; `jobs` processes find the same as one."""
    began = time.perf_counter()
    words, facts = Words(shell_texts(), package.texts), Facts(TODAY, _TERMINAL, _PLACE)

    def walked(crew: Crew) -> Walk:
        return walk(package.flow, words, facts=facts, crew=crew)

    with _silent(logging.getLogger("cel")), _uncollected(), crew_of(jobs, walked) as crew:
        found = report(walked(crew))
    return replace(found, took_s=round(time.perf_counter() - began, 3))


@contextmanager
def _silent(logger: logging.Logger) -> Iterator[None]:
    """The package that evaluates logs every value that does not fit, and here they are meant not to."""
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


@contextmanager
def _uncollected() -> Iterator[None]:
    """A walk makes many objects, keeps most of them and ties no knots: looking for some took an eighth of its time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def explore_folders(folders: Sequence[Path], kept: Kept | None = None, *, jobs: int | None = None) -> list[Explored]:
    """Explore the flows in `folders`; what `kept` knows of the very same flow is not walked again."""
    read = {folder: _read(folder) for folder in folders}
    packages = {folder: one for folder, one in read.items() if isinstance(one, FlowPackage)}
    known = {folder: kept.found(package) for folder, package in packages.items()} if kept else {}
    new = {folder: package for folder, package in packages.items() if not known.get(folder)}
    fresh = dict(zip(new, _side_by_side(new, jobs or len(os.sched_getaffinity(0))), strict=True))
    for folder, found in fresh.items():
        if kept:
            kept.keep(packages[folder], found)
    return [
        Explored(folder, fresh.get(folder) or known[folder], kept=folder not in fresh)
        if isinstance(one, FlowPackage)
        else Explored(folder, None, one)
        for folder, one in read.items()
    ]


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a flow's folder, by its name in the package, with its fragments and its members."""
    home = folder.resolve().parents[1]
    return with_members(_with_fragments(folder, home), lambda service: _with_fragments(home / service, home))


def _with_fragments(folder: Path, home: Path) -> dict[str, bytes]:
    return with_fragments(_below(folder), _below(home / FRAGMENTS))


def _below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def _read(folder: Path) -> FlowPackage | tuple[str, ...]:
    """Return the flow in `folder`, or why there is none."""
    try:
        return unpack(pack(files_of(folder)))
    except PackageError as error:
        return tuple(map(str, error.problems)) or (str(error),)


def _side_by_side(packages: Mapping[Path, FlowPackage], jobs: int) -> list[Report]:
    if len(packages) <= 1 or jobs <= 1:
        return [explore(package, jobs=min(jobs, _MOST_AT_ONE)) for package in packages.values()]
    with ProcessPoolExecutor(min(jobs, len(packages)), mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(_explore_folder, packages))


def _explore_folder(folder: Path) -> Report:
    return explore(unpack(pack(files_of(folder))))


def problems_of(package: FlowPackage, kept: Kept | None = None, *, jobs: int = 1) -> list[Problem]:
    """Return what the publisher is told: each promise that the flow does not keep, with the way there."""
    known = kept.found(package) if kept else None
    found = known or explore(package, jobs=min(jobs, _MOST_AT_ONE))
    if kept and not known:
        kept.keep(package, found)
    return [
        Problem(
            "flow.yaml", 1, 1, f"step {one.step!r}: {one.title}", f"the way there: {'; '.join(one.path) or 'begin'}"
        )
        for one in found.broken
    ]
