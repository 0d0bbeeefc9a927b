"""Which PC/SC readers there are. No card is touched."""

from urllib.parse import quote

from drivers.cancel import Cancel
from drivers.errors import DeviceError
from drivers.faults import Role
from drivers.finding import Finding
from drivers.social_card import pcscd_socket
from drivers.social_card.device import parse_url
from drivers.social_card.link import PcscLink

_LOOK_S = 2.0


def addresses(cancel: Cancel | None = None) -> list[str]:
    """Return an address for each reader; where PCSCLITE_CSOCK_NAME announces a pcscd of one's own, they name it."""
    socket = pcscd_socket.announced()
    option = f"?socket={quote(socket)}" if socket else ""
    return [f"pcsc:{quote(name, safe=' ')}{option}" for name in _readers(socket, cancel or Cancel())]


def look(address: str, cancel: Cancel) -> Finding | None:
    """Return what `pcsc:…` leads to. Every PC/SC reader may take a social security card, with or without one in it."""
    try:
        part, socket = parse_url(address)
        pcscd_socket.check(socket)
    except ValueError:
        return None
    name = next((name for name in _readers(socket, cancel) if part in name.casefold()), None)
    return None if name is None else Finding(Role.SOCIAL_CARD, address, name)


def _readers(socket: str, cancel: Cancel) -> list[str]:
    # By name also where it is the usual one: so that this process may go on to look at others.
    link = PcscLink(socket or pcscd_socket.announced() or pcscd_socket.USUAL, answer_timeout_s=_LOOK_S)
    try:
        return sorted(link.readers(cancel))
    except DeviceError:
        return []
    finally:
        link.close()
