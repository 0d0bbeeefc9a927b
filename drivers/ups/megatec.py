"""The Megatec protocol's lines ↔ values. Pure.

    host  Q1<CR>
    UPS   (MMM.M NNN.N PPP.P QQQ RR.R S.SS TT.T b7b6b5b4b3b2b1b0<CR>

Input, fault and output voltage, load in percent, input frequency, battery voltage (S.SS per cell from online units,
SS.S from standby ones), temperature, flags. `I` is answered with `#` company (15), model (10), version (10). `S<n>` and
`S<n>R<m>` are not answered by most; what a UPS does not know it echoes, later ones say (ACK or (NAK.
Source: Megatec protocol 2.7 (1996) as kept by Network UPS Tools, and two firmwares' own documents [2+]; the fields that
hold @ or - are what a UPS sends for a sensor it has not [2]. n is .2 to .9 and 01 to 10 minutes, m 0001 to 9999 [2].
"""

import math
import re
from collections.abc import Callable
from typing import Final

from drivers.ups.role import UpsReading

END: Final = b"\r"
STATUS = b"Q1"
IDENTITY = b"I"
LONGEST = 96
"""Bytes of the longest line, with room for vendors' additions."""

SHORTEST_OFF_S, LONGEST_OFF_S = 12, 600
LONGEST_RESTORE_S = 9999 * 60
_RESTORE_S = 10  # after S<n> alone, once the mains are there [1]

_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,3})?")
_SIGNED = re.compile(r"-?\d{1,3}(?:\.\d{1,2})?")
_MISSING = re.compile(r"(?=.*[-@])[-@]+(?:\.[-@]+)?")
_FLAGS = re.compile(r"[01]{8}")
_REFUSED = (b"NAK", b"(NAK", b"(NACK")
_ACCEPTED = (b"ACK", b"(ACK")


def decode_status(line: bytes) -> UpsReading:
    """Understand the answer to Q1, without its CR.

    Raises:
        ValueError: it is none; the text names the field and never more than its position.
    """
    text = line.decode("ascii", "replace")
    if not text.startswith("("):
        raise ValueError("an answer to Q1 begins with a bracket")
    fields = text[1:].split()
    if len(fields) != 8:
        raise ValueError(f"{len(fields)} fields where 8 belong")
    input_v, fault_v, output_v, load, hertz, battery_v, celsius = (_number(at, fields[at]) for at in range(7))
    if not _FLAGS.fullmatch(fields[7]):
        raise ValueError("the flags are no eight bits")
    flags = [bit == "1" for bit in fields[7]]
    load_percent = None if load is None else round(load)
    return UpsReading(input_v, fault_v, output_v, load_percent, hertz, battery_v, celsius, *flags)


def encode_status(reading: UpsReading) -> bytes:
    """The UPS's side of Q1, without the CR."""
    volts = [_field(one, "{:05.1f}", "---.-") for one in (reading.input_v, reading.fault_v, reading.output_v)]
    numbers = [
        *volts,
        _field(reading.load_percent, "{:03d}", "---"),
        _field(reading.frequency_hz, "{:04.1f}", "--.-"),
        _field(reading.battery_v, "{:04.1f}" if reading.standby_type else "{:04.2f}", "--.-"),
        _field(reading.temperature_c, "{:04.1f}", "--.-"),
    ]
    flags = (
        reading.utility_failed,
        reading.battery_low,
        reading.bypass,
        reading.failed,
        reading.standby_type,
        reading.testing,
        reading.shutting_down,
        reading.beeper,
    )
    return f"({' '.join(numbers)} {''.join('01'[flag] for flag in flags)}".encode("ascii")


def decode_identity(line: bytes) -> str:
    """Return company, model and version out of the answer to I, as printable words.

    Raises:
        ValueError: it is no such answer.
    """
    if not line.startswith(b"#"):
        raise ValueError("an answer to I begins with a hash")
    words = re.sub(rb"[^ -~]", b" ", line[1:]).decode("ascii").split()
    return " ".join(words)[:LONGEST]


def shut_down_command(after_s: float, restore_after_s: float) -> bytes:
    """Return the command, both times rounded up: 6 s steps below a minute, then minutes.

    Raises:
        ValueError: a time that the protocol cannot say.
    """
    if not (SHORTEST_OFF_S <= after_s <= LONGEST_OFF_S and 0 < restore_after_s <= LONGEST_RESTORE_S):
        raise ValueError(f"a UPS cannot shut down after {after_s} s and come back after {restore_after_s} s")
    tenths = math.ceil(after_s / 6)
    off = f".{tenths}" if tenths < 10 else f"{math.ceil(after_s / 60):02d}"
    return f"S{off}R{math.ceil(restore_after_s / 60):04d}".encode("ascii")


def read_shut_down(command: bytes) -> tuple[float, float] | None:
    """The UPS's side: seconds until off, and until back on; None when `command` is another one."""
    found = re.fullmatch(rb"S(\.[2-9]|0[1-9]|10)(?:R(\d{4}))?", command)
    if found is None or found[2] == b"0000":
        return None
    return float(found[1]) * 60, int(found[2]) * 60 if found[2] else _RESTORE_S


def refuses(line: bytes, command: bytes) -> bool:
    """Whether `line` says that the UPS does not know or will not do `command`."""
    return line == command or line in _REFUSED


def accepts(line: bytes) -> bool:
    return line in _ACCEPTED


def _number(at: int, field: str) -> float | None:
    if _MISSING.fullmatch(field):
        return None
    pattern = _SIGNED if at == 6 else _NUMBER
    if not pattern.fullmatch(field):
        raise ValueError(f"field {at + 1} is no number")
    return float(field)


def _field(value: float | None, form: str, missing: str) -> str:
    write: Callable[[float], str] = form.format
    return missing if value is None else write(value)
