import pytest

from drivers.receipt_printer.role import Align, Feed, Pair, QrCode, Rule, TextLine
from kiosk.documents.errors import DocumentError
from kiosk.documents.receipts import receipt_from

TEMPLATE = """
- {text: "{who}", align: center, bold: true, scale: 2}
- rule
- {label: 编号, value: "{serial}"}
- {qr: "{url}"}
- {feed: 2}
""".encode()


def test_each_kind_of_part():
    receipt = receipt_from(TEMPLATE, {"who": "终端", "serial": "1", "url": "https://x"}, name="r.yaml")
    assert receipt.parts == (
        TextLine("终端", Align.CENTER, bold=True, scale=2),
        Rule(),
        Pair("编号", "1"),
        QrCode("https://x"),
        Feed(2),
    )


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (b"- {text: '{whom}'}", "nothing is called 'whom'; known are serial, who"),
        (b"- {text: '{who.name}'}", "r.yaml"),
        (b"- {text: '{who:d}'}", "r.yaml"),
        (b"- {text: '{}'}", "r.yaml"),
        (b"- {text: '{'}", "r.yaml"),
        (b"- {text: '{who[x]}'}", "r.yaml"),
        (b"- {txt: a}", "r.yaml"),
        (b"- {text: a, scale: 9}", "scale"),
        (b"[", "r.yaml"),
    ],
)
def test_mistakes_name_file_and_place(template, words):
    with pytest.raises(DocumentError, match=words) as caught:
        receipt_from(template, {"who": "陈示例", "serial": "b"}, name="r.yaml")
    assert "陈示例" not in str(caught.value)
