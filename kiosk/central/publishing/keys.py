"""Signing keys as PEM files in one directory, readable by its owner alone."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from kiosk.central.publishing.errors import PublishingError


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
        return signer

    def signer(self, name: str) -> CryptoSigner:
        """Return the key of that name, ready to sign.

        Raises:
            PublishingError: no such file, another passphrase, or no key in it.
        """
        try:
            return CryptoSigner(load_pem_private_key(self._file(name).read_bytes(), self._passphrase))
        except FileNotFoundError:
            raise PublishingError(f"{self._file(name)} is missing: it must be here to sign as {name!r}") from None
        except (TypeError, ValueError) as error:  # TypeError: a passphrase where none is needed, or the reverse
            raise PublishingError(f"{self._file(name)} cannot be opened: {error}") from None

    def retire(self, name: str) -> None:
        """Put a key aside under a name that nothing signs with."""
        number = 1 + len(list(self.directory.glob(f"{name}.pem.retired-*")))
        self._file(name).rename(self.directory / f"{name}.pem.retired-{number}")

    def _file(self, name: str) -> Path:
        return self.directory / f"{name}.pem"
