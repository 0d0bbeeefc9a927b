"""The receipt of a printer, as it goes by mail or short message."""

from drivers.receipt_printer.role import Pair, QrCode, Receipt, ReceiptPart, Rule, TextLine
from kiosk.protocol.mail import MailLine


def mail_lines(receipt: Receipt) -> tuple[MailLine, ...]:
    """Return the receipt as its mail or message has it: without what only paper has."""
    return tuple(line for part in receipt.parts if (line := _line(part)) is not None)


def _line(part: ReceiptPart) -> MailLine | None:
    match part:
        case TextLine(text=text, bold=strong):
            return MailLine(kind="text", value=text, strong=strong)
        case Pair(label=label, value=value, bold=strong):
            return MailLine(kind="pair", label=label, value=value, strong=strong)
        case QrCode(data=data):
            return MailLine(kind="code", value=data)
        case Rule():
            return MailLine(kind="rule")
        case _:
            return None
