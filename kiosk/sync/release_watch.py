"""What this terminal says of the release that it was told to run: it waits, it is in use and works, or it does not.

Only central's word, TUF and the store move flows; this watches them and puts it into words. What the self-test found
is kept, so that a restart neither repeats the test nor forgets it.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk import __version__
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.release import Release
from kiosk.sync.flow_store import FlowStore
from kiosk.sync.self_test import self_test

_log = logging.getLogger(__name__)
_MOST_REASON = 300
ReleaseState = Literal["", "waiting", "activated", "failed", "self_test_failed"]


class Tested(BaseModel):
    """The self-test of a release, by this program. `problems` in words for technicians; none: it passed."""

    model_config = ConfigDict(frozen=True)

    release_seq: int
    software: str
    problems: str = ""


class ReleaseWatch:
    """Asked by the heart, told by the updates' thread.

    Args:
        store: the flows.
        file: where to keep what the self-test found.
        devices: gives the roles of the devices that this terminal has.
        changed: called when there is something new to tell central; returns at once.
    """

    def __init__(
        self, store: FlowStore, file: Path, *, devices: Callable[[], Collection[str]], changed: Callable[[], None]
    ) -> None:
        self._store, self._file, self._devices, self._changed = store, file, devices, changed
        self._lock = threading.Lock()
        self._told, self._refusal = 0, ""
        self._tested = self._read()

    def note(self, told: int, refusal: str) -> None:
        """Take what central named, 0 for what is meant for all, and why it was refused, if it was."""
        before = self.said()
        with self._lock:
            self._told, self._refusal = told, refusal
        if self.said() != before:
            self._changed()

    def fields(self) -> dict[str, Any]:
        """Return what a heartbeat says of flows and releases, by field."""
        tried, state, reason = self.said()
        return {
            "release_seq": self._store.release_seq,
            "release_tried": tried,
            "release_state": state,
            "release_reason": reason,
            "flows": self._store.versions(),
        }

    def said(self) -> tuple[int, ReleaseState, str]:
        """Return the release that was tried, what became of it, and why it failed."""
        with self._lock:
            told, refusal, tested = self._told, self._refusal, self._tested
        running, staged = self._store.release_seq, self._store.staged_seq
        tried = told or staged or running
        if refusal:
            return tried, "failed", refusal[:_MOST_REASON]
        if not tried:
            return 0, "", ""
        if staged is not None and self._store.trouble:
            return tried, "failed", self._store.trouble[:_MOST_REASON]
        if tried != running or tested is None or tested.release_seq != running:
            return tried, "waiting", ""
        return tried, "self_test_failed" if tested.problems else "activated", tested.problems[:_MOST_REASON]

    def test(self) -> None:
        """Try the flows in use, unless this program did so already. Takes a while; for the updates' thread."""
        active = self._store.active()
        done = self._tested
        if active is None or (done and (done.release_seq, done.software) == (active.release_seq, __version__)):
            return
        problems = "; ".join(self._try(active, done))
        if problems:
            _log.error("release %d: self-test failed: %s", active.release_seq, problems)
        tested = Tested(release_seq=active.release_seq, software=__version__, problems=problems[:_MOST_REASON])
        with self._lock:
            self._tested = tested
        with contextlib.suppress(OSError):  # it will be tested again after the next start
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(tested.model_dump_json(), encoding="utf-8")
        self._changed()

    def _try(self, active: Release, done: Tested | None) -> list[str]:
        previous = self._store.previous()
        before = self._packages(previous) if previous else {}
        known = bool(done and not done.problems and previous and done.release_seq == previous.release_seq)
        if not known or (done and done.software != __version__):
            # What was there before was never found to be well: all of it is tried, and nothing can be lost.
            before = {}
        return list(self_test(self._store.flows(), active.flows, before, self._devices()))

    def _packages(self, release: Release) -> dict[str, FlowPackage]:
        found = {service: self._store.package(flow.sha256) for service, flow in release.flows.items()}
        return {service: package for service, package in found.items() if package is not None}

    def _read(self) -> Tested | None:
        try:
            return Tested.model_validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return None
