"""Looks whether a Megatec UPS hangs on a serial line."""

from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError
from drivers.faults import Role
from drivers.finding import Finding
from drivers.transport import open_pipe
from drivers.transport.printer_first import is_printer
from drivers.ups.device import BAUD
from drivers.ups.exchange import MegatecLink
from drivers.ups.megatec import IDENTITY, STATUS, decode_identity, decode_status

_ANSWER_S = 1.0
_TIMEOUT_S = 1.2


def look(address: str, cancel: Cancel) -> Finding | None:
    """Ask at `address`, a `serial:/dev/…`, for a UPS; starts no test and cuts nothing."""
    if not address.startswith("serial:/"):
        return None
    url = f"{address.partition('?')[0]}?baud={BAUD}"
    link = MegatecLink(url, answer_timeout_s=_ANSWER_S)
    try:
        pipe = open_pipe(url)
        try:
            if is_printer(pipe, cancel):
                return None
        finally:
            pipe.close()
        link.flush(cancel)  # what others asked this line before has no end that a UPS knows
        link.ask(STATUS, decode_status, Deadline(_TIMEOUT_S), cancel)
        return Finding(Role.UPS, url, _name(link, cancel))
    except DeviceError:
        return None
    finally:
        link.close()


def _name(link: MegatecLink, cancel: Cancel) -> str:
    try:
        return link.ask(IDENTITY, decode_identity, Deadline(_TIMEOUT_S), cancel)
    except DeviceError:  # many do not know the question
        return ""
