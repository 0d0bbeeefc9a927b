"""What scanners are told and asked, as bytes. Pure; the one place to change when a model differs.

| dialect    | trigger on  | trigger off | query                       | answer ends with                     |
|------------|-------------|-------------|-----------------------------|--------------------------------------|
| honeywell  | SYN T CR    | SYN U CR    | SYN M CR REVINF .           | ACK, ENQ or NAK, then a full stop    |
| newland    | SOH T EOT   | SOH P EOT   | ~ SOH 0000@QRYSYS; ETX      | ACK, ENQ or NAK, then ; ETX          |
| continuous | reads all the time and takes no commands                                                        |

Sources. Honeywell: triggers, menu prefix and the three answers stand alike in the user's guides of several models
(3800, 4820, N86XX; also NCR 7837, Datalogic 7000, Canmax) [2+]; the query's name REVINF [1, from memory]. Its trigger
mode must be "manual, serial" (TRGMOD0). Newland: triggers seen in two field programs [2]; prefix, suffix and the three
answers in the user guides of HR42 and HR52 [2+], the query QRYSYS in the vendor's sample programs [2]. How either
lays out its answer's text is not relied on, except that a line "Product Name: …" becomes the name [1].
"""

import re
from dataclasses import dataclass
from enum import IntEnum

ANSWER_LIMIT = 2048
"""Bytes; a system report takes some hundred."""

_NAME = re.compile(rb"Product Name:\s*([ -~]{1,64})")


class Verdict(IntEnum):
    """What a scanner says of a command."""

    ENQ = 0x05  # there is no such command
    ACK = 0x06
    NAK = 0x15  # there is, but not with this value


@dataclass(frozen=True)
class Dialect:
    """The bytes of one family. `trigger_on` is empty where the scanner reads all the time."""

    name: str
    trigger_on: bytes = b""
    trigger_off: bytes = b""
    query: bytes = b""
    answer_mark: bytes = b""  # stands behind the verdict, at the answer's end

    @property
    def triggered(self) -> bool:
        return bool(self.trigger_on)


HONEYWELL = Dialect("honeywell", b"\x16T\r", b"\x16U\r", b"\x16M\rREVINF.", b".")
NEWLAND = Dialect("newland", b"\x01T\x04", b"\x01P\x04", b"~\x010000@QRYSYS;\x03", b";\x03")
CONTINUOUS = Dialect("continuous")
DIALECTS = {dialect.name: dialect for dialect in (NEWLAND, HONEYWELL, CONTINUOUS)}


@dataclass(frozen=True)
class Report:
    """A scanner's answer to its query. `product` is empty where it does not say; always printable ASCII."""

    verdict: Verdict
    product: str = ""


def read_report(dialect: Dialect, answer: bytes) -> Report | None:
    """Understand what has come of an answer; None while its end is missing."""
    ends = [(at, verdict) for verdict in Verdict if (at := answer.find(bytes((verdict,)) + dialect.answer_mark)) >= 0]
    if not ends:
        return None
    at, verdict = min(ends)
    named = _NAME.search(answer, 0, at)
    return Report(verdict, named[1].decode("ascii").strip() if named else "")


def write_report(dialect: Dialect, report: Report) -> bytes:
    """The scanner's side: the query's echo, the text, the verdict."""
    echo = b"\x02" + dialect.query[1 : -len(dialect.answer_mark)] if dialect is NEWLAND else b"REVINF"
    text = f"Product Name: {report.product}\r\n".encode("ascii") if report.product else b""
    return echo + text + bytes((report.verdict,)) + dialect.answer_mark
