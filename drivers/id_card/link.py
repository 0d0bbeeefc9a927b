"""The line to a SAM-V module: opened when needed, closed on trouble; and who the module is."""

from typing import Protocol

from drivers.cancel import Cancel
from drivers.errors import Cancelled, DeviceError, ProtocolError, Timeout
from drivers.id_card import sam_id
from drivers.id_card.commands import MODULE_ID, MODULE_STATUS, Command, Sw3
from drivers.id_card.exchange import Exchange, check
from drivers.id_card.frame import Response

_LOOKS_AT_ID = 3  # a module's number is sometimes read wrong, says a program from the field


class Opening(Protocol):
    """A way to the module."""

    @property
    def url(self) -> str:
        """The address, with what was found out about it."""

    def open(self, cancel: Cancel) -> Exchange:
        """Return an exchange with a module that has answered."""


class SamLink:
    """Opens itself; closes itself on any trouble that a fresh start may cure. Used by one thread at a time.

    After opening, the module is asked for its status and its number before anything else.
    """

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._exchange: Exchange | None = None
        self._sam_id = ""

    @property
    def sam_id(self) -> str:
        """The module's number, empty while none was read twice alike."""
        return self._sam_id

    @property
    def url(self) -> str:
        return self._opening.url

    def ask(self, command: Command, cancel: Cancel) -> Response:
        """Send `command` and return the module's answer, whatever its status byte says.

        Raises:
            Unavailable: the line cannot be opened or went away; the next call opens it again.
            Timeout: the module is silent.
            ProtocolError: three answers in a row were damaged.
            Refused: on opening, the module said that it does not work (HARDWARE_ERROR, NOT_AUTHORISED), or another
                program holds the line (BUSY).
            Cancelled: `cancel` was set; an answer that is still under way is dropped by the next call.
        """
        cancel.check(command.name)
        try:
            return self._opened(cancel).ask(command, cancel)
        except Cancelled:
            raise
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        if self._exchange is not None:
            self._exchange.close()
            self._exchange = None

    def _opened(self, cancel: Cancel) -> Exchange:
        if self._exchange is None:
            exchange = self._opening.open(cancel)
            try:
                check(exchange.ask(MODULE_STATUS, cancel), MODULE_STATUS)
                self._sam_id = _module_id(exchange, cancel)
            except BaseException:
                exchange.close()
                raise
            self._exchange = exchange
        return self._exchange


def _module_id(exchange: Exchange, cancel: Cancel) -> str:
    """Return the number that two of three answers agree on; empty when none do or the module does not tell."""
    seen: set[bytes] = set()
    for _ in range(_LOOKS_AT_ID):
        try:
            answer = exchange.ask(MODULE_ID, cancel)
        except (Timeout, ProtocolError):
            return ""
        if answer.sw3 == Sw3.OK and answer.data in seen:
            return sam_id.decode(answer.data)
        seen.add(answer.data)
    return ""
