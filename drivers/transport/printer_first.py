"""The question that must come before any other on an unknown serial line: is it a printer?

What is printable in a question to a scanner, a board or a UPS would lie in a printer's buffer and come out on the
next resident's receipt. `DLE EOT 1` prints nothing, and everything else on such a line passes over it.
"""

import contextlib

from drivers.cancel import Cancel
from drivers.errors import Timeout
from drivers.transport.pipe import Pipe

_TRANSMIT_STATUS = b"\x10\x04\x01"  # DLE EOT 1
_FIXED_MASK, _FIXED_BITS = 0b1001_0011, 0b0001_0010  # of each answer to DLE EOT
_ANSWER_S = 0.15


def is_printer(pipe: Pipe, cancel: Cancel) -> bool:
    """Whether an ESC/POS printer answers at this rate; what else arrives is dropped.

    Raises:
        Unavailable, Timeout, Cancelled: as `drivers.errors` tells.
    """
    pipe.read_available()
    pipe.write(_TRANSMIT_STATUS, timeout_s=_ANSWER_S, cancel=cancel)
    with contextlib.suppress(Timeout):
        answer = pipe.read_exactly(1, timeout_s=_ANSWER_S, cancel=cancel) + pipe.read_available()
        return any(byte & _FIXED_MASK == _FIXED_BITS for byte in answer)  # automatic status may come along
    return False
