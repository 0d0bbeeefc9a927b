"""Answers that are cut, torn, endless or mad: a clear fault in time and bounded memory, nothing for a log to obey."""

import contextlib
import resource
import socket
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit.http_server import answering, read_whole, server

from drivers.catalogue import CATALOGUE
from drivers.document_printer.device import IppPrinter
from drivers.document_printer.ipp import Group, GroupTag, Message, attribute
from drivers.document_printer.ipp_values import Tag
from drivers.faults import Fault, Role

OK = b"HTTP/1.1 200 OK\r\n"


def printer_says(*attributes) -> bytes:
    """The IPP answer to the first question of an `IppPrinter`."""
    idle = attribute("printer-state", Tag.ENUM, 3)
    return Message(0, 1, (Group(GroupTag.PRINTER, (idle, *attributes)),)).encode()


def http(body: bytes) -> bytes:
    return OK + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def status_at(address):
    status = IppPrinter("ipp://{}:{}/ipp/print".format(*address)).status()
    assert all((Role.DOCUMENT_PRINTER, fault) in CATALOGUE for fault in status.faults)
    assert status.detail.isprintable()
    assert len(status.detail) < 4000
    return status


ANSWER = http(
    printer_says(
        attribute("printer-state-reasons", Tag.KEYWORD, "media-low-report", "toner-low-report"),
        attribute("printer-is-accepting-jobs", Tag.BOOLEAN, True),
        attribute("printer-supply", Tag.OCTETS, b"class=supplyThatIsConsumed;type=toner;maxcapacity=100;level=9;"),
    )
)


def test_torn_at_every_byte():
    """The answer in two pieces, wherever it is torn."""
    pieces = iter([(ANSWER[:cut], ANSWER[cut:]) for cut in range(1, len(ANSWER))])

    def serve(connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answering(*next(pieces))(connection)

    with server(serve) as address:
        for _ in range(1, len(ANSWER)):
            assert status_at(address).ready


def test_cut_at_every_byte():
    """The connection ends after each byte but the last: never a state that was not told."""
    cuts = iter(range(len(ANSWER)))

    def serve(connection):
        answering(ANSWER[: next(cuts)])(connection)

    with server(serve) as address:
        for _ in range(len(ANSWER)):
            faults = status_at(address).faults
            assert faults in ({Fault.OFFLINE}, {Fault.CORRUPT_FRAME})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bytes_in_a_good_answer(data):
    body = bytearray(printer_says(attribute("printer-state-reasons", Tag.KEYWORD, "none")))
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    with server(answering(http(bytes(body)))) as address:
        status_at(address)


def endless(head: bytes, piece: bytes):
    """A server that sends `piece` for ever; `sent` counts the bytes that were taken from it."""
    sent = []

    def serve(connection):
        read_whole(connection)
        with contextlib.suppress(OSError):
            connection.sendall(head)
            while True:
                connection.sendall(piece)
                sent.append(len(piece))

    return serve, sent


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        pytest.param(OK + b"\r\n", bytes(65536), id="until the end, which never comes"),
        pytest.param(OK + b"Content-Length: 99999999999\r\n\r\n", bytes(65536), id="a length that lies"),
        pytest.param(
            OK + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + bytes(65536) + b"\r\n", id="endless chunks"
        ),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n", bytes(65536), id="one giant chunk"),
        pytest.param(OK, b"X-More: and more\r\n", id="endless headers"),
        pytest.param(OK + b"X: ", b"x" * 65536, id="an endless header"),
        pytest.param(b"", b"x" * 65536, id="an endless status line"),
    ],
)
def test_endless_answers_end_with_us(head, piece):
    serve, sent = endless(head, piece)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    with server(serve) as address:
        assert status_at(address).faults == {Fault.CORRUPT_FRAME}
    assert time.monotonic() - began < 5.0
    assert sum(sent) < 16 * 2**20, "what the kernel buffers is all that may be taken beyond our bound"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # KiB


def test_continue_for_ever_is_a_timeout():
    serve, _ = endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n")
    with server(serve) as address:
        assert status_at(address).faults == {Fault.TIMEOUT}


def test_more_words_than_any_printer_has():
    words = tuple(f"com.example-word-{number}" for number in range(10_000))
    with server(answering(http(printer_says(attribute("printer-state-reasons", Tag.KEYWORD, *words))))) as address:
        status = status_at(address)
    assert status.ready
    assert status.detail.count(",") < 50


@pytest.mark.parametrize("word", ["a\x1b[2Jb", "a\r\nERROR forged", "a\u202egnp", "x" * 5000, "a\x00b"])
def test_words_that_are_more_than_words(word):
    with server(answering(http(printer_says(attribute("printer-state-reasons", Tag.KEYWORD, word))))) as address:
        status = status_at(address)
    assert status.ready
    assert status.detail.startswith("IDLE: ")
