"""What the demo's registration centre does with papers that were taken at a terminal: it looks whether it can use them.

Nothing is kept: the number that it answers with follows from the pages themselves.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from kiosk.central.sandbox.statement import Refusal
from kiosk.protocol.demo import DemoPerson

_JPEG = b"\xff\xd8\xff"
_END = b"\xff\xd9"
_MOST_PAGES = 8
_NUMBER_DIGITS = 8


class Page(BaseModel):
    """One page. `image`: a JPEG in base64."""

    model_config = ConfigDict(extra="forbid")

    image: str
    width_px: int = Field(gt=0)
    height_px: int = Field(gt=0)


class PapersRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pages: tuple[Page, ...] = Field(max_length=_MOST_PAGES)


def papers(request: PapersRequest, _persons: Sequence[DemoPerson]) -> dict[str, Any]:
    """Return `receipt`, the number of what was handed in, and `pages`, how many there are.

    Raises:
        Refusal: `no_pages`; `unreadable`, one of them is no whole JPEG.
    """
    if not request.pages:
        raise Refusal("no_pages", "nothing was handed in")
    digest = hashlib.sha256()
    for number, page in enumerate(request.pages, start=1):
        digest.update(_jpeg(page.image, number))
    count = int.from_bytes(digest.digest()[:8]) % 10**_NUMBER_DIGITS
    return {"receipt": f"CL{count:0{_NUMBER_DIGITS}d}", "pages": len(request.pages)}


def _jpeg(image: str, number: int) -> bytes:
    try:
        jpeg = base64.b64decode(image, validate=True)
    except binascii.Error:
        raise Refusal("unreadable", f"page {number} is not base64") from None
    if not jpeg.startswith(_JPEG) or not jpeg.endswith(_END):
        raise Refusal("unreadable", f"page {number} is no whole JPEG")
    return jpeg
