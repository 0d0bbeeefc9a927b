"""What every receipt printer keeps to: the emulated one by default, a real one with `--device receipt_printer=URL`.

A real printer must have paper; it prints a few short receipts. What needs the other end of the wire is skipped.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from kit.patience import soon
from kit.receipts import PROVIDENT_FUND, RARE_NAMES, ink_of, is_blank, one_line, text_bytes
from kit.wires import REPLY_TIMEOUT_S, Plugged, Wire, wire_named, wires_of
from PIL import Image

from drivers.cancel import Cancel
from drivers.catalogue import CATALOGUE
from drivers.errors import Cancelled, DeviceError, ProtocolError, Refused, Timeout, Unavailable
from drivers.faults import Fault, Role, Threshold
from drivers.receipt_printer.device import EscPosPrinter
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.mechanism import SIMULATED_FAULTS
from drivers.receipt_printer.mouth import ReplyNoise
from drivers.receipt_printer.raster import CELL_DOTS, GlyphPen
from drivers.receipt_printer.role import Logo, QrCode, Receipt, ReceiptPrinter
from drivers.status import PaperState

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

SHORT = one_line("凭条 receipt")
FAULTS = sorted(SIMULATED_FAULTS)
STOPPING = sorted(SIMULATED_FAULTS - {Fault.HEAD_HOT})  # a hot head goes on by itself


WIRES = wires_of(Role.RECEIPT_PRINTER)


@contextmanager
def wired(name: str, folder: Path, **options) -> Iterator[Plugged]:
    """A printer of another make, or in another state, than those that `WIRES` has."""
    with wire_named(Role.RECEIPT_PRINTER, name).plugged(folder, **options) as plugged:
        yield plugged
    assert plugged.far_end.unknown == {}


@pytest.fixture
def printer(driver: EscPosPrinter, plugged: Plugged) -> Iterator[ReceiptPrinter]:
    yield driver
    assert plugged.far_end is None or plugged.far_end.unknown == {}


@pytest.fixture
def slow(wire: Wire, device_urls: dict[Role, str], tmp_path: Path) -> Iterator[tuple[EscPosEmulator, ReceiptPrinter]]:
    """A printer whose jobs take long enough to be disturbed."""
    if Role.RECEIPT_PRINTER in device_urls:
        pytest.skip("nobody can make a real printer slow")
    with wired(wire.name, tmp_path, bytes_per_second=500) as plugged:
        yield plugged.far_end, plugged.driver(reply_timeout_s=1.0)


def ends_with(receipt: Image.Image, other: Image.Image) -> bool:
    return receipt.crop((0, receipt.height - other.height, *receipt.size)) == other


def print_short(printer: ReceiptPrinter, *, timeout_s: float = 10.0, cancel: Cancel | None = None) -> None:
    printer.print(SHORT, timeout_s=timeout_s, cancel=cancel or Cancel())


def refusal(printer: ReceiptPrinter, receipt: Receipt = SHORT, *, timeout_s: float = 10.0) -> DeviceError:
    with pytest.raises(DeviceError) as caught:
        printer.print(receipt, timeout_s=timeout_s, cancel=Cancel())
    assert (Role.RECEIPT_PRINTER, caught.value.fault) in CATALOGUE
    return caught.value


# Printing


def test_a_ready_printer_says_so(printer: ReceiptPrinter):
    status = printer.status()
    assert status.ready, status
    assert status.paper in {PaperState.FULL, PaperState.LOW}


def test_prints_and_confirms(printer: ReceiptPrinter):
    printer.print(PROVIDENT_FUND, timeout_s=20.0, cancel=Cancel())
    assert printer.status().ready


def test_one_job_is_one_receipt(printer: ReceiptPrinter, bench: EscPosEmulator):
    printer.print(PROVIDENT_FUND, timeout_s=10.0, cancel=Cancel())
    (receipt,) = bench.take()
    assert not is_blank(receipt)
    assert is_blank(bench.hanging_out())
    assert bench.take() == []


def test_has_printed_when_it_returns_even_on_a_slow_printer(slow):
    emulator, printer = slow
    print_short(printer)
    assert len(emulator.receipts) == 1


@pytest.mark.parametrize("scale", [1, 2])
def test_every_character_of_a_name_comes_out(printer: ReceiptPrinter, bench: EscPosEmulator, scale: int):
    for name in RARE_NAMES:
        printer.print(one_line(name, scale=scale), timeout_s=10.0, cancel=Cancel())
        assert b"?" not in text_bytes(bench.worked_off)
        (receipt,) = bench.take()
        size, x = CELL_DOTS * scale, 0
        for character in name:
            columns = 1 if character.isascii() else 2
            ink = ink_of(receipt, x_dots=x, y_dots=0, size=(columns * size // 2, size))
            assert ink.getbbox() is not None, f"no ink for {character!r}"
            if ord(character) > 0xFFFF:
                assert ink == GlyphPen().draw(character, columns, height_dots=size)
            x += ink.width


def test_a_qr_code_that_fits_no_paper_is_refused_before_anything_is_sent(
    printer: ReceiptPrinter, bench: EscPosEmulator
):
    receipt = Receipt((*SHORT.parts, QrCode("x" * 5000)))
    assert refusal(printer, receipt).fault is Fault.JOB_REFUSED
    assert bench.worked_off == b""


# Faults before the job


def test_low_paper_is_told_and_does_not_keep_from_printing(printer: ReceiptPrinter, bench: EscPosEmulator):
    bench.set_paper_low(True)
    status = printer.status()
    assert (status.paper, status.ready, status.thresholds) == (PaperState.LOW, True, {Threshold.PAPER_LOW})
    print_short(printer)
    assert len(bench.take()) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_a_status_and_a_refusal_and_passes(printer: ReceiptPrinter, bench: EscPosEmulator, fault: Fault):
    bench.set_fault(fault)
    status = printer.status()
    assert status.faults == {fault}
    assert (status.paper is PaperState.OUT) == (fault is Fault.PAPER_OUT)
    error = refusal(printer)
    assert isinstance(error, Refused)
    assert error.fault is fault

    bench.clear_fault()
    assert printer.status().ready
    print_short(printer)
    assert len(bench.take()) == 1, "what was refused never comes out"


def test_a_stopped_cutter_is_set_going_by_the_next_print(printer: ReceiptPrinter, bench: EscPosEmulator):
    bench.set_fault(Fault.CUTTER_ERROR)
    bench.clear_fault()
    print_short(printer)
    assert len(bench.take()) == 1


# Faults in the middle


@pytest.mark.parametrize("fault", STOPPING)
def test_a_fault_in_mid_job_is_doubtful_and_the_rest_never_comes_out(
    printer: ReceiptPrinter, bench: EscPosEmulator, fault: Fault
):
    bench.fail_after(60, fault)
    started = time.monotonic()
    error = refusal(printer, PROVIDENT_FUND)
    assert error.fault is Fault.JOB_DOUBTFUL
    assert time.monotonic() - started < 5.0, "a stopped printer is noticed long before the time is over"
    assert printer.status().faults == {fault}

    bench.clear_fault()
    assert printer.status().ready
    assert bench.take() == []
    torso = bench.hanging_out()
    print_short(printer)
    first, second = bench.take()
    assert first.crop((0, 0, *torso.size)) == torso, "the half receipt is cut off before the next resident's"
    print_short(printer)
    assert bench.take() == [second]


def test_a_hot_head_goes_on_by_itself(printer: ReceiptPrinter, bench: EscPosEmulator):
    bench.fail_after(60, Fault.HEAD_HOT)
    with soon(bench.clear_fault, after_s=0.6):
        printer.print(PROVIDENT_FUND, timeout_s=20.0, cancel=Cancel())
    assert len(bench.take()) == 1


def test_a_head_that_stays_hot_is_doubtful_in_the_end(printer: ReceiptPrinter, bench: EscPosEmulator):
    bench.fail_after(60, Fault.HEAD_HOT)
    assert refusal(printer, PROVIDENT_FUND, timeout_s=1.0).fault is Fault.JOB_DOUBTFUL


def test_a_cutter_that_sticks_once_is_told_to_try_again(printer: ReceiptPrinter, bench: EscPosEmulator):
    bench.stick_cutter()
    print_short(printer)
    (receipt,) = bench.take()
    assert not is_blank(receipt)
    assert printer.status().ready


def test_the_roll_comes_to_its_end_by_itself(printer: ReceiptPrinter, bench: EscPosEmulator):
    print_short(printer)
    (receipt,) = bench.take()
    bench.load_roll(3_000 + 1.5 * receipt.height / 8)
    assert printer.status().paper is PaperState.FULL
    print_short(printer)
    print_short(printer)
    assert printer.status().thresholds == {Threshold.PAPER_LOW}
    bench.load_roll(0.5 * receipt.height / 8)
    assert refusal(printer).fault is Fault.JOB_DOUBTFUL
    assert bench.roll_mm == 0
    assert printer.status().paper is PaperState.OUT
    assert refusal(printer).fault is Fault.PAPER_OUT

    bench.load_roll()
    assert printer.status().ready
    bench.take()
    print_short(printer)
    assert ends_with(bench.take()[-1], receipt)


@pytest.mark.parametrize("fault", [Fault.COVER_OPEN, Fault.PAPER_OUT])
def test_a_printer_that_waits_for_a_word_gets_it(tmp_path: Path, fault: Fault):
    with wired("tcp", tmp_path, waits_for_recovery=True) as at:
        printer = at.driver()
        at.far_end.fail_after(60, fault)
        assert refusal(printer, PROVIDENT_FUND).fault is Fault.JOB_DOUBTFUL
        assert printer.status().faults == {fault}
        at.far_end.clear_fault()
        assert printer.status().ready
        print_short(printer)
        assert len(at.far_end.take()) == 2


@pytest.mark.parametrize("automatic", [True, False])
def test_a_fault_is_noticed_while_the_job_is_still_being_sent(tmp_path: Path, *, automatic: bool):
    """Its buffer is full and it takes nothing any more: only what it tells by itself says so before the deadline."""
    with wired("usb", tmp_path, bytes_per_second=2000, buffer_bytes=256, automatic=automatic) as at:
        printer, started = at.driver(), time.monotonic()
        at.far_end.fail_after(200, Fault.COVER_OPEN)
        assert refusal(printer, PROVIDENT_FUND, timeout_s=4.0).fault is Fault.JOB_DOUBTFUL
        assert (time.monotonic() - started < 3.0) is automatic


@pytest.mark.parametrize("automatic", [True, False])
def test_a_fault_behind_the_last_byte_is_noticed_at_once(tmp_path: Path, *, automatic: bool):
    """A printer that tells by itself is asked once a second; one that does not, often."""
    took_s = []
    while not took_s or (min(took_s) >= 0.8 and len(took_s) < 3):  # the machine may be busy with something else
        with wired("tcp", tmp_path, bytes_per_second=500, automatic=automatic) as at:
            printer, opened_at = at.driver(), []

            def open_cover(at=at, opened_at=opened_at) -> None:
                opened_at.append(time.monotonic())
                at.far_end.set_fault(Fault.COVER_OPEN)

            with soon(open_cover, after_s=0.3):
                assert refusal(printer, PROVIDENT_FUND).fault is Fault.JOB_DOUBTFUL
            took_s.append(time.monotonic() - opened_at[0])
            assert printer.status().faults == {Fault.COVER_OPEN}
    assert min(took_s) < 0.8


def test_a_printer_that_tells_nothing_by_itself_prints_as_well(tmp_path: Path):
    with wired("tcp", tmp_path, bytes_per_second=2000, automatic=False) as at:
        at.driver().print(PROVIDENT_FUND, timeout_s=20.0, cancel=Cancel())
        assert len(at.far_end.take()) == 1


def test_a_printer_that_loses_power_in_mid_job_is_doubtful(slow):
    emulator, printer = slow
    with soon(emulator.unplug, after_s=0.4):
        assert refusal(printer, PROVIDENT_FUND).fault is Fault.JOB_DOUBTFUL
    emulator.replug()
    print_short(printer)
    assert len(emulator.take()) == 2, "the torso and the new receipt"


def test_half_a_receipt_of_a_program_that_was_killed_is_cut_off_before_the_next(wire: Wire, tmp_path: Path):
    """Only a file can tell the next program of it; one that finds no file cuts nothing off."""
    mark = tmp_path / "mark"
    with wired(wire.name, tmp_path, bytes_per_second=500) as plugged:
        emulator = plugged.far_end
        with soon(emulator.unplug, after_s=0.4):
            assert refusal(plugged.driver(torso_mark=mark), PROVIDENT_FUND).fault is Fault.JOB_DOUBTFUL
        assert mark.exists()
        emulator.replug()
        for papers in (2, 1):
            print_short(plugged.driver(torso_mark=mark))
            assert len(emulator.take()) == papers
            assert not mark.exists()


def test_a_job_that_is_not_confirmed_in_time_is_doubtful(slow):
    emulator, printer = slow
    assert refusal(printer, PROVIDENT_FUND, timeout_s=0.5).fault is Fault.JOB_DOUBTFUL
    assert emulator.receipts == []


def test_a_command_cut_short_swallows_at_most_one_attempt(tmp_path: Path):
    with wired("tcp", tmp_path) as at:
        parts = urlsplit(at.url)
        with socket.create_connection((parts.hostname, parts.port)) as other:
            other.sendall(b"\x1b*\x21\xff\xff")
            other.shutdown(socket.SHUT_WR)
            assert other.recv(1) == b""
        printer = at.driver()
        assert isinstance(refusal(printer), Timeout)
        print_short(printer)
        assert not is_blank(at.far_end.take()[-1])


def test_half_a_picture_in_an_old_printer_does_not_swallow_the_next_receipts(tmp_path: Path):
    """It does not know how to forget what it has, and keeps its power while the cable is out."""
    picture = Receipt((Logo(Image.new("L", (576, 400))),))
    with wired("usb", tmp_path, clears=False) as at:
        printer = at.driver()
        print_short(printer)
        (reference,) = at.far_end.take()
        for size in (200, 5_000):
            at.far_end.unplug_after(size)
            assert refusal(printer, picture).fault is Fault.JOB_DOUBTFUL
            at.far_end.replug()
            print_short(printer)
            assert at.far_end.take()[-1] == reference


# Spoilt replies


@pytest.mark.parametrize(
    "noise",
    [
        ReplyNoise(before=b"\x11"),  # XON
        ReplyNoise(after=b"\x93\xff"),
        ReplyNoise(before=b"\x10\x00\x0c\x00"),  # automatic status that says "no paper"
        ReplyNoise(delay_s=0.05),
    ],
)
def test_replies_with_company_are_understood(printer: ReceiptPrinter, bench: EscPosEmulator, noise: ReplyNoise):
    bench.spoil_replies(noise)
    assert printer.status().ready
    print_short(printer)
    assert len(bench.take()) == 1


@pytest.mark.parametrize(
    ("noise", "fault"),
    [
        (ReplyNoise(after=b"\x7e"), Fault.CORRUPT_FRAME),  # two answers that contradict each other
        (ReplyNoise(instead=b"\xff\xff"), Fault.CORRUPT_FRAME),
        (ReplyNoise(instead=b"\x32"), Fault.CORRUPT_FRAME),  # half of "no paper"
        (ReplyNoise(instead=b""), Fault.TIMEOUT),
        (ReplyNoise(delay_s=3 * REPLY_TIMEOUT_S), Fault.TIMEOUT),
    ],
)
def test_spoilt_replies_are_never_read_as_no_paper(
    printer: ReceiptPrinter, bench: EscPosEmulator, noise: ReplyNoise, fault: Fault
):
    bench.spoil_replies(noise)
    status = printer.status()
    assert status.faults == {fault}
    assert status.paper is PaperState.UNKNOWN
    error = refusal(printer)
    assert isinstance(error, Timeout if fault is Fault.TIMEOUT else ProtocolError)
    assert bench.take() == []

    bench.spoil_replies(ReplyNoise())
    assert printer.status().ready


@pytest.mark.parametrize(
    "noise", [ReplyNoise(before=b"\x00"), ReplyNoise(after=b"\x00"), ReplyNoise(after=b"\x00\x0f")]
)
def test_noise_that_looks_like_the_confirmation_is_none(tmp_path: Path, noise: ReplyNoise):
    with wired("tcp", tmp_path, bytes_per_second=500, automatic=False) as at:
        with soon(lambda: at.far_end.spoil_replies(noise), after_s=0.1):
            error = refusal(at.driver(), PROVIDENT_FUND, timeout_s=1.5)
        assert error.fault is Fault.JOB_DOUBTFUL
        assert at.far_end.receipts == []


def test_one_such_byte_delays_the_confirmation(tmp_path: Path):
    """The break of a serial line that was touched is a NUL."""
    with wired("tcp", tmp_path, bytes_per_second=500) as at:
        with soon(lambda: at.far_end.say(b"\x00"), after_s=0.6):
            at.driver().print(PROVIDENT_FUND, timeout_s=20.0, cancel=Cancel())
        assert len(at.far_end.receipts) == 1


# The cable


def test_replugged_it_prints_only_what_it_is_told_then(printer: ReceiptPrinter, bench: EscPosEmulator):
    bench.unplug()
    assert isinstance(refusal(printer), Unavailable)
    bench.replug()
    print_short(printer)
    assert len(bench.take()) == 1


def test_a_cable_that_is_back_before_it_was_missed(printer: ReceiptPrinter, bench: EscPosEmulator):
    assert printer.status().ready
    bench.pull_cable()
    bench.replug()
    print_short(printer)
    assert len(bench.take()) == 1


# Configuration


@pytest.mark.parametrize("url", ["", "serial:", "serial:/dev/ttyS0?baud=fast", "usb:printer", "/dev/usb/lp0", "lp:"])
def test_a_name_that_is_none_is_told_at_once(url: str):
    with pytest.raises(ValueError, match="serial:/dev/ttyUSB0"):
        EscPosPrinter(url)


def test_a_charset_that_is_none_is_told_at_once():
    with pytest.raises(ValueError, match="gb18030, gbk, none"):
        EscPosPrinter("lp:/dev/usb/lp0", charset="utf-8")


def test_nothing_is_opened_before_it_is_needed():
    for url in ("serial:/dev/nowhere", "tcp://nowhere.invalid", "usb:0000:0000", "lp:/dev/nowhere"):
        printer = EscPosPrinter(url)
        printer.close()
        printer.close()


# Cancelling


def test_cancelled_beforehand_prints_nothing(printer: ReceiptPrinter, bench: EscPosEmulator):
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        print_short(printer, cancel=cancel)
    assert bench.worked_off == b""


def test_cancelled_in_mid_job_is_doubtful_at_once_and_the_printer_forgets_the_rest(slow):
    emulator, printer = slow
    cancel, set_at = Cancel(), []

    def give_up() -> None:
        set_at.append(time.monotonic())
        cancel.set()

    with soon(give_up, after_s=0.4), pytest.raises(Refused) as caught:
        printer.print(PROVIDENT_FUND, timeout_s=30.0, cancel=cancel)
    assert caught.value.fault is Fault.JOB_DOUBTFUL
    assert time.monotonic() - set_at[0] < 1.0
    print_short(printer)
    torso, short = emulator.take()
    assert torso.height < short.height + 600, "the rest of the cancelled job did not come out"
