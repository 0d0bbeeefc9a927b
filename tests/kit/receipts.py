"""Receipts that the printer's tests print, and readings of what came out."""

from PIL import Image, ImageChops

from drivers.receipt_printer.command_reader import Command, CommandReader
from drivers.receipt_printer.paper import CUTTER_DISTANCE_DOTS, MARGIN_DOTS
from drivers.receipt_printer.role import Align, Feed, Pair, QrCode, Receipt, Rule, TextLine

RARE_NAMES = ("欧阳\U0002b4f6\U0002ce93", "\U00020bb7田", "艾力·买买提", "￥8,500.00")
"""Names with Hanzi of extensions B to E, and the punctuation that python-escpos turns into question marks."""

PROVIDENT_FUND = Receipt(
    (
        TextLine("武汉住房公积金", Align.CENTER, bold=True, scale=2),
        TextLine("自助服务凭条", Align.CENTER, scale=2),
        Rule(),
        Pair("办理事项", "住房公积金缴存证明打印"),
        Pair("缴存人", RARE_NAMES[0]),
        Pair("单位名称", "武汉市江岸区\U00020bb7祥社区卫生服务中心（示范点）办公室"),
        Pair("账户余额", "￥128,456.73", bold=True),
        Rule(),
        QrCode("https://verify.example/d/7F3K-Q9XM-2TLA"),
        TextLine("扫码核验本次办理结果", Align.CENTER),
        Feed(1),
        TextLine("如有疑问，请拨打 12345 政务服务便民热线。"),
    )
)


def one_line(text: str, **style: object) -> Receipt:
    return Receipt((TextLine(text, **style),))


def commands_of(stream: bytes) -> list[Command]:
    reader = CommandReader()
    return [command for byte in stream if (command := reader.feed(byte)) is not None]


def text_bytes(stream: bytes) -> bytes:
    """What `stream` prints as text, without commands, graphics and control bytes."""
    return b"".join(c.name for c in commands_of(stream) if len(c.name) == 1 and c.name >= b" ")


def ink_of(receipt: Image.Image, *, x_dots: int, y_dots: int, size: tuple[int, int]) -> Image.Image:
    """A part of a receipt, ink set; measured from the first printable dot of the first line."""
    left, top = x_dots + MARGIN_DOTS, y_dots + CUTTER_DISTANCE_DOTS
    return ImageChops.invert(receipt.crop((left, top, left + size[0], top + size[1])))


def is_blank(picture: Image.Image) -> bool:
    """Whether a receipt is bare paper."""
    return ImageChops.invert(picture).getbbox() is None
