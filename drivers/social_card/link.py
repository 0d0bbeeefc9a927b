"""The PC/SC service: a context opened when needed, the readers it knows, and the card one talks to.

pcscd is a service of the system and libpcsclite, which runs in this process, only speaks to it over a socket: no
vendor's code runs here. What a vendor's reader driver does to its process it does to pcscd, and a pcscd that died,
hangs or was restarted is a lost device like any other.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from smartcard import scard

from drivers.cancel import Cancel
from drivers.social_card import pcscd_socket
from drivers.social_card.codes import SERVICE_GONE, error_of
from drivers.social_card.left_alone import Aside

PNP_READER = "\\\\?PnP?\\Notification"  # stands for the coming and going of readers
_PROTOCOLS = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
_UNCHANGED = (scard.SCARD_E_TIMEOUT, scard.SCARD_E_UNKNOWN_READER)  # a reader has gone: the next look will tell
_Value = TypeVar("_Value")


class PcscLink:
    """Used by one thread at a time. `socket` is where pcscd listens; empty: as the environment says, or as usual.

    Each call raises what `codes` makes of the service's answer, `Timeout` after `answer_timeout_s`, and `Cancelled`
    within 50 ms. After a code of `SERVICE_GONE` the context is given up; the next call opens another.
    """

    def __init__(self, socket: str, *, answer_timeout_s: float) -> None:
        self._socket, self._answer_timeout_s = socket, answer_timeout_s
        self._aside = Aside("pc/sc")
        # Both belong to the thread aside.
        self._context: int | None = None
        self._card: tuple[int, int] | None = None  # handle and protocol

    def readers(self, cancel: Cancel) -> dict[str, int]:
        """Return the readers there are, each with its state: SCARD_STATE_… and an event counter in the upper half."""
        return self._call("list readers", self._look, cancel, again=True)

    def wait_change(self, known: Mapping[str, int], *, timeout_s: float, cancel: Cancel) -> None:
        """Return when something differs from `known`, or after `timeout_s`."""
        states = [*known.items(), (PNP_READER, len(known) << 16)]

        def wait() -> tuple[int, bool]:
            code, _ = scard.SCardGetStatusChange(self._context, max(1, round(timeout_s * 1000)), states)
            return scard.SCARD_S_SUCCESS if code in _UNCHANGED else code, True

        self._call("wait for a card", wait, cancel, more_s=timeout_s)

    def connect(self, reader: str, cancel: Cancel) -> None:
        """Power the card in `reader`; `transmit` talks to it from now on."""
        self._call("connect to the card", lambda: self._connect(reader), cancel)

    def transmit(self, apdu: bytes, doing: str, cancel: Cancel) -> bytes:
        """Send a command to the card and return its answer, perhaps damaged or empty."""
        return self._call(doing, lambda: self._transmit(apdu), cancel)

    def disconnect(self) -> None:
        """Let go of the card, as soon as it has answered the last command; it is left as it is."""
        self._aside.leave(self._leave_card)

    def close(self) -> None:
        self._aside.close(self._release)

    def _call(
        self,
        doing: str,
        work: Callable[[], tuple[int, _Value]],
        cancel: Cancel,
        *,
        more_s: float = 0.0,
        again: bool = False,
    ) -> _Value:
        limit_s = self._answer_timeout_s + more_s
        code, value = self._aside.run(
            lambda: self._on_context(work, again=again), timeout_s=limit_s, cancel=cancel, doing=doing
        )
        if code != scard.SCARD_S_SUCCESS or value is None:
            raise error_of(code, doing)
        return value

    # Everything below runs in the thread aside.

    def _on_context(self, work: Callable[[], tuple[int, _Value]], *, again: bool) -> tuple[int, _Value | None]:
        """Do `work` on an open context; with `again` a second time on a fresh one, where the old was of no use."""
        kept = self._context is not None
        if self._context is None and (code := self._establish()) != scard.SCARD_S_SUCCESS:
            return code, None
        code, value = work()
        if code in SERVICE_GONE:
            self._release()
            if kept and again:
                return self._on_context(work, again=False)
        return code, value

    def _establish(self) -> int:
        for _ in range(2):
            code, context = pcscd_socket.establish(self._socket)
            if code == scard.SCARD_S_SUCCESS:
                self._context = context
            if code != scard.SCARD_W_SECURITY_VIOLATION:
                return int(code)
        # A pcscd that dies hangs up once; one that is there and hangs up does not want us (polkit).
        return int(scard.SCARD_E_NO_ACCESS)

    def _look(self) -> tuple[int, dict[str, int]]:
        code, names = scard.SCardListReaders(self._context, [])
        if code == scard.SCARD_E_NO_READERS_AVAILABLE or (code == scard.SCARD_S_SUCCESS and not names):
            return scard.SCARD_S_SUCCESS, {}
        if code != scard.SCARD_S_SUCCESS:
            return code, {}
        unaware = [(name, scard.SCARD_STATE_UNAWARE) for name in names]
        code, states = scard.SCardGetStatusChange(self._context, 0, unaware)
        return code, {name: state for name, state, _ in states or ()}

    def _connect(self, reader: str) -> tuple[int, bool]:
        self._leave_card()
        code, handle, protocol = scard.SCardConnect(self._context, reader, scard.SCARD_SHARE_SHARED, _PROTOCOLS)
        if code == scard.SCARD_S_SUCCESS:
            self._card = handle, protocol
        if code == scard.SCARD_W_SECURITY_VIOLATION:
            self._release()
            if self._establish() == scard.SCARD_S_SUCCESS:
                return scard.SCARD_E_NO_ACCESS, False
        return code, True

    def _transmit(self, apdu: bytes) -> tuple[int, bytes]:
        if self._card is None:
            return scard.SCARD_W_REMOVED_CARD, b""
        code, answer = scard.SCardTransmit(*self._card, list(apdu))
        return code, bytes(answer or ())

    def _leave_card(self) -> None:
        if self._card is not None:
            scard.SCardDisconnect(self._card[0], scard.SCARD_LEAVE_CARD)
            self._card = None

    def _release(self) -> None:
        self._leave_card()
        if self._context is not None:
            scard.SCardReleaseContext(self._context)
            self._context = None
