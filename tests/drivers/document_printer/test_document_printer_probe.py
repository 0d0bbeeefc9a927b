"""What a look at an address finds: printers that will do, and silence about all the rest."""

import time
from collections.abc import Iterator

import pytest
from kit.http_server import answering, server

from drivers.cancel import Cancel
from drivers.document_printer import probe
from drivers.document_printer.device import IppPrinter
from drivers.document_printer.emulator import IppEvePrinter
from drivers.document_printer.ipp import Group, GroupTag, Message, attribute
from drivers.document_printer.ipp_values import Tag
from drivers.document_printer.private_cups import PrivateCups
from drivers.faults import Role
from drivers.finding import Finding

OPERATIONS = (5, 6, 8, 9, 10, 11)


@pytest.fixture(scope="module")
def emulator(tmp_path_factory) -> Iterator[IppEvePrinter]:
    emulator = IppEvePrinter(tmp_path_factory.mktemp("printed"))
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture(scope="module")
def queue(emulator) -> Iterator[PrivateCups]:
    queue = PrivateCups(emulator.url)
    queue.start()
    yield queue
    queue.stop()


def look(address):
    return probe.look(address, Cancel())


def test_a_printer(emulator):
    finding = look(emulator.url)
    assert finding == Finding(Role.DOCUMENT_PRINTER, emulator.url, "Example Printer")
    assert IppPrinter(finding.url).status().ready
    assert emulator.documents == ()


def test_a_queue(queue):
    assert look(queue.url) == Finding(Role.DOCUMENT_PRINTER, queue.url, "Example Printer")


def test_the_queues_of_this_machine(queue, monkeypatch):
    socket = queue.url.partition("=")[2]
    monkeypatch.setenv("CUPS_SERVER", socket)
    assert probe.addresses(Cancel()) == [queue.url]
    monkeypatch.setenv("CUPS_SERVER", f"{socket}-of-nobody")
    assert probe.addresses(Cancel()) == []


def test_a_queue_that_cannot_tell():
    queue = PrivateCups("socket://127.0.0.1:9100", driver="raw")
    queue.start()
    assert look(queue.url) is None
    queue.stop()


@pytest.mark.parametrize(
    "address",
    [
        "serial:/dev/ttyUSB0",
        "ipp://127.0.0.1:1/ipp/print",
        "cups:no-such?socket=/nowhere",
        "ipp://no-such-printer.invalid/",
        "",
        "cups:",
    ],
)
def test_nothing_there(address):
    assert look(address) is None


def describing(formats, operations):
    attributes = (
        attribute("printer-state", Tag.ENUM, 3),
        attribute("printer-make-and-model", Tag.TEXT, "A printer"),
        attribute("document-format-supported", Tag.MIME_TYPE, *formats),
        attribute("operations-supported", Tag.ENUM, *operations),
    )
    body = Message(0, 1, (Group(GroupTag.PRINTER, attributes),)).encode()
    return answering(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


@pytest.mark.parametrize(
    ("formats", "operations", "fits"),
    [
        (("image/pwg-raster", "application/pdf"), OPERATIONS, True),
        (("image/pwg-raster",), OPERATIONS, False),
        (("application/pdf",), OPERATIONS[1:], False),
    ],
)
def test_what_a_printer_must_be_able_to(formats, operations, fits):
    with server(describing(formats, operations)) as (host, port):
        assert (look(f"ipp://{host}:{port}/ipp/print") is not None) == fits


def test_something_else_that_is_silent():
    def silent(connection):
        while connection.recv(65536):
            pass

    with server(silent) as (host, port):
        began = time.monotonic()
        assert look(f"ipp://{host}:{port}/") is None
        assert 2.0 < time.monotonic() - began < 10.0
