"""What the repository on this disk says, read anew only when its timestamp has another version."""

import json
import logging
from pathlib import Path
from typing import Any

from django.conf import settings

from kiosk.central.audit import service as audit
from kiosk.central.flow_files import timestamp_version
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.repository import Repository
from kiosk.central.rollout.models import Release
from kiosk.central.rollout.releases import record_signed
from kiosk.protocol.package import PackageError
from kiosk.protocol.release import RELEASE_TARGET

_log = logging.getLogger(__name__)
_read: dict[Path, tuple[int, int]] = {}


def meant_for_all(flows_dir: Path) -> int:
    """Return the release_seq that terminals run which are told of none; 0 while there is none or it cannot be read.

    Not verified here: the terminals do that, and whoever can write this disk can do no more than keep them waiting.
    """
    version = timestamp_version(flows_dir)
    known = _read.get(flows_dir)
    if known is None or known[0] != version:
        known = _read[flows_dir] = (version, _meant_for_all(flows_dir) if version else 0)
    return known[1]


def record_news() -> list[Release]:
    """Record what was signed elsewhere, as by `kiosk central publish`; return the releases that were new."""
    if not timestamp_version(settings.FLOWS_DIR):
        return []
    repository = Repository(settings.FLOWS_DIR, KeyDirectory(settings.DATA / "keys"))
    try:
        return record_signed(repository.read(), audit.SYSTEM)
    except (PublishingError, PackageError) as error:  # somebody publishes right now, or this program is too old
        _log.warning("releases are not recorded: %s", error)
        return []


def _meant_for_all(flows_dir: Path) -> int:
    metadata = flows_dir / "metadata"
    try:
        snapshot = _signed(metadata / "timestamp.json")["meta"]["snapshot.json"]["version"]
        targets = _signed(metadata / f"{snapshot}.snapshot.json")["meta"]["targets.json"]["version"]
        sha256 = _signed(metadata / f"{targets}.targets.json")["targets"][RELEASE_TARGET]["hashes"]["sha256"]
        content = json.loads((flows_dir / "targets" / f"{sha256}.{RELEASE_TARGET}").read_bytes())
        return int(content["release_seq"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _signed(file: Path) -> Any:
    return json.loads(file.read_bytes())["signed"]
