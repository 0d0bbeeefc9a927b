import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst
from kit.packages import real_package
from kit.player import STATEMENT
from PySide6.QtGui import QImage

from kiosk.documents.binder import Binder, Imprint
from kiosk.documents.composer import Composer, Document
from kiosk.documents.errors import DocumentError
from kiosk.documents.pages import page_png, page_text
from kiosk.engine import signature

AT = datetime(2026, 11, 24, 2, 3, tzinfo=UTC)
IMPRINT = Imprint(
    serial="WH0001-20261124-00001",
    verification_code="K7QM-2XWD-9FTB",
    terminal_id="WH0001",
    place="示范街道政务服务大厅",
    hotline="12345",
    public_url="https://example.invalid",
    at=AT,
)
RARE = "王\U0002b4f6\U0002ce93"
DATA = {
    "holder": {"name": RARE, "number": "420199198803149995"},
    "period": {"first": "2026-01", "last": "2026-01"},
    "account": STATEMENT,
}


@pytest.fixture
def binder():
    binder = Binder()
    yield binder
    binder.close()


def compose(binder: Binder, issue_id: str = "one", **changes: object) -> Document | DocumentError:
    results: list[Document | DocumentError] = []
    binder.compose(
        real_package(),
        issue_id,
        template="statement.typ",
        data={**DATA, **changes},
        imprint=IMPRINT,
        done=results.append,
    )
    binder._thread.submit(lambda: None).result(timeout=30)
    return results[0]


def test_the_statement_carries_serial_code_and_rare_name(binder):
    document = compose(binder)
    text = page_text(document.pdf)
    assert document.pages == 1
    for words in (IMPRINT.serial, IMPRINT.verification_code, RARE, "第 1 页 / 共 1 页", "1,500.00", "4,234.50"):
        assert words in text


def test_it_is_pdf_a_and_the_same_bytes_for_the_same_input(binder):
    first = compose(binder)
    assert b"pdfaid:part" in first.pdf
    assert compose(binder, "two").digest == first.digest


def test_a_long_statement_counts_its_pages(binder):
    rows = [{**STATEMENT["rows"][0], "month": f"20{20 + n // 12}-{n % 12 + 1:02d}"} for n in range(60)]
    document = compose(binder, account={**STATEMENT, "rows": rows})
    assert document.pages == 3
    assert "第 3 页 / 共 3 页" in page_text(document.pdf)


def test_pages_are_pictures_of_what_is_printed(binder):
    document = compose(binder)
    picture = binder.page_png("one", 0, 400)
    assert picture == page_png(document.pdf, 0, width_px=400)
    with pytest.raises(IndexError):
        binder.page_png("one", 1, 400)


def test_wiped_is_gone(binder):
    compose(binder)
    binder.wipe()
    with pytest.raises(KeyError):
        binder.document("one")


def test_what_is_composed_after_the_wipe_is_dropped_too(binder):
    binder.compose(
        real_package(), "late", template="statement.typ", data=DATA, imprint=IMPRINT, done=lambda _document: None
    )
    binder.wipe()
    binder._thread.submit(lambda: None).result(timeout=30)
    with pytest.raises(KeyError):
        binder.document("late")


def test_missing_data_name_the_template_and_no_person(binder):
    result = compose(binder, account={})
    assert isinstance(result, DocumentError)
    assert "statement.typ" in str(result)
    assert RARE not in str(result)


def test_an_unknown_template_is_named():
    composer = Composer({})
    with pytest.raises(DocumentError, match=r"other\.typ: no such template"):
        composer.compose("other.typ", {}, at=AT)
    composer.close()


@pytest.mark.parametrize(
    "line",
    ["#panic(data.name)", "#float(data.name)", "#image(data.name)", "#assert.eq(data.name, 1)", "#eval(data.name)"],
)
def test_what_typst_says_of_a_value_is_not_repeated(line):
    template = f"#let data = json(bytes(sys.inputs.data))\n\n{line}"
    composer = Composer({"t.typ": template.encode()})
    with pytest.raises(DocumentError) as caught:
        composer.compose("t.typ", {"name": RARE}, at=AT)
    composer.close()
    assert "t.typ:3:" in str(caught.value)
    assert RARE not in str(caught.value)


def test_a_compiler_forgets_what_it_composed():
    template = '#let seen = sys.inputs.at("data", default: none)\n#if seen == none { panic() }'
    composer = Composer({"t.typ": template.encode()})
    composer.compose("t.typ", {"name": RARE}, at=AT)
    with pytest.raises(typst.TypstError):
        composer._compiler("t.typ").compile(format="pdf")
    composer.close()


def test_templates_that_the_system_cleared_away_are_laid_out_again(binder):
    compose(binder)
    ((_, composer),) = binder._composers.values()
    shutil.rmtree(composer._folder.name)
    assert isinstance(compose(binder), Document)


def test_a_full_disk_is_told_and_not_kept_silent(binder, monkeypatch):
    def full(path, content):
        path.open("wb").close()
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        result = compose(binder)
    assert isinstance(result, DocumentError)
    assert "No space left" in str(result)
    assert isinstance(compose(binder), Document)


def test_the_receipt_is_filled(binder):
    compose(binder)
    receipt = binder.receipt(
        real_package(), "one", template="receipt.yaml", data={"name": "王**", "first": "2026-01", "last": "2026-01"}
    )
    words = [word for part in receipt.parts for word in vars(part).values() if isinstance(word, str)]
    assert IMPRINT.serial in words
    assert f"{IMPRINT.public_url}/verify/{IMPRINT.serial}?code={IMPRINT.verification_code}" in words
    assert not [word for word in words if "{" in word]


def test_a_signature_stands_on_the_page_where_the_template_puts_it():
    template = """#set document(title: "t")
    #let data = json(bytes(sys.inputs.data))
    #set page(width: 100mm, height: 100mm, margin: 0mm)
    #if data.signed != none { image(bytes(data.signed.svg), format: "svg", width: 100mm, alt: "signature") }"""
    composer = Composer({"t.typ": template.encode()})
    strokes = (((100, 200, 0), (900, 200, 500)),)
    signed, unsigned = (
        page_png(composer.compose("t.typ", {"signed": signed}, at=AT).pdf, 0, width_px=200)
        for signed in (signature.answer(strokes), None)
    )
    composer.close()
    middle = QImage.fromData(signed)
    assert middle.pixelColor(100, 40).lightness() < 128
    assert middle.pixelColor(5, 40).lightness() > 250
    assert QImage.fromData(unsigned).pixelColor(100, 40).lightness() > 250
