"""Pages of a PDF as pictures: what the resident reviews is rendered from the very bytes that are printed."""

import io
import threading

import pypdfium2

PDFIUM = threading.Lock()
"""PDFium is not thread-safe."""


def page_count(pdf: bytes) -> int:
    with PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def page_png(pdf: bytes, page: int, *, width_px: int) -> bytes:
    """Return page `page` (from 0) as PNG, `width_px` wide. IndexError when there is no such page."""
    with PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(f"page {page} of {len(document)}")
        sheet = document[page]
        picture = sheet.render(scale=width_px / sheet.get_width()).to_pil()
    target = io.BytesIO()
    picture.save(target, "PNG", compress_level=1)
    return target.getvalue()


def page_text(pdf: bytes) -> str:
    """Return the text of all pages, for checks that paper and record agree."""
    with PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(sheet.get_textpage().get_text_bounded() for sheet in document)
