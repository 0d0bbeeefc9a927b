"""How central proves to a department who it is: one model a kind, each with the names of its secrets, never a value."""

import hashlib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from kiosk.central.gateway.secret_files import NAME

SecretName = Annotated[str, Field(pattern=NAME, description="the name of a file in the folder of secrets")]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,60}$", description="the name of a header")]
Address = Annotated[str, Field(pattern=r"^(https?://|\{self\}/)[^\s?#]*$", description="https://… or {self}/…")]


class _Auth(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def secrets(self) -> tuple[str, ...]:
        """Return the names of all secrets that this kind needs."""
        return ()


class NoAuth(_Auth):
    """Nothing: for a system that knows us by the line we come over."""

    kind: Literal["none"] = "none"


class Basic(_Auth):
    """User and password, RFC 7617."""

    kind: Literal["basic"]
    user: Annotated[str, Field(pattern=r"^[^:\s]+$")]
    password: SecretName

    def secrets(self) -> tuple[str, ...]:
        return (self.password,)


class Bearer(_Auth):
    """A token that does not change by itself, RFC 6750."""

    kind: Literal["bearer"]
    token: SecretName

    def secrets(self) -> tuple[str, ...]:
        return (self.token,)


class ApiKey(_Auth):
    """A key in a header of its own."""

    kind: Literal["api_key"]
    header: HeaderName = "X-API-Key"
    key: SecretName

    def secrets(self) -> tuple[str, ...]:
        return (self.key,)


class OAuth2(_Auth):
    """A token for client credentials, RFC 6749 §4.4; kept until shortly before it expires."""

    kind: Literal["oauth2"]
    token_url: Address
    client_id: str
    client_secret: SecretName
    scope: str = ""

    def secrets(self) -> tuple[str, ...]:
        return (self.client_secret,)


class Hmac(_Auth):
    """A signature over method, path with query, moment, a number used once, and the body's SHA-256, each on a line.

    `<prefix>App`, `-Timestamp` (seconds), `-Nonce` and `-Signature` (hex) go along as headers.
    """

    kind: Literal["hmac"]
    app_id: str
    secret: SecretName
    prefix: HeaderName = "X-Gov"
    digest: Literal["sha256", "sm3"] = "sha256"

    @field_validator("digest")
    @classmethod
    def _there(cls, digest: str) -> str:
        if digest not in hashlib.algorithms_available:
            raise ValueError("this machine's OpenSSL has no SM3: install one that has, or agree on sha256")
        return digest

    def secrets(self) -> tuple[str, ...]:
        return (self.secret,)


class Certificate(_Auth):
    """Mutual TLS: our certificate, with its chain, and its key, both PEM."""

    kind: Literal["certificate"]
    certificate: SecretName
    key: SecretName

    def secrets(self) -> tuple[str, ...]:
        return (self.certificate, self.key)


Auth = Annotated[
    NoAuth | Basic | Bearer | ApiKey | OAuth2 | Hmac | Certificate,
    Field(discriminator="kind"),
]
