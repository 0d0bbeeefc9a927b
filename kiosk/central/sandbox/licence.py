"""The demo's electronic business licence as a PDF: the regulator's sheet, with a code that leads to its own site."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import qrcode
import typst

_TEMPLATE = Path(__file__).with_name("licence.typ")
_MADE_AT = 1_767_225_600  # 2026-01-01: the same licence is the same bytes whenever it is fetched


@lru_cache(maxsize=32)
def licence_pdf(known: tuple[tuple[str, Any], ...], copy: str, copy_name: str) -> bytes:
    """Return the sheet of one copy; `known`: the fields of `kiosk.central.sandbox.market.company_of`."""
    company = dict(known)
    check = f"https://licence.example.invalid/{company['number']}?copy={copy}"
    data = {**company, "copy": copy, "copy_name": copy_name, "qr": _rows(check)}
    pdf = typst.compile(
        _TEMPLATE,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=_MADE_AT,
    )
    assert isinstance(pdf, bytes), "a PDF is one piece"
    return pdf


def _rows(text: str) -> list[str]:
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make()
    return ["".join("1" if dark else "0" for dark in row) for row in code.modules]
