"""What came back from the platform, as a value of the protocol, or as the failure that it is."""

from http import HTTPStatus
from typing import NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.protocol.api import Unauthorised
from kiosk.sync.errors import PlatformBroken, PlatformRefused

M = TypeVar("M", bound=BaseModel)


_OF_THE_TERMINAL = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
"""With these the platform tells its time, too."""


class _Word(BaseModel):
    """What every refusal of the platform says."""

    error: str


def read_answer(status: int, content: bytes, model: type[M]) -> M:
    """Return the answer.

    Raises:
        PlatformRefused: the platform says no.
        PlatformBroken: it is none of the platform's.
    """
    if status == HTTPStatus.OK:
        try:
            return model.model_validate_json(content)
        except ValidationError:
            raise PlatformBroken(f"the answer is no {model.__name__}") from None
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        _refuse(status, content)
    raise PlatformBroken(f"status {status}", status)


def _refuse(status: int, content: bytes) -> NoReturn:
    """Raise the platform's refusal, with its own word. One without is a gateway's in between: it says nothing of us."""
    model = Unauthorised if status in _OF_THE_TERMINAL else _Word
    try:
        reason = model.model_validate_json(content).error[:200]
    except ValidationError:
        raise PlatformBroken(f"{status}: no reason given", status) from None
    raise PlatformRefused(status, reason)
