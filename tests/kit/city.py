"""A city that publishes through four eyes: its people with their keys at home, and a server with the online ones."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from kiosk.central.publishing.key_changes import KeyChanges, propose
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.proposing import accept
from kiosk.central.publishing.repository import Repository, now_utc
from kiosk.protocol.publishing import SignatureMade


class City:
    """`place/served` and `place/server` are the server's; `place/home/NAME` are people's."""

    def __init__(self, place: Path, *, housing_threshold: int = 1) -> None:
        self.place, self.served, self.server_keys = place, place / "served", place / "server"
        self.now = now_utc
        self.repository = Repository(self.served, KeyDirectory(self.server_keys), now=self.time)
        people = {
            "anna": "root",
            "publisher": "targets",
            "clerk": "housing",
            "deputy": "housing",
            "driver": "transport",
        }
        add = [(role, self.home(name).make(role).public_key) for name, role in people.items()]
        add += [(role, KeyDirectory(self.server_keys).make(role).public_key) for role in ("snapshot", "timestamp")]
        proposal = propose(self.repository, KeyChanges(add, (), {"housing": housing_threshold}), now_utc())
        for name in people:
            proposal.sign(self.home(name).signers(proposal.wanted_keys()))
        accept(self.repository, proposal)
        self.root = place / "installation" / "root.json"
        self.root.parent.mkdir()
        self.root.write_bytes(self.repository.newest_root())

    def time(self) -> datetime:
        return self.now()

    def home(self, name: str) -> KeyDirectory:
        return KeyDirectory(self.place / "home" / name)

    def signatures(self, name: str, document: str) -> list[SignatureMade]:
        """Sign a proposal's document with all that somebody has at home."""
        from kiosk.central.publishing.proposal import Proposal

        proposal = Proposal.from_bytes(document.encode())
        made = proposal.sign(self.home(name).signers(proposal.wanted_keys()))
        return [SignatureMade(role=role, keyid=keyid, signature=signature) for role, keyid, signature in made]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip as people make them."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()
