"""Files as departments give them: sound ones, and every kind that no printer should meet."""

import hashlib
from functools import cache
from typing import Any

import typst

from kiosk.documents.given import as_carried, looked_at
from kiosk.engine.events import CallDone
from kiosk.protocol.files import Carried
from kiosk.protocol.personal import Personal

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")  # ISO 32000-1, 7.6.3.3


@cache
def pdf(pages: int = 1, words: str = "营业执照") -> bytes:
    """Return a PDF of so many pages."""
    made = typst.compile(f"{words}\n#pagebreak()\n".encode() * (pages - 1) + words.encode(), format="pdf", timestamp=0)
    assert isinstance(made, bytes)
    return made


def carried(content: bytes, **changes: Any) -> Carried:
    """Return `content` as central carries it, with `changes` to what is said of it."""
    return as_carried("执照.pdf", content).model_copy(update=changes)


def known(content: bytes) -> dict[str, Any]:
    return looked_at(carried(content))


def gives(ticket: str, content: bytes, **fields: Any) -> CallDone:
    """Return the answer of a call that gives `content` as its `file`."""
    digest = hashlib.sha256(content).hexdigest()
    return CallDone(ticket, Personal({**fields, "file": known(content)}), Personal({digest: content}))


def written_pdf(*objects: str, trailer: str = "") -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    ends = f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + f"xref\n0 {size}\n0000000000 65535 f \n{table}{ends}".encode("latin-1")


PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"


def empty_pdf() -> bytes:
    """A PDF without a page."""
    return written_pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>")


def scripted_pdf() -> bytes:
    """A PDF with a program inside."""
    names = "<< /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>"
    return written_pdf(f"<< /Type /Catalog /Pages 2 0 R /Names {names} >>", PAGES, PAGE)


def locked_pdf(password: bytes = b"") -> bytes:
    """An encrypted PDF (RC4, 40 bits); without a password it opens, and is encrypted all the same."""
    mark = b"0123456789abcdef"
    owner = _rc4(hashlib.md5(_PADDING).digest()[:5], _PADDING)
    key = hashlib.md5((password + _PADDING)[:32] + owner + (-4).to_bytes(4, "little", signed=True) + mark).digest()[:5]
    user = _rc4(key, _PADDING)
    locked = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{user.hex()}> >>"
    trailer = f"/Encrypt 4 0 R /ID [<{mark.hex()}> <{mark.hex()}>]"
    return written_pdf("<< /Type /Catalog /Pages 2 0 R >>", PAGES, PAGE, locked, trailer=trailer)


def _rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)
