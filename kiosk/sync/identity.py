"""Who this terminal is: a key that is made here and never leaves, and the name that the platform gave it."""

import secrets
import threading
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.ledger.private_file import read_private, write_private
from kiosk.protocol.signing import fingerprint, key_id_for, public_key_of


class IdentityError(Exception):
    """The identity on disk cannot be used; the text says what to do."""


class _Held(BaseModel):
    """The file, JSON. `private_key`: an Ed25519 seed (RFC 8032 §5.1.5) in hex. Both names are empty until enrolment.

    `machine`: how many machines had this terminal's id before this one.
    `other_key` is there while the key is being changed: the next one until the platform has it (`other_is_next`), then
    the previous one until the platform has taken a request signed with the new. `made_at`: seconds since 1970.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    private_key: Annotated[str, Field(pattern="^[0-9a-f]{64}$", repr=False)]
    terminal_id: str = ""
    key_id: str = ""
    machine: int = 0
    made_at: int = 0
    other_key: Annotated[str, Field(pattern="^([0-9a-f]{64})?$", repr=False)] = ""
    other_key_id: str = ""
    other_is_next: bool = False


class Identity:
    """One value, replaced whole on disk and in memory; any thread may read it."""

    def __init__(self, path: Path, held: _Held) -> None:
        self._path = path
        self._held = held
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the identity; at the first start make a key and write it, mode 0600, before anybody hears of it.

        Raises:
            IdentityError: it cannot be read or written, or is damaged. No new key is made then: it would need a new
                enrolment, and whoever restores the file wants the old one.
        """
        try:
            content = read_private(path)
            if content is None:
                content = _Held(private_key=secrets.token_hex(32)).model_dump_json().encode()
                write_private(path, content)
        except OSError as error:
            raise IdentityError(f"{path}: {error.strerror}") from error
        try:
            return cls(path, _Held.model_validate_json(content))
        except ValidationError:
            raise IdentityError(f"{path} is damaged: restore it, or move it aside and enrol again") from None

    @property
    def enrolled(self) -> bool:
        return bool(self._held.key_id)

    @property
    def terminal_id(self) -> str:
        """The terminal's name in the fleet; empty until enrolment."""
        return self._held.terminal_id

    @property
    def machine(self) -> int:
        """How many machines had this name before; 0 until enrolment."""
        return self._held.machine

    @property
    def key_id(self) -> str:
        """What `keyid` of a signature says. Before enrolment it is the fingerprint: only the enrolment is signed so."""
        return self._held.key_id or self.fingerprint

    @property
    def signer(self) -> tuple[bytes, str]:
        """Private key and key id that belong together, whatever another thread does meanwhile."""
        held = self._held
        private_key = bytes.fromhex(held.private_key)
        return private_key, held.key_id or fingerprint(public_key_of(private_key))

    @property
    def made_at(self) -> int:
        """When the present key was made, seconds since 1970; 0 when nobody knows."""
        return self._held.made_at

    @property
    def changing(self) -> bool:
        """Whether there is a second key: a change was begun and is not over."""
        return bool(self._held.other_key)

    @property
    def next_key(self) -> bytes | None:
        """The private key that the platform has yet to hear of, if there is one."""
        held = self._held
        return bytes.fromhex(held.other_key) if held.other_key and held.other_is_next else None

    @property
    def private_key(self) -> bytes:
        """Raw Ed25519 seed, 32 bytes."""
        return bytes.fromhex(self._held.private_key)

    @property
    def public_key(self) -> bytes:
        """Raw Ed25519 key, 32 bytes."""
        return public_key_of(self.private_key)

    @property
    def fingerprint(self) -> str:
        """What people compare with the platform's screen before they approve."""
        return fingerprint(self.public_key)

    def adopt(self, terminal_id: str, key_id: str, machine: int = 0) -> None:
        """Take the names that the platform gave, and the number among the machines that had them; on disk first.

        Raises:
            IdentityError: it cannot be written; the terminal stays as it was.
        """
        self._replace(terminal_id=terminal_id, key_id=key_id, machine=machine)

    def date(self, now: int) -> None:
        """Note that the key is as old as `now` at most.

        Raises:
            IdentityError: it cannot be written; the terminal stays as it was. So it is with each of these.
        """
        self._replace(made_at=now)

    def prepare(self) -> bytes:
        """Make the next key, on disk before anybody hears of it, and return it; the one there when there is one."""
        if (there := self.next_key) is not None:
            return there
        self._replace(other_key=secrets.token_hex(32), other_is_next=True)
        return bytes.fromhex(self._held.other_key)

    def turn(self, now: int) -> None:
        """Sign with the other key from now on, and keep this one: whichever the platform takes, it is on disk."""
        held = self._held
        if not held.other_key:
            return
        public_key = public_key_of(bytes.fromhex(held.other_key))
        self._replace(
            private_key=held.other_key,
            key_id=key_id_for(held.terminal_id, public_key) if held.other_is_next else held.other_key_id,
            other_key=held.private_key,
            other_key_id=held.key_id,
            other_is_next=not held.other_is_next,
            made_at=now,
        )

    def settle(self) -> None:
        """Let the previous key go: the platform took a request that the present one signed."""
        if self._held.other_key and not self._held.other_is_next:
            self._replace(other_key="", other_key_id="")

    def _replace(self, **changed: object) -> None:
        with self._lock:
            held = self._held.model_copy(update=changed)
            try:
                write_private(self._path, held.model_dump_json().encode())
            except OSError as error:
                raise IdentityError(f"{self._path}: {error.strerror}") from error
            self._held = held
