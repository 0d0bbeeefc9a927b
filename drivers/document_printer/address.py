"""How a printer's address is written, and where its requests go.

    ipp://host:631/ipp/print                            a printer itself
    ipps://host:631/ipp/print?fingerprint=sha256:HEX    the same over TLS; printers sign their own certificates
    cups:QUEUE?socket=/run/cups/cups.sock               a queue of this machine's print server
    cups://host:631/QUEUE                               a queue of another machine's

A queue may bear the fingerprint too: it is the printer's behind it, when the queue leads to an `ipps:` one.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from drivers.document_printer.connection import Server

_IPP_PORT = 631
CUPS_SOCKET = "/run/cups/cups.sock"
_FORMS = (
    "ipp://host:631/ipp/print, ipps://host:631/ipp/print?fingerprint=sha256:HEX, cups:QUEUE or cups://host:631/QUEUE"
)


@dataclass(frozen=True)
class Address:
    """`uri` is how IPP names the printer or queue, `path` what HTTP asks `server` for.

    `fingerprint` is that of the printer behind a queue.
    """

    uri: str
    path: str
    server: Server
    is_queue: bool = False
    fingerprint: str = ""


def address_of(url: str) -> Address:
    """Return where `url` leads.

    Raises:
        ValueError: it names no printer; the text says how to write one.
    """
    try:
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.scheme == "cups":
            return _queue(parts, options)
        return printer_at(url, fingerprint=_digits(options))
    except ValueError as error:
        raise ValueError(f"{url!r} names no printer ({error}); write {_FORMS}") from error


def printer_at(url: str, *, fingerprint: str = "") -> Address:
    """Return where the `ipp:` or `ipps:` url of a printer leads; a query in it is CUPS' or ours, not the printer's.

    Raises:
        ValueError: it is none.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"ipp", "ipps"} or not parts.hostname:
        raise ValueError("it is no address of an IPP printer")
    tls = parts.scheme == "ipps"
    if fingerprint and not tls:
        raise ValueError("only an ipps: address has a certificate")
    uri, path = parts._replace(query="", fragment="").geturl(), parts.path or "/"
    return Address(uri, path, Server(parts.hostname, parts.port or _IPP_PORT, tls=tls, fingerprint=fingerprint))


def _queue(parts: SplitResult, options: dict[str, str]) -> Address:
    host, name = parts.hostname or "localhost", unquote(parts.path.removeprefix("/" if parts.netloc else ""))
    if not name or "/" in name:
        raise ValueError("the name of the queue is missing" if not name else "a queue's name has no /")
    if parts.netloc and "socket" in options:
        raise ValueError("either a host or a socket")
    socket_path = "" if parts.netloc else options.get("socket", CUPS_SOCKET)
    server, path = Server(host, parts.port or _IPP_PORT, socket_path), f"/printers/{quote(name, safe='')}"
    return Address(f"ipp://{parts.netloc or host}{path}", path, server, is_queue=True, fingerprint=_digits(options))


def _digits(options: dict[str, str]) -> str:
    """Return the hex digits of the fingerprint among `options`, without the colons that people paste."""
    given = options.get("fingerprint", "")
    digits = given.lower().removeprefix("sha256:").replace(":", "")
    if given and not re.fullmatch("[0-9a-f]{64}", digits):
        raise ValueError("a fingerprint is sha256: and 64 hex digits")
    return digits
