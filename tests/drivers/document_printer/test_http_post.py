"""One POST against servers that do what printers' servers do on bad days."""

import socket
import threading
import time

import pytest
from kit.http_server import answering, server

from drivers.cancel import Cancel
from drivers.document_printer.connection import Server
from drivers.document_printer.device import IppPrinter
from drivers.document_printer.http_post import post
from drivers.errors import Cancelled, DeviceError, ProtocolError, Timeout, Unavailable
from drivers.faults import Fault
from drivers.status import DeviceState


def silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def ask(address, *, body=b"question", timeout_s=2.0, cancel=None):
    return post(
        Server(*address),
        "/ipp/print",
        body,
        content_type="application/ipp",
        timeout_s=timeout_s,
        cancel=cancel or Cancel(),
    )


def test_the_request_as_it_stands_on_the_wire():
    asked = []

    def serve(connection):
        asked.append(connection.recv(65536))
        while b"question" not in asked[-1]:
            asked[-1] += connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer")

    with server(serve) as address:
        assert ask(address) == b"answer"
    lines = asked[0].split(b"\r\n")
    assert lines[0] == b"POST /ipp/print HTTP/1.1"
    assert b"Content-Type: application/ipp" in lines
    assert b"Content-Length: 8" in lines
    assert b"Connection: close" in lines


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nans", b"wer"], id="in pieces"),
        pytest.param(
            [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nans\r\n3\r\nwer\r\n0\r\n\r\n"], id="chunked"
        ),
        pytest.param(
            [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\nanswer"], id="continue, then until the end"
        ),
    ],
)
def test_answers(pieces):
    with server(answering(*pieces)) as address:
        assert ask(address) == b"answer"


@pytest.mark.parametrize(
    ("pieces", "kind"),
    [
        ([], Unavailable),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nans"], Unavailable),
        ([b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"], ProtocolError),
        ([b"@PJL INFO STATUS\r\n"], ProtocolError),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"], DeviceError),
    ],
)
def test_bad_answers(pieces, kind):
    with server(answering(*pieces)) as address, pytest.raises(kind):
        ask(address)


def test_nobody_listens():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        with pytest.raises(Unavailable):
            ask(reserved.getsockname())


@pytest.mark.parametrize("host", ["no-such-printer.invalid", "x" * 300, "a..b"])
def test_no_such_host(host):
    with pytest.raises(Unavailable):
        ask((host, 631))


def test_silence_is_a_timeout():
    with server(silent) as address, pytest.raises(Timeout):
        ask(address, timeout_s=0.05)


def test_a_server_that_does_not_read_is_a_timeout():
    done = threading.Event()
    with server(lambda _connection: done.wait(5.0)) as address:
        with pytest.raises(Timeout):
            ask(address, body=bytes(20_000_000), timeout_s=0.1)
        done.set()


def test_cancelled_in_the_middle():
    cancel = Cancel()
    with server(silent) as address:
        timer = threading.Timer(0.05, cancel.set)
        timer.start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            ask(address, timeout_s=30.0, cancel=cancel)
        assert time.monotonic() - began < 5.0
        timer.join()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"", Fault.CORRUPT_FRAME),
        (b"\x02\x00\x00\x00\x00\x00\x00\x63\x03", Fault.CORRUPT_FRAME),
        (b"\x02\x00\x00\x00\x00\x00\x00\x01\x03", Fault.CORRUPT_FRAME),
        (b"\x02\x00\x05\x07\x00\x00\x00\x01\x03", Fault.BUSY),
        (b"\x02\x00\x04\x06\x00\x00\x00\x01\x03", Fault.JOB_REFUSED),
    ],
)
def test_status_never_raises(answer, fault):
    """No bytes, another request's answer, an answer without the printer's state, and two refusals."""
    http = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer)
    with server(answering(http)) as (host, port):
        status = IppPrinter(f"ipp://{host}:{port}/ipp/print").status()
    assert status.faults == {fault}
    assert not status.ready
    assert status.detail


def test_status_of_a_host_that_is_not_there():
    status = IppPrinter("ipp://no-such-printer.invalid/ipp/print").status()
    assert status.state is DeviceState.OFFLINE


@pytest.mark.parametrize("url", ["http://printer/", "ipp:///ipp/print", "printer", "serial:/dev/ttyUSB0"])
def test_urls_that_name_no_printer(url):
    with pytest.raises(ValueError, match="ipp://host"):
        IppPrinter(url)
