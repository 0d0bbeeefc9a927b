"""Files that a department's system gives: what a flow may know of one, and how it crosses from central to a terminal.

What is known stands in the answer of its `call` and may be read by expressions; the bytes never do. A file is named by
its digest: the bytes that were looked at, shown and printed are those and no others.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from kiosk.protocol.personal import ONLY_KEYS, Personal
from kiosk.protocol.steps.shape import Fields, Shape

MEDIA_TYPE = "application/pdf"
MOST_FILE_BYTES = 20 * 2**20
"""What the gateway carries and a terminal takes: an A3 scan of several pages in colour has a quarter of it."""

_DIGEST = re.compile(r"[0-9a-f]{64}")

Files = Mapping[str, bytes]
"""The bytes of files by their digest, sha256 in hex."""

NO_FILES: Personal[Files] = Personal({})

FACTS: Mapping[str, type] = {"name": str, "media_type": str, "size": int, "sha256": str, "pages": int}
"""What is known of a file once it was looked at."""


class Announced(BaseModel):
    """What a department says of a file, whose system has it at `url`. `size` in bytes, `sha256` in hex."""

    model_config = ConfigDict(extra="ignore", frozen=True, cache_strings=ONLY_KEYS)

    name: Annotated[str, Field(min_length=1, max_length=120)]
    media_type: str
    size: int = Field(strict=True, ge=0)
    sha256: Annotated[str, Field(pattern=f"^{_DIGEST.pattern}$")]
    url: Annotated[str, Field(max_length=500, repr=False)] = ""


class Carried(Announced):
    """The same, with the bytes that central fetched, instead of their address: base64 on the wire."""

    content: Personal[Base64Bytes]


def is_file(value: Any) -> bool:
    """True for what is known of a file, and nothing else."""
    return (
        isinstance(value, dict)
        and value.keys() == FACTS.keys()
        and all(type(value[name]) is kind for name, kind in FACTS.items())
        and _DIGEST.fullmatch(value["sha256"]) is not None
        and value["pages"] > 0
    )


def has_files(fields: Fields | None) -> bool:
    """True when a reply of that shape may hold a file."""
    return fields is not None and any(map(_has_files, fields.values()))


def _has_files(shape: Shape) -> bool:
    if isinstance(shape, dict):
        return has_files(shape)
    return _has_files(shape[0]) if isinstance(shape, list) else _is_file_word(shape)


def _is_file_word(shape: Shape) -> bool:
    return shape in ("pdf", "pdf?")


def file_places(reply: Any, fields: Fields) -> Iterator[tuple[Any, Any]]:
    """Yield each holder in `reply`, and the key in it, of what stands where the shape has a file; null is none."""
    for name, shape in fields.items():
        if isinstance(reply, dict) and reply.get(name) is not None:
            yield from _places(reply, name, shape)


def _places(holder: Any, key: Any, shape: Shape) -> Iterator[tuple[Any, Any]]:
    value = holder[key]
    if isinstance(shape, dict):
        yield from file_places(value, shape)
    elif isinstance(shape, list):
        for index, item in enumerate(value if isinstance(value, list) else []):
            if item is not None:
                yield from _places(value, index, shape[0])
    elif _is_file_word(shape):
        yield holder, key
