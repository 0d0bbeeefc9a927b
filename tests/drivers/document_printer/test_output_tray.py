"""Whether a document was taken, as far as printers can tell; ippeveprinter cannot, so small servers play such a one."""

import socket
import time
from collections.abc import Iterator

import pytest
from kit.http_server import read_whole, server

from drivers.cancel import Cancel
from drivers.document_printer.device import IppPrinter
from drivers.document_printer.emulator import IppEvePrinter
from drivers.document_printer.ipp import Group, GroupTag, Message, attribute
from drivers.document_printer.ipp_values import Tag
from drivers.errors import Cancelled
from drivers.status import MediaState


class TrayPrinter:
    """Answers each question with its state and its one output tray; `remaining` holds one answer after the other."""

    def __init__(self, *remaining: str) -> None:
        self.remaining = list(remaining)
        self._request_id = 0

    def serve(self, connection: socket.socket) -> None:
        read_whole(connection)
        self._request_id += 1
        left = self.remaining.pop(0) if len(self.remaining) > 1 else self.remaining[0]
        tray = f"type=unRemovableBin;maxcapacity=150;remaining={left};status=0;name=face-down;".encode()
        attributes = (
            attribute("printer-state", Tag.ENUM, 3),
            attribute("printer-state-reasons", Tag.KEYWORD, "none"),
            attribute("printer-output-tray", Tag.OCTETS, tray),
        )
        body = Message(0, self._request_id, (Group(GroupTag.PRINTER, attributes),)).encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


def at(address) -> IppPrinter:
    return IppPrinter("ipp://{}:{}/ipp/print".format(*address), poll_s=0.01)


def wait(printer, timeout_s=10.0) -> MediaState:
    return printer.wait_taken(timeout_s=timeout_s, cancel=Cancel())


def test_taken():
    with server(TrayPrinter("149", "149", "148", "150").serve) as address:
        assert wait(at(address)) is MediaState.NOT_PRESENT


def test_still_lying_there():
    with server(TrayPrinter("149").serve) as address:
        assert wait(at(address), timeout_s=0.05) is MediaState.PRESENT


def test_an_empty_tray_is_believed_once_it_was_seen_with_a_sheet():
    printer = TrayPrinter("150")
    with server(printer.serve) as address:
        driver = at(address)
        assert driver.status().media is MediaState.NOT_SUPPORTED
        assert wait(driver) is MediaState.NOT_SUPPORTED
        printer.remaining = ["149"]
        assert driver.status().media is MediaState.PRESENT
        printer.remaining = ["150"]
        assert driver.status().media is MediaState.NOT_PRESENT
        assert wait(driver) is MediaState.NOT_PRESENT


@pytest.mark.parametrize("remaining", ["-2", "-3", "", "many"])
def test_a_tray_that_does_not_count(remaining):
    with server(TrayPrinter(remaining).serve) as address:
        began = time.monotonic()
        assert wait(at(address), timeout_s=30.0) is MediaState.NOT_SUPPORTED
        assert time.monotonic() - began < 10.0, "there is nothing to wait for"


def test_a_printer_that_is_gone():
    with server(TrayPrinter("149").serve) as address:
        driver = at(address)
        assert driver.status().media is MediaState.PRESENT
    assert driver.status().media is MediaState.UNKNOWN
    assert wait(driver, timeout_s=0.05) is MediaState.UNKNOWN


def test_cancelled():
    cancel = Cancel()
    cancel.set()
    with server(TrayPrinter("149").serve) as address, pytest.raises(Cancelled):
        at(address).wait_taken(timeout_s=30.0, cancel=cancel)


@pytest.fixture
def emulator(tmp_path) -> Iterator[IppEvePrinter]:
    emulator = IppEvePrinter(tmp_path)
    emulator.start()
    yield emulator
    emulator.stop()


def test_the_emulated_printer_has_no_sensor(emulator):
    driver = IppPrinter(emulator.url)
    assert driver.status().media is MediaState.NOT_SUPPORTED
    assert wait(driver, timeout_s=30.0) is MediaState.NOT_SUPPORTED
