"""What is to be signed, on its way between people: new metadata of roles whose keys no server holds.

A proposal is one JSON document. It is drawn up by whoever has the repository, carried on a stick or over HTTP, signed
by one person after another, and accepted by the repository when every role has its signatures. Only signatures are
added to it, so that all sign the same bytes.

Specification: https://theupdateframework.github.io/specification/latest/ (root: signed by the old and the new keys)
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError
from securesystemslib.signer import Key, Signature, Signer
from tuf.api.exceptions import RepositoryError, UnsignedMetadataError
from tuf.api.metadata import Metadata, Root, Targets

from kiosk.central.publishing.errors import PublishingError

_TOP = (Root.type, Targets.type)


@dataclass(frozen=True)
class Standing:
    """How far one role is: `threshold` signatures are wanted, `signed` counts, `open` are the keys that may still sign.

    Of root there may be two: the keys that count now, and those that will.
    """

    role: str
    threshold: int
    signed: Mapping[str, Key]
    open: Mapping[str, Key]

    @property
    def missing(self) -> int:
        return max(0, self.threshold - len(self.signed))


@dataclass(frozen=True)
class Proposal:
    """`metadata`: by role what is to be signed; `base`: what is in force now of these roles and of those above them.

    `roots`: every root from the first to the one in force, so that whoever has an old one can follow to it.
    """

    metadata: Mapping[str, Metadata[Any]]
    base: Mapping[str, Metadata[Any]]
    roots: tuple[Metadata[Root], ...] = ()

    def to_bytes(self) -> bytes:
        told = {
            "metadata": {role: metadata.to_dict() for role, metadata in sorted(self.metadata.items())},
            "base": {role: metadata.to_dict() for role, metadata in sorted(self.base.items())},
            "roots": [root.to_dict() for root in self.roots],
        }
        return json.dumps(told, indent=1, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Proposal":
        """Read one.

        Raises:
            PublishingError: it is none.
        """
        try:
            told = json.loads(data)
            return cls(
                {role: Metadata.from_dict(one) for role, one in told["metadata"].items()},
                {role: Metadata.from_dict(one) for role, one in told["base"].items()},
                tuple(Metadata[Root].from_dict(one) for one in told["roots"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RepositoryError) as error:
            raise PublishingError(f"this is no proposal: {type(error).__name__}: {error}") from None

    def standings(self) -> list[Standing]:
        """Return for each role who signed and who may."""
        return [standing for role in sorted(self.metadata) for standing in self._standings(role)]

    @property
    def complete(self) -> bool:
        return not any(standing.missing for standing in self.standings())

    def add(self, role: str, keyid: str, signature: str) -> None:
        """Add a signature that was made elsewhere.

        Raises:
            PublishingError: the role is not part of it, the key may not sign it, or the signature is another's.
        """
        if role not in self.metadata:
            raise PublishingError(f"{role} is not part of this proposal: {', '.join(sorted(self.metadata))} are")
        metadata = self.metadata[role]
        allowed = {keyid: key for one in self._standings(role) for keyid, key in {**one.signed, **one.open}.items()}
        if keyid not in allowed:
            raise PublishingError(f"key {fingerprint(keyid)} may not sign {role}")
        made = Signature(keyid, signature)
        try:
            allowed[keyid].verify_signature(made, metadata.signed_bytes)
        except (UnverifiedSignatureError, VerificationError):
            raise PublishingError(f"the signature by {fingerprint(keyid)} does not fit {role}") from None
        metadata.signatures[keyid] = made

    def sign(self, signers: Iterable[Signer]) -> list[tuple[str, str, str]]:
        """Sign with whatever counts; returns (role, keyid, signature) of each signature that was made."""
        made = []
        for signer in signers:
            for standing in self.standings():
                keyid = signer.public_key.keyid
                if keyid in standing.open:
                    signature = signer.sign(self.metadata[standing.role].signed_bytes)
                    self.add(standing.role, keyid, signature.signature)
                    made.append((standing.role, keyid, signature.signature))
        return made

    def wanted_keys(self) -> set[str]:
        """Return the ids of the keys that may still sign something."""
        return {keyid for standing in self.standings() for keyid in standing.open}

    def root(self) -> Root:
        """Return the root that will be in force."""
        return cast("Root", self._new(Root.type).signed)

    def verify_base(self, trusted_root: bytes) -> None:
        """Follow from a root that one trusts to what is called in force here.

        Raises:
            PublishingError: it does not lead there: somebody made this proposal up.
        """
        root = Metadata[Root].from_bytes(trusted_root)
        try:
            for following in self.roots:
                if following.signed.version == root.signed.version + 1:
                    for delegator in (root, following):
                        _verify(delegator, Root.type, following)
                    root = following
            if Root.type in self.base and self.base[Root.type].signed.to_dict() != root.signed.to_dict():
                raise UnsignedMetadataError("the root in it does not follow from the trusted one")
            for role, metadata in self.base.items():
                if role != Root.type:
                    _verify(root if role == Targets.type else self.base[Targets.type], role, metadata)
        except (RepositoryError, ValueError, KeyError) as error:
            raise PublishingError(f"what this proposal builds on cannot be trusted: {error}") from None

    def _new(self, role: str) -> Metadata[Any]:
        return self.metadata[role] if role in self.metadata else self.base[role]

    def _standings(self, role: str) -> list[Standing]:
        if role == Root.type:
            before = [self.base[role]] if role in self.base else []
            return [_standing(delegator.signed, role, self.metadata[role]) for delegator in (*before, self._new(role))]
        delegator = self._new(Root.type if role in _TOP else Targets.type)
        return [_standing(delegator.signed, role, self.metadata[role])]


def same(left: Metadata[Any], right: Metadata[Any]) -> bool:
    """Return whether both say the same, whoever signed."""
    return bool(left.signed.to_dict() == right.signed.to_dict())


def fingerprint(keyid: str) -> str:
    """Return the beginning of a key's id as people compare it: `3f2a 91c0 77de 04b5`."""
    return " ".join(keyid[start : start + 4] for start in range(0, 16, 4))


def _verify(delegator: Metadata[Any], role: str, metadata: Metadata[Any]) -> None:
    delegator.signed.verify_delegate(role, metadata.signed_bytes, metadata.signatures)


def _standing(delegator: Root | Targets, role: str, metadata: Metadata[Any]) -> Standing:
    try:
        result = delegator.get_verification_result(role, metadata.signed_bytes, metadata.signatures)
    except ValueError as error:
        raise PublishingError(f"nobody may sign {role}: {error}") from None
    return Standing(role, result.threshold, result.signed, result.unsigned)
