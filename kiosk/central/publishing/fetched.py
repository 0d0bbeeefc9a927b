"""The served repository, as a person's machine sees it: fetched, and verified from a root that the person trusts.

Nothing that the server says counts unless the people who hold the keys signed it. What was seen once is kept, so that
the server cannot show an older state later.
"""

import hashlib
from pathlib import Path
from typing import Any

import requests
from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.api.metadata import Metadata, Root, Targets
from tuf.ngclient import Updater, UpdaterConfig

from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.repository import Change, department_role
from kiosk.protocol.api import FLOWS

_TIMEOUT_S = 20.0
_MOST_BYTES = 2**25


class FetchedFiles:
    """The files of a repository: metadata as the updater left them in `seen`, targets over HTTP, kept below `seen`."""

    def __init__(self, url: str, seen: Path, session: requests.Session) -> None:
        self._url, self._seen, self._session = url, seen, session

    def newest_root(self) -> int:
        return max(int(file.name.split(".")[0]) for file in (self._seen / "root_history").glob("*.root.json"))

    def metadata(self, role: str, version: int | None = None) -> bytes:
        if role == Root.type and version is not None:
            return (self._seen / "root_history" / f"{version}.root.json").read_bytes()
        return (self._seen / f"{role}.json").read_bytes()

    def target(self, path: str, sha256: str) -> bytes:
        kept = self._seen / "targets" / sha256
        if kept.is_file() and hashlib.sha256(kept.read_bytes()).hexdigest() == sha256:
            return kept.read_bytes()
        folder, _, name = path.rpartition("/")
        data = self._get(f"targets/{folder}/{sha256}.{name}" if folder else f"targets/{sha256}.{name}")
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(data)
        return data

    def _get(self, path: str) -> bytes:
        try:
            reply = self._session.get(f"{self._url}{path}", timeout=_TIMEOUT_S, stream=True, allow_redirects=False)
            with reply:
                reply.raise_for_status()
                return reply.raw.read(_MOST_BYTES)
        except requests.RequestException as error:
            raise PublishingError(f"{self._url}{path}: {type(error).__name__}; is the server reachable?") from None


def fetched(server: str, trusted_root: Path, seen: Path, session: requests.Session) -> Change:
    """Return the repository behind `server` to be looked at, verified from `trusted_root`.

    Args:
        server: its address, such as `https://kiosk.example`.
        trusted_root: the root that came with the installation, or any later one that the person trusts.
        seen: a folder that stays, for this server alone.
        session: to fetch with.

    Raises:
        PublishingError: the server cannot be reached, or what it serves is not what the keys' holders signed.
    """
    url = server.rstrip("/") + FLOWS
    try:
        bootstrap = trusted_root.read_bytes()
        seen.mkdir(mode=0o700, parents=True, exist_ok=True)
        roles = _verified(url, bootstrap, seen)
    except (RepositoryError, DownloadError, ValueError, KeyError) as error:
        raise PublishingError(f"{url} cannot be trusted: {error or type(error).__name__}; nothing was signed") from None
    except OSError as error:
        raise PublishingError(f"{error.filename}: {error.strerror}") from None
    return Change(roles, FetchedFiles(url, seen, session))


def _verified(url: str, bootstrap: bytes, seen: Path) -> dict[str, Metadata[Any]]:
    updater = Updater(
        metadata_dir=str(seen),
        metadata_base_url=url + "metadata/",
        target_base_url=url + "targets/",
        config=UpdaterConfig(root_max_length=2**18, snapshot_max_length=2**21, targets_max_length=2**22),
        bootstrap=bootstrap,
    )
    updater.refresh()
    roles: dict[str, Metadata[Any]] = {role: _kept(seen, role) for role in (Root.type, Targets.type)}
    targets: Targets = roles[Targets.type].signed
    for role in (targets.delegations.roles or {}) if targets.delegations else ():
        # The look-up is what makes the updater fetch and verify the department's role.
        updater.get_targetinfo(f"flows/{role.removeprefix(department_role(''))}/-")
        roles[role] = _kept(seen, role)
    return roles


def _kept(seen: Path, role: str) -> Metadata[Any]:
    return Metadata.from_bytes((seen / f"{role}.json").read_bytes())
