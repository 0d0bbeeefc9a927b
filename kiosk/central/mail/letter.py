"""The mail itself: the receipt as text and as a page, in the language that the resident chose."""

import json
from pathlib import Path
from typing import Any

import qrcode
import typst
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from kiosk.central.mail.models import Delivery

_TEMPLATE = Path(__file__).with_name("receipt.typ")
_NAMES = {"zh": "电子回执", "en": "Receipt"}
_TOLD = {
    "zh": "这是您在政务服务自助终端办理后的电子回执，附件是同样内容的 PDF。请不要回复本邮件。",
    "en": "This is your receipt from a government service terminal; the PDF says the same. Please do not answer.",
}


def letter(delivery: Delivery, connection: BaseEmailBackend) -> EmailMessage:
    """Return the mail; its Message-ID is made of the delivery's, so a copy is known as one."""
    mail = EmailMessage(
        subject=f"{_NAMES[delivery.language]} · {delivery.subject}",
        body=f"{_TOLD[delivery.language]}\n\n{text_of(delivery.lines)}\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[delivery.address],
        headers={"Message-ID": f"<{delivery.mail_id}@kiosk>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    mail.attach("receipt.pdf", page_of(delivery), "application/pdf")
    return mail


def text_of(lines: list[dict[str, Any]]) -> str:
    """Return the receipt as plain text."""
    return "\n".join(map(_written, lines))


def page_of(delivery: Delivery) -> bytes:
    """Return the receipt as a PDF."""
    lines = [{**line, "qr": _rows(line["value"])} if line["kind"] == "code" else line for line in delivery.lines]
    data = {"lines": lines, "language": delivery.language, "title": delivery.subject}
    pdf = typst.compile(
        _TEMPLATE,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(delivery.asked_at.timestamp()),
    )
    assert isinstance(pdf, bytes), "a PDF is one piece"
    return pdf


def _written(line: dict[str, Any]) -> str:
    match line["kind"]:
        case "pair":
            return f"{line['label']}: {line['value']}"
        case "rule":
            return "-" * 32
        case _:
            return str(line["value"])


def _rows(text: str) -> list[str]:
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make()
    return ["".join("1" if dark else "0" for dark in row) for row in code.modules]
