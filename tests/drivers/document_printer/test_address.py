"""How printers and queues are written, and what is said to those who write them otherwise."""

import pytest

from drivers.document_printer.address import Address, address_of
from drivers.document_printer.connection import Server
from drivers.document_printer.device import IppPrinter

PIN = "ab" * 32


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (
            "ipp://192.168.1.21/ipp/print",
            Address("ipp://192.168.1.21/ipp/print", "/ipp/print", Server("192.168.1.21", 631)),
        ),
        ("ipp://[fe80::1]:8631/", Address("ipp://[fe80::1]:8631/", "/", Server("fe80::1", 8631))),
        (
            f"ipps://printer/ipp/print?fingerprint=sha256:{PIN.upper()}",
            Address("ipps://printer/ipp/print", "/ipp/print", Server("printer", 631, tls=True, fingerprint=PIN)),
        ),
        (
            "cups:documents",
            Address(
                "ipp://localhost/printers/documents",
                "/printers/documents",
                Server("localhost", 631, "/run/cups/cups.sock"),
                is_queue=True,
            ),
        ),
        (
            f"cups:A4?socket=/tmp/s&fingerprint={PIN}",
            Address(
                "ipp://localhost/printers/A4",
                "/printers/A4",
                Server("localhost", 631, "/tmp/s"),
                is_queue=True,
                fingerprint=PIN,
            ),
        ),
        (
            "cups://server:8631/%E6%96%87%E4%BB%B6",
            Address(
                "ipp://server:8631/printers/%E6%96%87%E4%BB%B6",
                "/printers/%E6%96%87%E4%BB%B6",
                Server("server", 8631),
                is_queue=True,
            ),
        ),
    ],
)
def test_addresses(url, address):
    assert address_of(url) == address


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("cups:", "name of the queue is missing"),
        ("cups://server", "name of the queue is missing"),
        ("cups:a/b", "no /"),
        ("cups:///a", "no /"),
        ("cups://server/a?socket=/tmp/s", "either a host or a socket"),
        ("ipps://printer/?fingerprint=sha256:abc", "64 hex digits"),
        (f"ipp://printer/?fingerprint={PIN}", "only an ipps: address"),
        ("ipp://printer:port/", "Port could not be cast"),
        ("usb:04b8:0007", "no address of an IPP printer"),
    ],
)
def test_what_is_none_is_told_at_once(url, why):
    with pytest.raises(ValueError, match="names no printer") as caught:
        IppPrinter(url)
    assert why in str(caught.value)
    assert "write ipp://host:631/ipp/print" in str(caught.value)
