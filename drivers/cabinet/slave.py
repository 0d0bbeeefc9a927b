"""A Modbus RTU slave, the board's side: what it answers to a frame. Pure, and without pymodbus, which talks to it.

Functions 1, 2, 3, 4, 5, 6 and 15. Source: MODBUS application protocol 1.1b3, sections 6.1 to 6.6 and 6.11.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

_MOST_BITS, _MOST_REGISTERS, _MOST_WRITTEN_BITS = 2000, 125, 1968
_ON, _OFF = 0xFF00, 0x0000
ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE, DEVICE_FAILURE, BUSY = 1, 2, 3, 4, 6


class Denied(Exception):  # noqa: N818
    """A Modbus exception with its code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class RtuSlave:
    """The memory of a board and its answers. What is not in a table is an illegal address; a bit is 0 or 1."""

    unit: int
    coils: dict[int, int] = field(default_factory=dict)
    inputs: dict[int, int] = field(default_factory=dict)
    holding: dict[int, int] = field(default_factory=dict)
    input_registers: dict[int, int] = field(default_factory=dict)
    trouble: int | None = None  # the exception that a broken or busy board answers to everything

    def answer(self, frame: bytes) -> bytes | None:
        """Return the answer frame; None to what is damaged, for another unit or for all units."""
        if len(frame) < 4 or crc(frame[:-2]) != frame[-2:] or frame[0] not in (self.unit, 0):
            return None
        function, data = frame[1], frame[2:-2]
        try:
            said = bytes((function,)) + self._carry_out(function, data)
        except Denied as denied:
            said = bytes((function | 0x80, denied.code))
        framed = bytes((self.unit,)) + said
        return framed + crc(framed) if frame[0] else None

    def _carry_out(self, function: int, data: bytes) -> bytes:
        if self.trouble is not None:
            raise Denied(self.trouble)
        match function:
            case 1:
                return self._read_bits(self.coils, data)
            case 2:
                return self._read_bits(self.inputs, data)
            case 3:
                return self._read_registers(self.holding, data)
            case 4:
                return self._read_registers(self.input_registers, data)
            case 5:
                return self._write_coil(data)
            case 6:
                return self._write_register(data)
            case 15:
                return self._write_coils(data)
            case _:
                raise Denied(ILLEGAL_FUNCTION)

    def _read_bits(self, table: dict[int, int], data: bytes) -> bytes:
        start, count = _two_words(data)
        packed = pack([bool(table[at]) for at in _span(table, start, count, _MOST_BITS)])
        return bytes((len(packed),)) + packed

    def _read_registers(self, table: dict[int, int], data: bytes) -> bytes:
        start, count = _two_words(data)
        words = [table[at] & 0xFFFF for at in _span(table, start, count, _MOST_REGISTERS)]
        return bytes((2 * count,)) + struct.pack(f">{count}H", *words)

    def _write_coil(self, data: bytes) -> bytes:
        at, value = _two_words(data)
        if value not in (_ON, _OFF):
            raise Denied(ILLEGAL_VALUE)
        _span(self.coils, at, 1, 1)
        self.coils[at] = value == _ON
        return data

    def _write_register(self, data: bytes) -> bytes:
        at, value = _two_words(data)
        _span(self.holding, at, 1, 1)
        self.holding[at] = value
        return data

    def _write_coils(self, data: bytes) -> bytes:
        start, count = _two_words(data[:4])
        packed = data[5:]
        if len(data) < 5 or data[4] != len(packed) or len(packed) != (count + 7) // 8:
            raise Denied(ILLEGAL_VALUE)
        for offset, at in enumerate(_span(self.coils, start, count, _MOST_WRITTEN_BITS)):
            self.coils[at] = bool(packed[offset // 8] >> offset % 8 & 1)
        return data[:4]


def pack(bits: Sequence[bool]) -> bytes:
    """The first bit is the lowest of the first byte."""
    packed = bytearray((len(bits) + 7) // 8)
    for offset, bit in enumerate(bits):
        packed[offset // 8] |= bit << offset % 8
    return bytes(packed)


def crc(data: bytes) -> bytes:
    """CRC-16/MODBUS as it stands on the wire, low byte first."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")


def _two_words(data: bytes) -> tuple[int, int]:
    if len(data) != 4:
        raise Denied(ILLEGAL_VALUE)
    return int.from_bytes(data[:2], "big"), int.from_bytes(data[2:], "big")


def _span(table: dict[int, int], start: int, count: int, most: int) -> range:
    if not 1 <= count <= most:
        raise Denied(ILLEGAL_VALUE)
    span = range(start, start + count)
    if any(at not in table for at in span):
        raise Denied(ILLEGAL_ADDRESS)
    return span
