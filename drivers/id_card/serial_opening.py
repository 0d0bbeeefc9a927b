"""The way to a SAM-V module on a serial line: at the configured rate, or at whichever rate it is found."""

import contextlib
from urllib.parse import parse_qs, urlsplit

from drivers.cancel import Cancel
from drivers.errors import DeviceError, ProtocolError, Timeout
from drivers.id_card.commands import BAUD_RATES, MODULE_STATUS, ODD_BAUD_RATE, SET_BEST_BAUD, Sw3
from drivers.id_card.exchange import Exchange
from drivers.transport.serial_pipe import SerialPipe

_BEST_BAUD = BAUD_RATES[0]
_LOOK_S = 0.4  # field programs give a status 100 to 300 ms


class SerialOpening:
    """Opens `serial:/dev/ttyUSB0?baud=115200`.

    Args:
        url: the port, and the rate to try first.
        sets_rate: a module that is found at a rate that nobody asked for is set to 115200 baud; one that refuses stays
            as it is. False only looks.

    Raises:
        ValueError: the url names no port, or a rate that is none.
    """

    def __init__(self, url: str, *, sets_rate: bool = True) -> None:
        parts = urlsplit(url)
        baud = parse_qs(parts.query).get("baud", [str(_BEST_BAUD)])[0]
        if parts.scheme != "serial" or not parts.path or not baud.isdecimal():
            raise ValueError(f"{url!r} names no serial port; write serial:/dev/ttyUSB0?baud=115200")
        self._port, self._configured, self._sets_rate = parts.path, int(baud), sets_rate
        self._rates = list(dict.fromkeys([self._configured, *BAUD_RATES, ODD_BAUD_RATE]))  # the likeliest first

    @property
    def url(self) -> str:
        """The address with the rate at which the module was last found."""
        return f"serial:{self._port}?baud={self._rates[0]}"

    def open(self, cancel: Cancel) -> Exchange:
        """Return an exchange with a module that has answered.

        Raises:
            Unavailable, Refused: as `SerialPipe` says.
            Timeout: the module is silent at every rate.
            ProtocolError: what it says at the likeliest rate is damaged.
            Cancelled: `cancel` was set.
        """
        for rate in self._rates.copy():
            exchange = self._open_at(rate, cancel, damaged_is_silent=rate != self._rates[0])
            if exchange is not None:
                return self._at_best_rate(exchange, rate, cancel)
        raise Timeout(f"{self._port}: no module answers at any rate from {min(self._rates)} to {max(self._rates)} baud")

    def _open_at(self, rate: int, cancel: Cancel, *, damaged_is_silent: bool = True) -> Exchange | None:
        """Return None when nothing answers there."""
        exchange = Exchange(SerialPipe(self._port, rate))
        try:
            exchange.ask(MODULE_STATUS, cancel, timeout_s=_LOOK_S)
        except DeviceError as error:
            exchange.close()
            if isinstance(error, Timeout) or (isinstance(error, ProtocolError) and damaged_is_silent):
                return None
            raise
        self._prefer(rate)
        return exchange

    def _at_best_rate(self, exchange: Exchange, rate: int, cancel: Cancel) -> Exchange:
        if rate in (self._configured, _BEST_BAUD) or not self._sets_rate:
            return exchange
        # Where no answer comes, the module may have changed its rate before it answered: that shows below.
        with contextlib.suppress(Timeout, ProtocolError):
            if exchange.ask(SET_BEST_BAUD, cancel).sw3 != Sw3.OK:
                return exchange
        exchange.close()
        again = self._open_at(_BEST_BAUD, cancel) or self._open_at(rate, cancel)
        if again is None:
            raise Timeout(f"{self._port}: the module fell silent when told to change from {rate} baud")
        return again

    def _prefer(self, rate: int) -> None:
        self._rates.remove(rate)
        self._rates.insert(0, rate)
