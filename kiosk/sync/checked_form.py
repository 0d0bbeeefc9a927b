"""What a checked package says, in a form that is quick to read: a terminal starts with hundreds of them.

A package is YAML in a zip; to read and check it takes some 10 ms. Once it was checked, its flow and words are kept
beside it as JSON, bound to the package's hash. The flow is still validated by the same model each time, and the rest of
the package comes from its own verified bytes when somebody asks for it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from kiosk import ENGINE_VERSION
from kiosk.protocol.flow import CHECKED, Flow
from kiosk.protocol.package import FlowPackage, unpack

_HEAD_BYTES = 64


def checked_form(package: FlowPackage, sha256: str) -> bytes | None:
    """Return the form of `package`, whose bytes have that hash; None if it would not read back as the same."""
    held = {
        "package": sha256,
        "engine": ENGINE_VERSION,
        "flow": package.flow.model_dump(mode="json", exclude_unset=True),
        "texts": {language: dict(words) for language, words in package.texts.items()},
    }
    body = json.dumps(held, ensure_ascii=False).encode()
    form = hashlib.sha256(body).hexdigest().encode() + body
    again = read_checked_form(form, b"", sha256)
    same = again is not None and (again.flow, again.texts) == (package.flow, package.texts)
    return form if same else None


def read_checked_form(form: bytes, data: bytes, sha256: str) -> FlowPackage | None:
    """Return the package with the bytes `data`, whose hash the caller has compared with `sha256`.

    None: the form is damaged, of another package, or of another version of the engine; the package is read whole then.
    """
    head, body = form[:_HEAD_BYTES], form[_HEAD_BYTES:]
    if hashlib.sha256(body).hexdigest().encode() != head:
        return None
    held = json.loads(body)
    if (held["package"], held["engine"]) != (sha256, ENGINE_VERSION):
        return None
    try:
        flow = Flow.model_validate(held["flow"], context=CHECKED)
    except ValidationError:
        return None
    return FlowPackage(flow, held["texts"], _Files(data))


class _Files(Mapping[str, bytes]):
    """The other files of a package, unpacked when the first of them is asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._files: Mapping[str, bytes] | None = None

    def _unpacked(self) -> Mapping[str, bytes]:
        if self._files is None:
            self._files = unpack(self._data).files
        return self._files

    def __getitem__(self, name: str) -> bytes:
        return self._unpacked()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._unpacked())

    def __len__(self) -> int:
        return len(self._unpacked())
