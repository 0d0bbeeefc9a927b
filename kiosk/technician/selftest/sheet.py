"""The sheet that the document printer's self-test prints: one page of A4, made like the documents."""

from datetime import datetime

from kiosk.documents.composer import Composer

_TEMPLATE = "sheet.typ"
_SOURCE = """\
#set document(title: "Self-test")
#set page(paper: "a4", margin: 5mm, numbering: none)
#set text(font: ("Noto Sans CJK SC",), lang: "zh", region: "cn", size: 12pt)
#let data = json(bytes(sys.inputs.data))
#rect(width: 100%, height: 100%, stroke: 0.5pt, inset: 15mm)[
  #text(size: 28pt, weight: "bold")[自检页 Self-test]

  #data.at

  #for level in range(0, 8) { box(rect(width: 20mm, height: 20mm, stroke: 0.2pt, fill: luma(level * 36))) }

  #for size in (6pt, 8pt, 10pt, 14pt, 20pt) [ #text(size: size)[天地玄黄 宇宙洪荒 龘䶮㐂 ABCdef 0123456789] \\ ]

  #for width in (0.1pt, 0.25pt, 0.5pt, 1pt, 2pt) [ #line(length: 100%, stroke: width) ]

  #let mark(at) = rect(width: 10mm, height: 4mm, stroke: 0.2pt, fill: if calc.even(at) { black } else { white })
  #grid(columns: (10mm,) * 15, ..range(0, 15).map(mark))
  15 × 10 mm
]
"""


def self_test_sheet(at: datetime) -> bytes:
    """Return the sheet as PDF; `at` stands on it.

    Raises:
        DocumentError: there is no room for it.
    """
    composer = Composer({_TEMPLATE: _SOURCE.encode()})
    try:
        return composer.compose(_TEMPLATE, {"at": at.astimezone().strftime("%Y-%m-%d %H:%M")}, at=at).pdf
    finally:
        composer.close()
