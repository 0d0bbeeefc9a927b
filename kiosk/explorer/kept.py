"""Reports that are kept: a flow is explored again only when it, the engine or the explorer has changed.

What counts of a flow is what the explorer is given: the flow as it was read, and which words there are. Other words,
another template, a comment or a scenario ask for no walk.
"""

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kiosk.explorer.report import Report
from kiosk.protocol.package import FlowPackage

_HOUSE = Path(__file__).parents[2]
_SOURCES = (
    "kiosk/engine/**/*.py",
    "kiosk/protocol/**/*.py",
    "kiosk/explorer/**/*.py",
    "kiosk/ledger/issues.py",
    "kiosk/ledger/payments.py",
    "kiosk/shell/navigation.py",
    "kiosk/shell/words.py",
    "drivers/faults.py",
    "drivers/catalogue.py",
    "assets/texts/**/*.yaml",
    "requirements.lock",
)
"""All that a report hangs on besides the flow."""


_STAYS_S = 24 * 3600


def usual_place() -> Path:
    """Return where reports are kept unless somebody says otherwise."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "kiosk" / "explored"


def usually_kept() -> "Kept | None":
    """Return what was walked before; nothing where nothing can be kept."""
    try:
        return Kept(usual_place())
    except OSError:
        return None


class Kept:
    """Reports in files below `place`, by what they are about; those of sources of another day are thrown away."""

    def __init__(self, place: Path) -> None:
        self._place = place / _sources()
        if place.is_dir() and not self._place.is_dir():
            _throw_away(place)
        self._place.mkdir(parents=True, exist_ok=True)

    def found(self, package: FlowPackage) -> Report | None:
        """Return the report about this very flow; None when there is none, or none that can be read."""
        try:
            return Report.from_dict(json.loads(self._file(package).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def keep(self, package: FlowPackage, report: Report) -> None:
        """Keep `report`, whole or not at all; where it cannot be kept, the flow is walked again."""
        target = self._file(package)
        draft = target.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            draft.write_text(json.dumps(report.as_dict(), ensure_ascii=False), encoding="utf-8")
            draft.replace(target)

    def _file(self, package: FlowPackage) -> Path:
        return self._place / f"{_digest(_given(package))}.json"


def _given(package: FlowPackage) -> dict[str, bytes]:
    """Return all that the explorer is given of a flow, by name."""
    keys = {f"texts.{language}": "\n".join(sorted(words)).encode() for language, words in package.texts.items()}
    return {"flow": package.flow.model_dump_json().encode(), **keys}


def _throw_away(place: Path) -> None:
    """Drop reports of other sources. Those of today stay: another version may be at work beside this one."""
    for other in place.iterdir():
        if time.time() - other.stat().st_mtime > _STAYS_S:
            shutil.rmtree(other, ignore_errors=True)


@cache
def _sources() -> str:
    found = sorted({path for pattern in _SOURCES for path in _HOUSE.glob(pattern)})
    return _digest({path.relative_to(_HOUSE).as_posix(): path.read_bytes() for path in found})


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{len(name)} {name} {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()[:32]
