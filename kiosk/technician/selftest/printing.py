"""Self-tests of the two printers: something comes out, and the technician looks at it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from drivers.document_printer.role import DocumentPrinter
from drivers.errors import Refused
from drivers.faults import Fault, Role
from drivers.receipt_printer.role import Align, Feed, Pair, QrCode, Receipt, ReceiptPrinter, Rule, TextLine
from drivers.status import MediaState
from kiosk.technician.ailments import ailment_of
from kiosk.technician.selftest.sheet import self_test_sheet
from kiosk.technician.selftest.standing import STATUS
from kiosk.technician.selftest.step import Bench, Found, Step

_PRINT_S = 60.0
_COPIES = 2
_DOTS_PER_CHARACTER = 12  # font A
_RULER = "1234567890"


def receipt_steps(width_dots: int) -> Sequence[Step]:
    def print_sample(printer: ReceiptPrinter, bench: Bench) -> Found:
        printer.print(sample(width_dots), timeout_s=_PRINT_S, cancel=bench.cancel)
        return Found("printed and cut, says the printer")

    question = (
        "Is the receipt cut, the ruler on one line from edge to edge, each character there (the last Chinese line "
        "has rare ones), and can the code be read?"
    )
    return (STATUS, Step("sample", print_sample, "The printer prints a sample.", question), _again())


def sample(width_dots: int) -> Receipt:
    """Return a receipt that shows what a printer can do: widths, charset, QR code, cut."""
    ruler = (_RULER * (width_dots // (_DOTS_PER_CHARACTER * len(_RULER)) + 1))[: width_dots // _DOTS_PER_CHARACTER]
    return Receipt(
        (
            TextLine("自检 SELF-TEST", Align.CENTER, bold=True, scale=2),
            Rule(),
            TextLine(ruler),
            Pair("左 left", "右 right"),
            Pair("点数 dots", str(width_dots), bold=True),
            TextLine("天地玄黄 宇宙洪荒 日月盈昃 辰宿列张"),
            TextLine("㐂 䶮 㛃 𠮷"),
            TextLine("ABCDEFG abcdefg 0123456789 ¥ % & @ #"),
            QrCode("kiosk device test receipt_printer"),
            Rule(),
            Feed(1),
        )
    )


def document_steps() -> Sequence[Step]:
    question = (
        "Is the frame whole on all four sides and 5 mm from the edge, are the greys apart, is each character there, "
        "and is the sheet clean?"
    )
    return (
        STATUS,
        Step("sheet", _print_sheet, "The printer prints one sheet.", question),
        Step("copies", _print_copies, f"The printer prints {_COPIES} copies of it as one job."),
        Step("taken", _wait_taken, "Take the sheets."),
        _again(),
    )


def _print_sheet(printer: DocumentPrinter, bench: Bench) -> Found:
    return _counted(_printed(printer, bench, copies=1), 1)


def _print_copies(printer: DocumentPrinter, bench: Bench) -> Found:
    """See that the printer counts each copy; one that counts those of the first only leaves each such job in doubt."""
    try:
        return _counted(_printed(printer, bench, copies=_COPIES), _COPIES)
    except Refused as refused:
        if refused.fault is not Fault.JOB_REFUSED:
            raise
        return Found(f"{refused.detail}; a service that prints copies cannot be had here", absent=True)


def _printed(printer: DocumentPrinter, bench: Bench, *, copies: int) -> int:
    def trouble(fault: Fault | None) -> None:
        if fault is None:
            bench.technician.say("Mended; the printer goes on.")
        else:
            ill = ailment_of(Role.DOCUMENT_PRINTER, fault)
            bench.technician.say(f"The printer waits: {ill.code} {ill.what}. {ill.remedy}")

    return printer.print(
        self_test_sheet(datetime.now(UTC)),
        job_name="self-test",
        pages=1,
        timeout_s=max(_PRINT_S, bench.within_s),
        cancel=bench.cancel,
        trouble=trouble,
        copies=copies,
    ).sheets


def _counted(sheets: int, wanted: int) -> Found:
    words = f"completed, says the printer, and counted {sheets} sheet" + ("" if sheets == 1 else "s")
    return Found(words, failed=sheets != wanted)


def _wait_taken(printer: DocumentPrinter, bench: Bench) -> Found:
    match printer.wait_taken(timeout_s=bench.within_s, cancel=bench.cancel):
        case MediaState.NOT_PRESENT:
            return Found("the output is empty")
        case MediaState.PRESENT:
            return Found(f"a sheet still lies there after {bench.within_s:g} s", frozenset({Fault.NOT_TAKEN}))
        case _:
            return Found("this printer cannot tell whether sheets lie in its output")


def _again() -> Step:
    return Step("status after", STATUS.do)
