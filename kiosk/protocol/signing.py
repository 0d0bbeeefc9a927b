"""Signed requests, the same code at both ends: HTTP Message Signatures (RFC 9421) with Ed25519 (RFC 8032).

Pure: the moment is an argument. What `verify` promises, beyond a signature that fits:

- each of `SIGNED_COMPONENTS` is covered, so that a signature cannot be moved to another path, query or body;
- tag and algorithm are named and are ours, so that a signature made for something else does not count here;
- it was made within `SIGNATURE_WINDOW_S` of `now`, on either side: terminals' clocks run fast as well as slow;
- the Content-Digest (RFC 9530) is that of the body that arrived, empty bodies included.

It keeps no nonces: within the window a request can be replayed. What must happen once carries its own id.
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import http_sf
from cryptography.exceptions import InvalidSignature as InvalidProof
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    InvalidSignature,
    MappingKeyResolver,
)
from http_message_signatures.algorithms import ED25519

from kiosk.protocol.api import SIGNATURE_ALGORITHM, SIGNATURE_TAG, SIGNATURE_WINDOW_S, SIGNED_COMPONENTS

SIGNATURE_LABEL = "terminal"
_FINGERPRINT_SIGNS = 16  # of base32: 80 bits, beyond what a second key could be searched for


class SignatureRefused(Exception):  # noqa: N818 - reads as what happened
    """The request does not carry the signature that it needs; the text says what is wrong and holds no content."""


def sign(*, method: str, url: str, body: bytes, private_key: bytes, key_id: str, now: int) -> dict[str, str]:
    """Return the headers that make a request a signed one: Content-Digest, Signature-Input, Signature.

    Args:
        method: in capitals.
        url: absolute, or path and query alone; scheme and host are not signed, as a gateway may change them.
        body: as sent, before any transfer coding; `b""` when there is none.
        private_key: raw Ed25519 seed, 32 bytes.
        key_id: printable ASCII; goes into `keyid`.
        now: seconds since 1970.

    Raises:
        ValueError: the key is not 32 bytes, or method, url or key id cannot be signed.
    """
    message = _Message(method, url, {})
    resolver = MappingKeyResolver(
        public_keys={}, private_keys={key_id: Ed25519PrivateKey.from_private_bytes(private_key)}
    )
    try:
        HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=resolver).sign(
            message,
            key_id=key_id,
            created=datetime.fromtimestamp(now, UTC),
            label=SIGNATURE_LABEL,
            tag=SIGNATURE_TAG,
            covered_component_ids=SIGNED_COMPONENTS,
            body=body,
        )
    except HTTPMessageSignaturesException as error:
        raise ValueError(f"cannot be signed: {error}") from None
    return message.headers


def key_id_of(signature_input: str) -> str:
    """Return the `keyid` that a Signature-Input header claims, to look the key up. Proves nothing by itself.

    Raises:
        SignatureRefused: malformed, or not exactly one signature with our tag.
    """
    return _key_id(_parameters(signature_input))


def _key_id(parameters: Mapping[str, Any]) -> str:
    key_id = parameters.get("keyid")
    if not isinstance(key_id, str) or not key_id:
        raise SignatureRefused("the signature names no keyid")
    return key_id


def verify(*, method: str, url: str, headers: Mapping[str, str], body: bytes, public_key: bytes, now: int) -> None:
    """Return if the request is signed with `public_key`; see the module for what that demands.

    Args:
        method: in capitals.
        url: as it was asked for, still percent-encoded; absolute, or path and query alone.
        headers: names in any case.
        body: as received.
        public_key: raw Ed25519 key, 32 bytes.
        now: seconds since 1970, by the verifier's clock.

    Raises:
        SignatureRefused: any of it does not hold.
        ValueError: `public_key` is no key; that is the caller's mistake, not the sender's.
    """
    key = Ed25519PublicKey.from_public_bytes(public_key)
    by_name = {name.lower(): value for name, value in headers.items()}
    if "content-digest" not in by_name:
        raise SignatureRefused("there is no Content-Digest")
    parameters = _parameters(by_name.get("signature-input", ""))
    if parameters.get("alg") != SIGNATURE_ALGORITHM:
        raise SignatureRefused(f"the signature must name alg={SIGNATURE_ALGORITHM}")
    verifier = _Verifier(now, _key_id(parameters), key)
    try:
        message = _Message(method, url, by_name)
    except ValueError:
        raise SignatureRefused("the address cannot be read") from None
    try:
        verifier.verify(
            message,
            max_age=None,
            expect_tag=SIGNATURE_TAG,
            require_components=SIGNED_COMPONENTS,
            body=body,
        )
    except HTTPMessageSignaturesException as error:
        raise SignatureRefused(str(error) or "the signature does not fit the request") from None


def key_id_for(terminal_id: str, public_key: bytes) -> str:
    """Return the id by which both sides know a terminal's key, also a terminal whose reply was lost."""
    return f"{terminal_id}-{fingerprint(public_key)[:9]}"


def key_proof(terminal_id: str, public_key: bytes, nonce: str) -> bytes:
    """Return what a key that is to come signs: one line each, so that it cannot stand for anything else."""
    return f"kiosk-next-key\n{terminal_id}\n{public_key.hex()}\n{nonce}\n".encode()


def prove(private_key: bytes, terminal_id: str, nonce: str) -> bytes:
    """Return the signature, 64 bytes, of `key_proof`, with the private half of the key itself."""
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    return key.sign(key_proof(terminal_id, key.public_key().public_bytes_raw(), nonce))


def proves(proof: bytes, public_key: bytes, terminal_id: str, nonce: str) -> bool:
    """Whether `proof` was made by whoever holds `public_key`'s private half, for this terminal and nonce."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(proof, key_proof(terminal_id, public_key, nonce))
    except (InvalidProof, ValueError):
        return False
    return True


def public_key_of(private_key: bytes) -> bytes:
    """Return the raw public key, 32 bytes, of a raw private one."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def fingerprint(public_key: bytes) -> str:
    """Return what two people compare, one at each screen: `ABCD-EFGH-IJKL-MNOP`, base32 of the key's SHA-256."""
    signs = base64.b32encode(hashlib.sha256(public_key).digest()).decode()[:_FINGERPRINT_SIGNS]
    return "-".join(signs[start : start + 4] for start in range(0, _FINGERPRINT_SIGNS, 4))


class _Message:
    """A request as the library wants to see it. The host is a placeholder: it is not among the components.

    Raises:
        ValueError: `url` cannot be read.
    """

    def __init__(self, method: str, url: str, headers: dict[str, str]) -> None:
        self.method = method
        self.headers = headers
        parts = urlsplit(url)
        self.url = f"https://host.invalid{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


class _Verifier(HTTPMessageVerifier):
    """The library's verifier, with our clock and a window that has two sides."""

    def __init__(self, now: int, key_id: str, key: Ed25519PublicKey) -> None:
        resolver = MappingKeyResolver(public_keys={key_id: key}, private_keys={})
        super().__init__(signature_algorithm=ED25519, key_resolver=resolver)
        self._now = now

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:  # noqa: ARG002
        created, expires = sig_input.params.get("created"), sig_input.params.get("expires")
        if not isinstance(created, int) or abs(self._now - created) > SIGNATURE_WINDOW_S:
            raise InvalidSignature(f"made more than {SIGNATURE_WINDOW_S} s from the platform's time, or at no time")
        if expires is not None and expires < self._now:
            raise InvalidSignature("the signature has expired")


def _parameters(signature_input: str) -> Mapping[str, Any]:
    """Return the parameters of the one signature with our tag."""
    try:
        parsed: Any = http_sf.parse(signature_input.encode("ascii"), tltype="dictionary")
    except ValueError:
        raise SignatureRefused("Signature-Input is malformed") from None
    ours = [member[1] for member in parsed.values() if member[1].get("tag") == SIGNATURE_TAG]
    if len(ours) != 1:
        raise SignatureRefused(f"there must be one signature with tag={SIGNATURE_TAG}, not {len(ours)}")
    parameters: Mapping[str, Any] = ours[0]
    return parameters
