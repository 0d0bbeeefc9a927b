"""The social security card reader behind PC/SC.

No reader is chosen by its model and no card by its ATR: every card that is present is asked for the social security
application. Contact and contactless slots are readers of their own to PC/SC; whichever holds the card is read.
"""

from urllib.parse import unquote

from smartcard import scard

from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError, ProtocolError, Refused, Unavailable
from drivers.faults import Fault, Role
from drivers.social_card import pcscd_socket
from drivers.social_card.card_reading import Conversation
from drivers.social_card.link import PcscLink
from drivers.social_card.role import SocialCard
from drivers.status import DeviceState, DeviceStatus, MediaState

_SCHEME, _SOCKET_OPTION = "pcsc:", "socket="
_LOOK_S = 0.2  # PC/SC tells of cards by itself; this is for what it does not tell
_AGAIN_S = 0.3
_STRIKES = 4  # with the pauses longer than the 0.4 s after which pcscd notices that a card has gone
_PASSING = frozenset({Fault.CARD_UNREADABLE, Fault.CORRUPT_FRAME})
_STATES = {
    Fault.OFFLINE: DeviceState.OFFLINE,
    Fault.BUSY: DeviceState.DEVICE_BUSY,
}


class PcscReader:
    """A `SocialCardReader` at one of these urls.

    - `pcsc:` takes every reader that PC/SC has,
    - `pcsc:ACS` those whose name holds "ACS" (case does not matter). Name the slots that residents reach where a
      reader has one for a security module too: the module would be taken for a wrong card that is never lifted.
    - `pcsc:?socket=/path/of/pcscd.comm` asks a pcscd of one's own. Without it the one that the environment announces
      (PCSCLITE_CSOCK_NAME) is asked, else the system's.

    `answer_timeout_s` bounds each single command.

    Raises:
        ValueError: `url` is none of them, or this process can speak to the usual pcscd only, see `pcscd_socket`.
    """

    def __init__(self, url: str, *, answer_timeout_s: float = 3.0) -> None:
        self._part, socket = parse_url(url)
        pcscd_socket.check(socket)
        self._link = PcscLink(socket, answer_timeout_s=answer_timeout_s)

    def status(self) -> DeviceStatus:
        try:
            states = self._states(Cancel())
        except DeviceError as error:
            state = _STATES.get(error.fault, DeviceState.HARDWARE_ERROR)
            faults = frozenset({error.fault})
            return DeviceStatus(Role.SOCIAL_CARD, state, faults, media=MediaState.UNKNOWN, detail=error.detail)
        media = MediaState.PRESENT if _occupied(states) else MediaState.NOT_PRESENT
        return DeviceStatus(Role.SOCIAL_CARD, DeviceState.ONLINE, media=media)

    def read(self, *, timeout_s: float, cancel: Cancel) -> SocialCard:
        deadline, strikes = Deadline(timeout_s), 0
        while True:
            states = self._states(cancel)
            occupied = _occupied(states)
            if not occupied and strikes:
                raise Refused(Fault.CARD_REMOVED, "between two attempts")
            if occupied:
                try:
                    return self._read_any(occupied, cancel)
                except DeviceError as error:
                    strikes += 1
                    if error.fault not in _PASSING or strikes >= _STRIKES:
                        raise
                cancel.pause(_AGAIN_S, "read card")
            elif deadline.passed:
                raise Refused(Fault.NO_CARD, f"in {timeout_s} s")
            else:
                self._link.wait_change(states, timeout_s=min(_LOOK_S, deadline.left_s), cancel=cancel)

    def wait_removed(self, *, timeout_s: float, cancel: Cancel) -> bool:
        deadline = Deadline(timeout_s)
        while True:
            states = self._states(cancel)
            if not _occupied(states):
                return True
            if deadline.passed:
                return False
            self._link.wait_change(states, timeout_s=min(_LOOK_S, deadline.left_s), cancel=cancel)

    def close(self) -> None:
        self._link.close()

    def _states(self, cancel: Cancel) -> dict[str, int]:
        """Return our readers and their states; having none is being offline."""
        there = self._link.readers(cancel)
        ours = {name: state for name, state in there.items() if self._part in name.casefold()}
        if not ours:
            raise Unavailable(f"no reader named like {self._part!r} among {sorted(there)}" if there else "no reader")
        return ours

    def _read_any(self, readers: list[str], cancel: Cancel) -> SocialCard:
        """Read the first social security card; what went wrong in one reader does not keep another from being asked.

        Raises:
            Refused: WRONG_CARD when all of them are cards of other kinds.
        """
        trouble: DeviceError = Refused(Fault.WRONG_CARD, f"no social security application on {len(readers)} card(s)")
        for reader in readers:
            try:
                if card := self._read_in(reader, cancel):
                    return card
            except (Refused, ProtocolError) as error:
                trouble = error
        raise trouble

    def _read_in(self, reader: str, cancel: Cancel) -> SocialCard | None:
        """Read the card in `reader`, None when it is of another kind."""
        try:
            self._link.connect(reader, cancel)
            card = Conversation(lambda apdu, doing: self._link.transmit(apdu, doing, cancel))
            return card.read() if card.select() else None
        finally:
            self._link.disconnect()


def parse_url(url: str) -> tuple[str, str]:
    """Return the part that our readers' names hold, casefolded, and the socket; both may be empty.

    Raises:
        ValueError: with what would be right.
    """
    if not url.startswith(_SCHEME):
        raise ValueError(f"{url!r} names no PC/SC reader; write pcsc: for any, or pcsc:<part of its name>")
    name, _, query = url.removeprefix(_SCHEME).partition("?")
    if query and not query.startswith(_SOCKET_OPTION):
        raise ValueError(f"{url!r}: the only option is ?{_SOCKET_OPTION}/path/of/pcscd.comm")
    socket = unquote(query.removeprefix(_SOCKET_OPTION))
    if query and not socket.startswith("/"):
        raise ValueError(f"{url!r}: a socket is a path from /")
    return unquote(name).strip().casefold(), socket


def _occupied(states: dict[str, int]) -> list[str]:
    return [name for name, state in states.items() if state & scard.SCARD_STATE_PRESENT]
