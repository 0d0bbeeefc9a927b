"""The configuration that central gave: judged here by the same model, kept on disk, in use between two sessions.

What arrives waits (`offer`) until nobody is at the terminal (`take_up`). One that cannot be taken is refused as a
whole, and the one in use stays. A file that is broken is as none: the terminal runs as it was installed,
says so, and central sends the configuration again.
"""

import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.protocol.configuration import Configuration, Revision

_log = logging.getLogger(__name__)
_REASON_CHARS = 300


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)

    revision: Revision
    configuration: Configuration


@dataclass(frozen=True)
class ConfigurationReport:
    """What the heartbeat says: the revision in use, the last one refused, and why that was or what was lost."""

    revision: str
    refused: str = ""
    problem: str = ""


class ConfigurationStore:
    """Any thread may call."""

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, threading.Lock()
        self._problem = ""
        self._refused: str | None = None
        self._waiting: _Kept | None = None
        self._active = self._read()

    @property
    def active(self) -> Configuration:
        """What is in use."""
        return self._active.configuration

    @property
    def report(self) -> ConfigurationReport:
        with self._lock:
            return ConfigurationReport(self._active.revision, self._refused or "", self._problem)

    def offer(self, revision: str, raw: Mapping[str, Any]) -> bool:
        """Take what central sent; True when it waits to be taken up."""
        with self._lock:
            if revision == self._active.revision:
                self._waiting = None
                return False
            if revision == self._refused:
                return False
            try:
                self._waiting = _Kept.model_validate({"revision": revision, "configuration": dict(raw)})
            except ValidationError as error:
                self._refused, self._problem, self._waiting = revision, _words(error), None
                _log.error("configuration %s is refused: %s", revision, self._problem)
                return False
            return True

    def take_up(self) -> bool:
        """Use what waits; True when there was something. Only between two sessions.

        One that cannot be written is used all the same, until the next start: central sends it again then.
        """
        with self._lock:
            if self._waiting is None:
                return False
            self._active, self._waiting = self._waiting, None
            self._refused, self._problem = None, ""
            try:
                _write(self._file, self._active.model_dump_json(exclude_none=True))
            except OSError as error:
                self._problem = f"in use, and not kept on disk: {error.strerror}"
                _log.error("configuration %s: %s", self._active.revision, self._problem)
            _log.info("configuration %s is in use", self._active.revision or "as installed")
            return True

    def _read(self) -> _Kept:
        try:
            return _Kept.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            pass
        except (OSError, ValidationError) as error:
            self._problem = f"the kept one was lost ({type(error).__name__}): as installed until it comes again"
            _log.error("%s: %s", self._file, self._problem)
        return _Kept(revision="", configuration=Configuration())


def _words(error: ValidationError) -> str:
    """Return all that is wrong, each with its place."""
    parts = [f"{'.'.join(map(str, one['loc'][1:])) or 'configuration'}: {one['msg']}" for one in error.errors()]
    return "; ".join(parts)[:_REASON_CHARS]


def _write(file: Path, content: str) -> None:
    """Write it whole or not at all, as after a power cut."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.new")
    with draft.open("w", encoding="utf-8") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
