"""Files that a department gave: looked at before anybody sees, pays for or prints them."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from kiosk.documents.pages import PDFIUM
from kiosk.protocol.faults import FileFault
from kiosk.protocol.files import FACTS, MEDIA_TYPE, MOST_FILE_BYTES, Carried
from kiosk.protocol.personal import Personal

_MOST_PAGES = 200
_HEAD_BYTES = 1024  # where a PDF may begin, ISO 32000-1 annex H (implementation notes 13 and 14)


class UnfitFileError(Exception):
    """The file cannot be used; the text says why and quotes nothing of it."""

    def __init__(self, fault: FileFault, why: str) -> None:
        super().__init__(why)
        self.fault = fault


def looked_at(file: Carried) -> dict[str, Any]:
    """Return what is known of `file`, see `kiosk.protocol.files.FACTS`, once it was found whole and printable.

    Raises:
        UnfitFileError: other bytes than were announced, or none, or too many; no PDF, or one that does not open
            without a password, or that only a program inside draws.
    """
    content = file.content.reveal()
    if not content:
        raise UnfitFileError(FileFault.EMPTY, "it has no byte")
    if len(content) > MOST_FILE_BYTES:
        raise UnfitFileError(FileFault.TOO_LARGE, f"it has {len(content)} bytes")
    if len(content) != file.size or hashlib.sha256(content).hexdigest() != file.sha256:
        raise UnfitFileError(FileFault.BROKEN, "it has other bytes than were announced")
    if file.media_type != MEDIA_TYPE or b"%PDF-" not in content[:_HEAD_BYTES]:
        raise UnfitFileError(FileFault.BROKEN, "it is no PDF")
    known = {"name": file.name, "media_type": file.media_type, "size": file.size, "sha256": file.sha256}
    facts = {**known, "pages": _pages(content)}
    assert facts.keys() == FACTS.keys(), "what is known of a file is a closed list"
    return facts


def as_carried(name: str, content: bytes) -> Carried:
    """Return a PDF as central would carry it, called `name`."""
    digest = hashlib.sha256(content).hexdigest()
    return Carried.model_construct(
        name=name, media_type=MEDIA_TYPE, size=len(content), sha256=digest, url="", content=Personal(content)
    )


def samples_in(files: Mapping[str, bytes]) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Return what is known of each PDF in a flow's folder, and why others could be no file of a department."""
    known: dict[str, dict[str, Any]] = {}
    unfit: dict[str, str] = {}
    for name in sorted(files):
        if name.endswith(".pdf"):
            try:
                known[name] = looked_at(as_carried(name.rpartition("/")[2], files[name]))
            except UnfitFileError as error:
                unfit[name] = str(error)
    return known, unfit


def _pages(content: bytes) -> int:
    try:
        with PDFIUM, pypdfium2.PdfDocument(content) as document:
            return _counted(document)
    except pypdfium2.PdfiumError:
        raise UnfitFileError(FileFault.BROKEN, "it does not open") from None


def _counted(document: pypdfium2.PdfDocument) -> int:
    if pdfium.FPDF_GetSecurityHandlerRevision(document) != -1:
        raise UnfitFileError(FileFault.BROKEN, "it is encrypted")
    if document.get_formtype() in {pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND}:
        raise UnfitFileError(FileFault.BROKEN, "only a program inside draws its pages")
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        raise UnfitFileError(FileFault.BROKEN, "it carries a program")
    pages = len(document)
    if pages > _MOST_PAGES:
        raise UnfitFileError(FileFault.TOO_LARGE, f"it has {pages} pages")
    for number in range(pages):
        document[number].close()  # a page that is damaged is found here, and not by the printer
    return pages
