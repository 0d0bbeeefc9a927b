"""Central as the machine of an author or of a signer reaches it: over HTTPS, with a personal token."""

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from pydantic import BaseModel, ValidationError

from kiosk.central.publishing.errors import PublishingError
from kiosk.protocol.package import MAX_PACKAGE_BYTES
from kiosk.protocol.publishing import (
    PACKAGE_TYPE,
    PROPOSALS,
    SUBMISSIONS,
    ProposalAsked,
    ProposalView,
    Refusal,
    SignatureMade,
    SignaturesMade,
    SubmissionView,
)

_TIMEOUT_S = 30.0
_OURSELVES = {"localhost", "127.0.0.1", "::1"}
M = TypeVar("M", bound=BaseModel)


class RefusedError(PublishingError):
    """Central said no; its words, and what it found."""

    def __init__(self, refusal: Refusal) -> None:
        found = [
            f"{one.file}:{one.line}:{one.column}: {one.message}" + (f"\n  hint: {one.hint}" if one.hint else "")
            for one in refusal.findings
        ]
        super().__init__("\n".join([*found, refusal.error]))


class Server:
    """`url` with the token in `token_file`. Every call may raise PublishingError."""

    def __init__(self, url: str, token_file: Path) -> None:
        self.url = url.rstrip("/")
        _check_private(self.url)
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {_token(token_file)}"

    def hand_in(self, package: bytes) -> SubmissionView:
        return self._asked("POST", SUBMISSIONS, SubmissionView, package, PACKAGE_TYPE)

    def submission(self, number: int) -> SubmissionView:
        return self._asked("GET", f"{SUBMISSIONS}/{number}", SubmissionView)

    def package(self, number: int) -> bytes:
        reply = self._reply("GET", f"{SUBMISSIONS}/{number}/package", b"", "")
        if len(reply) > MAX_PACKAGE_BYTES:
            raise PublishingError(f"submission {number} has more than {MAX_PACKAGE_BYTES} bytes")
        return reply

    def propose(self, numbers: Sequence[int], again: Mapping[str, int]) -> ProposalView:
        try:
            asked = ProposalAsked(submissions=tuple(numbers), again=dict(again))
        except ValidationError as error:
            raise PublishingError(f"this cannot be asked for: {error.errors()[0]['msg']}") from None
        return self._asked("POST", PROPOSALS, ProposalView, asked.model_dump_json().encode())

    def add_signatures(self, number: int, made: Sequence[SignatureMade]) -> ProposalView:
        content = SignaturesMade(signatures=tuple(made)).model_dump_json().encode()
        return self._asked("POST", f"{PROPOSALS}/{number}/signatures", ProposalView, content)

    def close(self) -> None:
        self.session.close()

    def _asked(self, method: str, path: str, model: type[M], content: bytes = b"", kind: str = "application/json") -> M:
        try:
            return model.model_validate_json(self._reply(method, path, content, kind))
        except ValidationError:
            raise PublishingError(f"{self.url}{path} answered something else; is this central, and as new?") from None

    def _reply(self, method: str, path: str, content: bytes, kind: str) -> bytes:
        try:
            reply = self.session.request(
                method,
                self.url + path,
                data=content,
                headers={"Content-Type": kind} if kind else {},
                timeout=_TIMEOUT_S,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise PublishingError(f"{self.url}: {type(error).__name__}; is the server reachable?") from None
        if reply.ok:
            return reply.content
        try:
            raise RefusedError(Refusal.model_validate_json(reply.content))
        except ValidationError:
            raise PublishingError(f"{self.url}{path}: HTTP {reply.status_code}; is this central?") from None


def _check_private(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _OURSELVES:
        raise PublishingError(f"{url}: a token goes over https only; write the address with https://")


def _token(file: Path) -> str:
    try:
        if file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            raise PublishingError(f"{file} can be read by others: chmod 600 {file}")
        token = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise PublishingError(f"{file} cannot be read ({type(error).__name__}); put your token into it") from None
    if not token:
        raise PublishingError(f"{file} is empty; make a token on the staff site and put it into this file")
    return token
