"""A printer with a certificate that it signed itself, as ippeveprinter signs its own: only the pinned one is taken."""

import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator

import pytest
import typst
from kit.http_server import server

from drivers.cancel import Cancel
from drivers.document_printer.address import address_of
from drivers.document_printer.connection import Server
from drivers.document_printer.device import IppPrinter
from drivers.document_printer.emulator import IppEvePrinter
from drivers.document_printer.http_post import post
from drivers.document_printer.private_cups import PrivateCups
from drivers.errors import Cancelled, Timeout
from drivers.faults import Fault
from drivers.status import DeviceState

PDF = typst.compile(b'#set page(paper: "a4")\nA')


@pytest.fixture(scope="module")
def emulator(tmp_path_factory) -> Iterator[IppEvePrinter]:
    emulator = IppEvePrinter(tmp_path_factory.mktemp("printed"))
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture(scope="module")
def fingerprint(emulator) -> str:
    server = address_of(emulator.url).server
    pem = ssl.get_server_certificate((server.host, server.port))
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


@pytest.fixture
def url(emulator) -> str:
    return emulator.url.replace("ipp://", "ipps://")


def print_one(url):
    return IppPrinter(url).print(
        PDF, job_name="one", pages=1, timeout_s=30.0, cancel=Cancel(), trouble=lambda _fault: None
    )


def test_the_pinned_certificate(url, fingerprint, emulator):
    pinned = f"{url}?fingerprint=sha256:{fingerprint}"
    assert IppPrinter(pinned).status().ready
    assert print_one(pinned).sheets == 1
    assert emulator.documents[-1] == PDF


def test_as_openssl_writes_it(url, fingerprint):
    colons = ":".join(fingerprint[at : at + 2] for at in range(0, 64, 2)).upper()
    assert IppPrinter(f"{url}?fingerprint=sha256:{colons}").status().ready


def test_another_certificate_is_not_spoken_to_and_its_fingerprint_is_told(url, fingerprint):
    status = IppPrinter(f"{url}?fingerprint=sha256:{'0' * 64}").status()
    assert status.state is DeviceState.OFFLINE
    assert status.faults == {Fault.OFFLINE}
    assert f"sha256:{fingerprint}" in status.detail


def test_a_certificate_that_nobody_vouches_for(url):
    status = IppPrinter(url).status()
    assert status.faults == {Fault.OFFLINE}
    assert "certificate verify failed" in status.detail


def test_a_printer_without_tls(fingerprint):
    def plain(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with server(plain) as (host, port):
        status = IppPrinter(f"ipps://{host}:{port}/ipp/print?fingerprint=sha256:{fingerprint}").status()
    assert status.faults == {Fault.OFFLINE}


def silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def test_a_handshake_that_never_ends():
    with server(silent) as address, pytest.raises(Timeout):
        ask(Server(*address, tls=True), timeout_s=0.05)


def test_cancelled_in_the_handshake():
    cancel = Cancel()
    with server(silent) as address:
        timer = threading.Timer(0.05, cancel.set)
        timer.start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            ask(Server(*address, tls=True), timeout_s=30.0, cancel=cancel)
        assert time.monotonic() - began < 5.0
        timer.join()


def ask(server, *, timeout_s, cancel=None):
    return post(server, "/", b"", content_type="application/ipp", timeout_s=timeout_s, cancel=cancel or Cancel())


def test_through_a_queue_that_leads_to_it(url, fingerprint):
    queue = PrivateCups(url)
    queue.start()
    assert print_one(f"{queue.url}&fingerprint=sha256:{fingerprint}").sheets == 1
    queue.stop()
