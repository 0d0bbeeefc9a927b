"""A recovery that was rehearsed: every loss of a key played through in a folder of its own, with keys of its own.

Nothing of the real repository is touched. After each step somebody who only has the very first root looks whether what
is served can still be trusted: that is what a terminal does.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tuf.api.exceptions import DownloadHTTPError, RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp
from tuf.ngclient import FetcherInterface, Updater

from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.explaining import explained
from kiosk.central.publishing.key_changes import KeyChanges, propose
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.proposal import Proposal
from kiosk.central.publishing.proposing import accept, drawn_up
from kiosk.central.publishing.repository import Repository

DEPARTMENTS = ("housing", "transport")
_STOLEN_VERSION = 1000


class _Disk(FetcherInterface):
    """Reads below `served` what a terminal would get over HTTP."""

    def __init__(self, served: Path) -> None:
        self._served = served

    def _fetch(self, url: str) -> Iterator[bytes]:
        file = self._served / unquote(urlsplit(url).path.lstrip("/"))
        if not file.is_file():
            raise DownloadHTTPError(f"{url}: not found", 404)
        return iter([file.read_bytes()])


class Town:
    """People with one key each, in folders of their own, and a server with the online keys."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.server = Repository(place / "served", KeyDirectory(place / "server"))
        self.first_root = b""

    def person(self, name: str) -> KeyDirectory:
        return KeyDirectory(self.place / name)

    def makes(self, name: str, role: str) -> Any:
        """Let somebody make a key at home; returns its public half."""
        return self.person(name).make(role).public_key

    def changes(self, changes: KeyChanges, visits: Sequence[str]) -> Proposal:
        """Draw up, let each of `visits` sign in turn, each with the file that the one before left, and accept."""
        stick = propose(self.server, changes, self.server.now()).to_bytes()
        for name in visits:
            proposal = Proposal.from_bytes(stick)
            proposal.sign(self.person(name).signers(proposal.wanted_keys()))
            stick = proposal.to_bytes()
        accept(self.server, Proposal.from_bytes(stick))
        return Proposal.from_bytes(stick)

    def trusted(self) -> None:
        """Follow from the first root to what is served now, as a terminal does.

        Raises:
            RepositoryError: it cannot be trusted.
        """
        seen = self.place / "terminal"
        seen.mkdir(exist_ok=True)
        base = "http://here/"
        updater = Updater(
            str(seen),
            f"{base}metadata/",
            target_base_url=f"{base}targets/",
            fetcher=_Disk(self.place / "served"),
            bootstrap=self.first_root,
        )
        updater.refresh()
        for department in DEPARTMENTS:
            updater.get_targetinfo(f"flows/{department}/-")


@dataclass(frozen=True)
class Rehearsal:
    """Plays every step. `say` gets a line of words, `look` is called after each step and raises if trust is lost."""

    town: Town
    say: Callable[[str], None]
    look: Callable[[], None]

    def play(self) -> None:
        """Play all.

        Raises:
            PublishingError, RepositoryError: a recovery does not work.
        """
        for step in (self.found, self.lose_department_key, self.lose_targets_key, self.lose_root_key):
            step()
            self.look()
        self.steal_online_keys()
        self.look()
        self.lose_too_many()
        self.look()

    def found(self) -> None:
        """The ceremony: three hold root, two of them must agree; targets, two departments, and the server's two."""
        town = self.town
        add = [(Root.type, town.makes(name, "root")) for name in ("anna", "bo", "chen")]
        add += [(Targets.type, town.makes("publisher", "targets"))]
        add += [(name, town.makes(name, f"department-{name}")) for name in DEPARTMENTS]
        add += [(role, town.makes("server", role)) for role in (Snapshot.type, Timestamp.type)]
        self._tell("the ceremony: each makes a key at home and brings the public half")
        done = town.changes(KeyChanges(add, thresholds={Root.type: 2}), ("anna", "bo", "publisher", *DEPARTMENTS))
        self._told(done)
        town.first_root = town.server.newest_root()

    def lose_department_key(self) -> None:
        """The publisher signs that the department has another key; root is not needed."""
        town, lost = self.town, self._keyid("housing")
        self._tell("housing lost its key: the department makes another one, the holder of targets lets it in")
        changes = KeyChanges([("housing", town.makes("housing-2", "department-housing"))], [("housing", lost)])
        self._told(town.changes(changes, ("publisher", "housing-2")))
        self._refused_old_key("housing", "flows-housing")

    def lose_targets_key(self) -> None:
        """Two of those who hold root sign that targets has another key."""
        town, lost = self.town, self._keyid("publisher")
        self._tell("the publisher lost the key of targets: two of root let another one in")
        changes = KeyChanges([(Targets.type, town.makes("publisher-2", "targets"))], [(Targets.type, lost)])
        self._told(town.changes(changes, ("anna", "chen", "publisher-2")))

    def lose_root_key(self) -> None:
        """The two who are left sign that a third person holds root now."""
        town, lost = self.town, self._keyid("bo")
        self._tell("bo lost a key of root: the two who are left let another one in")
        changes = KeyChanges([(Root.type, town.makes("dana", "root"))], [(Root.type, lost)])
        self._told(town.changes(changes, ("anna", "chen")))

    def steal_online_keys(self) -> None:
        """A thief drives the version of the timestamp up; after new keys the terminals follow again."""
        town = self.town
        self._tell("the server's keys were stolen, and the thief signs a timestamp far ahead")
        stolen = town.person("server").signers(self._keyids("server"))
        served = town.place / "served" / "metadata" / "timestamp.json"
        forged = Metadata[Timestamp].from_bytes(served.read_bytes())
        forged.signed.version = _STOLEN_VERSION
        forged.signatures.clear()
        for signer in stolen:
            forged.sign(signer, append=True)
        served.write_bytes(forged.to_bytes())
        with suppress(RepositoryError):
            self.look()
        self._tell("the server is set up anew with keys of its own; two of root let them in")
        lost = [(role, self._keyid("server", role)) for role in (Snapshot.type, Timestamp.type)]
        for role in (Snapshot.type, Timestamp.type):
            town.person("server").retire(role)
        add = [(role, town.makes("server", role)) for role in (Snapshot.type, Timestamp.type)]
        forged.signatures.clear()
        self._restored(served)
        self._told(town.changes(KeyChanges(add, lost), ("anna", "dana")))

    def lose_too_many(self) -> None:
        """With fewer keys of root than must agree nothing can be changed any more, and the rehearsal says so."""
        self._tell("two of three keys of root are lost: one is not enough")
        changes = KeyChanges([(Root.type, self.town.makes("eve", "root"))], [(Root.type, self._keyid("anna"))])
        try:
            self.town.changes(changes, ("chen",))
        except PublishingError as error:
            self._tell(f"refused, as it must be: {error}")
            self._tell(
                "what runs goes on running until it expires; the way out is a new ceremony, its root brought to each "
                "terminal by a technician: so keep m smaller than n, and the keys in different places"
            )
            return
        raise PublishingError("one key of root was enough to change who holds root")

    def _restored(self, served: Path) -> None:
        """The timestamp from the backup: the repository verifies what it builds on."""
        served.write_bytes((self.town.place / "backup-timestamp").read_bytes())

    def _refused_old_key(self, holder: str, role: str) -> None:
        change = self.town.server.read()
        change.touched.add(role)
        proposal = drawn_up(change, self.town.server.now())
        old = self.town.person(holder).signers(self._keyids(holder))[0]
        signature = old.sign(proposal.metadata[role].signed_bytes)
        try:
            proposal.add(role, signature.keyid, signature.signature)
        except PublishingError as error:
            self._tell(f"the lost key counts no more: {error}")
            return
        raise PublishingError(f"the lost key of {holder} still counts")

    def _keyids(self, holder: str) -> set[str]:
        keys = self.town.person(holder)
        return {keys.signer(name).public_key.keyid for name in keys.names("")}

    def _keyid(self, holder: str, name: str = "") -> str:
        keys = self.town.person(holder)
        return keys.signer(keys.names(name)[0]).public_key.keyid

    def _tell(self, words: str) -> None:
        self.say(words)

    def _told(self, proposal: Proposal) -> None:
        for line in explained(proposal):
            self.say(f"    {line}")
        timestamp = self.town.place / "served" / "metadata" / "timestamp.json"
        (self.town.place / "backup-timestamp").write_bytes(timestamp.read_bytes())
