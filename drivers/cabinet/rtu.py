"""Modbus RTU questions and replies ↔ bytes, with pymodbus' frames and messages. Pure.

    unit | function | data | CRC-16, low byte first; an exception: unit | function + 80 hex | code | CRC

Source: MODBUS application protocol 1.1b3 and MODBUS over serial line 1.02 (modbus.org).
"""

from dataclasses import dataclass

from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU, ExceptionResponse, ModbusPDU
from pymodbus.pdu.bit_message import ReadDiscreteInputsRequest, WriteSingleCoilRequest
from pymodbus.pdu.register_message import ReadInputRegistersRequest, WriteSingleRegisterRequest

from drivers.faults import Fault

UNITS = range(1, 248)
LONGEST = 512
"""Bytes that are searched for a reply: twice the longest frame there is."""

_DECODER = DecodePDU(is_server=False)
_FRAMER = FramerRTU(_DECODER)
_EXCEPTION_BYTES, _WRITE_BYTES, _FRAME_BYTES = 5, 8, 5  # of a reply without its data
_EXCEPTIONS = {
    1: "it has no such function",
    2: "it has no such address",
    3: "it does not take such a value",
    4: "it reports a defect of its own",
    5: "it is still at work",
    6: "it is busy",
}
_BUSY = (5, 6)


@dataclass(frozen=True)
class Question:
    """A request and what a reply to it must look like."""

    name: str
    request: ModbusPDU
    reply_bytes: int

    @property
    def frame(self) -> bytes:
        return _FRAMER.buildFrame(self.request)

    @property
    def writes(self) -> bool:
        return isinstance(self.request, WriteSingleCoilRequest | WriteSingleRegisterRequest)


@dataclass(frozen=True)
class Refusal:
    """A Modbus exception."""

    code: int

    @property
    def fault(self) -> Fault:
        return Fault.BUSY if self.code in _BUSY else Fault.HARDWARE_ERROR

    @property
    def words(self) -> str:
        return f"the board says that {_EXCEPTIONS.get(self.code, 'it cannot')} (exception {self.code})"


def read_inputs(unit: int, address: int, count: int) -> Question:
    """Function 2: discrete inputs."""
    request = ReadDiscreteInputsRequest(dev_id=unit, address=address, count=count)
    return Question(f"inputs {address} to {address + count - 1}", request, _FRAME_BYTES + (count + 7) // 8)


def read_register(unit: int, address: int) -> Question:
    """Function 4: one input register."""
    request = ReadInputRegistersRequest(dev_id=unit, address=address, count=1)
    return Question(f"input register {address}", request, _FRAME_BYTES + 2)


def write_register(unit: int, address: int, value: int) -> Question:
    """Function 6: one holding register."""
    request = WriteSingleRegisterRequest(dev_id=unit, address=address, registers=[value])
    return Question(f"register {address} = {value:04X}", request, _WRITE_BYTES)


def write_coil(unit: int, address: int, *, on: bool) -> Question:
    """Function 5: one coil."""
    request = WriteSingleCoilRequest(dev_id=unit, address=address, bits=[on])
    return Question(f"coil {address} {'on' if on else 'off'}", request, _WRITE_BYTES)


def find_reply(question: Question, heard: bytes) -> ModbusPDU | Refusal | None:
    """Find the reply to `question` in what was heard, noise around it or not; None while there is none."""
    unit, function = question.request.dev_id, question.request.function_code
    for at in range(len(heard)):
        if heard[at : at + 2] == bytes((unit, function)):
            frame = heard[at : at + question.reply_bytes]
            if len(frame) == question.reply_bytes and _sound(frame) and _fits(question, frame):
                return _DECODER.decode(frame[1:-2])
        if heard[at : at + 2] == bytes((unit, function | 0x80)):
            frame = heard[at : at + _EXCEPTION_BYTES]
            if len(frame) == _EXCEPTION_BYTES and _sound(frame):
                refused = _DECODER.decode(frame[1:-2])
                return Refusal(refused.exception_code) if isinstance(refused, ExceptionResponse) else None
    return None


def what_is_wrong(question: Question, heard: bytes) -> str:
    """Say why there is no reply in `heard`."""
    if len(heard) >= _EXCEPTION_BYTES - 1 and _sound(heard):
        if heard[0] != question.request.dev_id:
            return f"unit {heard[0]} answered where unit {question.request.dev_id} was asked"
        return f"a sound answer to something else (function {heard[1]:02X}, {len(heard)} bytes)"
    return f"{len(heard)} bytes, and no sound answer in them"


def _sound(frame: bytes) -> bool:
    return FramerRTU.check_CRC(frame[:-2], int.from_bytes(frame[-2:], "big"))


def _fits(question: Question, frame: bytes) -> bool:
    """A write is answered by its own echo; a read says how many bytes follow."""
    return frame == question.frame if question.writes else frame[2] == question.reply_bytes - _FRAME_BYTES
