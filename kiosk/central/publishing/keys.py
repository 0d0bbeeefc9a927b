"""Signing keys as PEM files in one directory, readable by its owner alone; beside each its public half, for others.

The public half, `NAME.pub`, is JSON: the key as TUF metadata have it, with its id.
"""

import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner, Key

from kiosk.central.publishing.errors import PublishingError

PASSPHRASE = "KIOSK_CENTRAL_PASSPHRASE"  # noqa: S105  # the name of a variable, not its content


def passphrase() -> bytes | None:
    """Return what opens the keys here, from the environment; None where it says nothing."""
    given = os.environ.get(PASSPHRASE)
    return given.encode() if given else None


class KeyDirectory:
    """Ed25519 keys by name: `targets`, `department-housing`. With a passphrase, new keys are encrypted (PKCS#8)."""

    def __init__(self, directory: Path, passphrase: bytes | None = None) -> None:
        self.directory = directory
        self._passphrase = passphrase

    def has(self, name: str) -> bool:
        return self._file(name).is_file()

    def names(self, start: str) -> list[str]:
        """Return the names of the keys that begin with `start`, sorted."""
        return sorted(file.stem for file in self.directory.glob(f"{start}*.pem"))

    def make(self, name: str) -> CryptoSigner:
        """Make a key and keep it.

        Raises:
            PublishingError: there is such a key already; no key is ever overwritten.
        """
        signer = CryptoSigner.generate_ed25519()
        plain = load_pem_private_key(signer.private_bytes, None)
        how: KeySerializationEncryption = NoEncryption()
        if self._passphrase:
            how = BestAvailableEncryption(self._passphrase)
        pem = plain.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(self._file(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise PublishingError(f"{self._file(name)} exists already; it is never overwritten") from None
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        self.public_file(name).write_bytes(public_half(signer.public_key))
        return signer

    def signer(self, name: str) -> CryptoSigner:
        """Return the key of that name, ready to sign.

        Raises:
            PublishingError: no such file, another passphrase, or no key in it.
        """
        try:
            pem = self._file(name).read_bytes()
            wanted = self._passphrase if b"ENCRYPTED" in pem else None
            return CryptoSigner(load_pem_private_key(pem, wanted))
        except FileNotFoundError:
            raise PublishingError(f"{self._file(name)} is missing: it must be here to sign as {name!r}") from None
        except (TypeError, ValueError) as error:  # TypeError: a passphrase is needed
            raise PublishingError(f"{self._file(name)} cannot be opened: {error}") from None

    def signers(self, keyids: Collection[str]) -> list[CryptoSigner]:
        """Return the keys here whose ids are among `keyids`; others are not even opened if their public half is here.

        Raises:
            PublishingError: a key that counts cannot be opened.
        """
        return [signer for signer in self._opened(keyids) if signer.public_key.keyid in keyids]

    def public_file(self, name: str) -> Path:
        return self.directory / f"{name}.pub"

    def encrypted(self, keyids: Collection[str]) -> bool:
        """Return whether any key that may be among `keyids` wants a passphrase."""
        pems = [self._file(name) for name in self.names("") if self._may_be(name, keyids)]
        return any(b"ENCRYPTED" in pem.read_bytes() for pem in pems)

    def with_passphrase(self, passphrase: bytes | None) -> "KeyDirectory":
        return KeyDirectory(self.directory, passphrase)

    def _opened(self, keyids: Collection[str]) -> Iterator[CryptoSigner]:
        for name in self.names(""):
            if self._may_be(name, keyids):
                yield self.signer(name)

    def _may_be(self, name: str, keyids: Collection[str]) -> bool:
        file = self.public_file(name)
        return not file.is_file() or read_public(file).keyid in keyids

    def retire(self, name: str) -> None:
        """Put a key aside under a name that nothing signs with."""
        number = 1 + len(list(self.directory.glob(f"{name}.pem.retired-*")))
        self._file(name).rename(self.directory / f"{name}.pem.retired-{number}")
        if self.public_file(name).is_file():
            self.public_file(name).rename(self.directory / f"{name}.pub.retired-{number}")

    def _file(self, name: str) -> Path:
        return self.directory / f"{name}.pem"


def public_half(key: Key) -> bytes:
    """Return what others may have of a key."""
    return json.dumps({"keyid": key.keyid, "key": key.to_dict()}, indent=1).encode()


def read_public(file: Path) -> Key:
    """Return the public half in `file`.

    Raises:
        PublishingError: there is none in it.
    """
    try:
        told = json.loads(file.read_bytes())
        return Key.from_dict(told["keyid"], told["key"])
    except OSError as error:
        raise PublishingError(f"{file}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise PublishingError(f"{file} holds no public half of a key: {error}") from None
