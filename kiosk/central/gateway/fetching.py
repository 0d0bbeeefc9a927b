"""The files of a department's reply: fetched from its system and put in place of their addresses.

Only below the address that the operation names: a reply leads central nowhere else. The bytes pass through; whether
they are what was announced the terminal finds out, for it is the terminal that prints them.
"""

import base64
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from pydantic import ValidationError

from kiosk.central.gateway.asking import NoAnswer, ask
from kiosk.central.gateway.operations import Operation
from kiosk.protocol.api import FILE_BROKEN, FILE_EMPTY, FILE_TOO_LARGE
from kiosk.protocol.files import Announced


def fetch_files(operation: Operation, reply: dict[str, Any], deadline: float) -> None:
    """Replace each file that `reply` announces by the same with its bytes; null is none.

    Raises:
        NoAnswer: what stands there announces no file, or one that cannot be had, is empty or too large.
    """
    left = operation.most_file_bytes
    for place in operation.files:
        for holder, key in _places(reply, place.split(".")):
            content = _fetched(operation, holder[key], deadline, left)
            left -= len(content)
            known = {name: holder[key][name] for name in ("name", "media_type", "size", "sha256")}
            holder[key] = {**known, "content": base64.b64encode(content).decode()}


def _places(holder: Any, way: list[str]) -> Iterator[tuple[Any, Any]]:
    """Yield holder and key of what `way` leads to; through a list to each of its items."""
    if isinstance(holder, list):
        for item in holder:
            yield from _places(item, way)
    elif isinstance(holder, dict) and holder.get(way[0]) is not None:
        if len(way) > 1:
            yield from _places(holder[way[0]], way[1:])
        elif isinstance(holder[way[0]], list):
            yield from ((holder[way[0]], index) for index in range(len(holder[way[0]])))
        else:
            yield holder, way[0]


def _fetched(operation: Operation, value: Any, deadline: float, most_bytes: int) -> bytes:
    try:
        file = Announced.model_validate(value)
    except ValidationError:
        raise NoAnswer(FILE_BROKEN, "the department announces no file where one is due") from None
    if file.size > most_bytes:
        raise NoAnswer(FILE_TOO_LARGE, f"the department announces {file.size} bytes")
    answer = ask(
        "GET",
        _address(operation, file.url),
        {"Accept": file.media_type},
        b"",
        connect_timeout_s=operation.connect_timeout_s,
        deadline=deadline,
        most_bytes=most_bytes,
        too_large=FILE_TOO_LARGE,
    )
    if answer.status != HTTPStatus.OK or answer.type != file.media_type.lower():
        raise NoAnswer(FILE_BROKEN, f"the department's file: status {answer.status}, or another type than announced")
    if not answer.body:
        raise NoAnswer(FILE_EMPTY, "the department's file has no byte")
    return answer.body


def _address(operation: Operation, given: str) -> str:
    """Return the address of a file, which has to lie below that of the operation's files."""
    below = (operation.files_at or "").replace("{self}", settings.SELF_URL)
    address = given.replace("{self}", settings.SELF_URL, 1)
    climbs = ".." in unquote(urlsplit(address).path).split("/") or "\\" in address
    if not address.startswith(below) or climbs:
        raise NoAnswer(FILE_BROKEN, "the department's file lies outside of where its files are")
    return address
