"""Looks whether a Modbus board hangs on a serial line.

Whatever answers as unit 1, be it with an exception, looks like a cabinet here: what is wired where, nobody can ask.
"""

from drivers.cabinet.board_map import BoardMap
from drivers.cabinet.exchange import RtuLink
from drivers.cabinet.rtu import read_inputs
from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError, ProtocolError, Refused, Timeout
from drivers.faults import Role
from drivers.finding import Finding
from drivers.transport import open_pipe
from drivers.transport.printer_first import is_printer

_RATES = (9600, 19200, 115200)
_UNIT = 1
_REPLY_S = 0.2
_TIMEOUT_S = 0.3


def look(address: str, cancel: Cancel) -> Finding | None:
    """Read contacts of unit 1 at `address`, a `serial:/dev/…`; sets nothing."""
    if not address.startswith("serial:/"):
        return None
    port = address.partition("?")[0].removeprefix("serial:")
    try:
        for baud in _RATES:
            if _a_printer(f"serial:{port}?baud={baud}", cancel):
                return None
            if _a_board(f"serial:{port}?baud={baud}", baud, cancel):
                return Finding(Role.CABINET, f"modbus:{port}?baud={baud}&unit={_UNIT}")
    except DeviceError:
        return None
    return None


def _a_printer(url: str, cancel: Cancel) -> bool:
    pipe = open_pipe(url)
    try:
        return is_printer(pipe, cancel)
    finally:
        pipe.close()


def _a_board(url: str, baud: int, cancel: Cancel) -> bool:
    link, board = RtuLink(url, baud, reply_timeout_s=_REPLY_S), BoardMap()
    try:
        link.ask(read_inputs(_UNIT, board.contacts_start, board.contacts_count), Deadline(_TIMEOUT_S), cancel)
    except (Timeout, ProtocolError):
        return False
    except Refused:  # an exception: a board all the same
        return True
    finally:
        link.close()
    return True
