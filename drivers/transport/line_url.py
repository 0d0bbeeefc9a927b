"""Names of serial devices with options of their own: `serial:/dev/ttyACM0?baud=9600&dialect=honeywell`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import parse_qsl, urlsplit

import serial

_BAUD = "baud"


@dataclass(frozen=True)
class LineUrl:
    """A serial port, its rate in bits per second, and the values of the options, defaults filled in."""

    port: str
    baud: int
    options: Mapping[str, str]

    @property
    def pipe_url(self) -> str:
        """What `open_pipe` takes."""
        return f"serial:{self.port}?{_BAUD}={self.baud}"


def parse_line_url(url: str, scheme: str, *, baud: int, options: Mapping[str, str], example: str) -> LineUrl:
    """Take `url` apart; `options` holds every option there is with its default.

    Raises:
        ValueError: it names no such device; the message says what to write.
    """
    parts = urlsplit(url)
    if parts.scheme != scheme or not parts.path.startswith("/"):
        raise ValueError(f"{url!r} names no such device; write {example}")
    known = {_BAUD: str(baud), **options}
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in given.keys() - known.keys():
        [meant] = get_close_matches(name, known, 1, cutoff=0.0)
        raise ValueError(f"{url!r}: there is no option {name!r}, only {', '.join(known)}; did you mean {meant!r}?")
    rate = whole_number(url, given.pop(_BAUD, str(baud)), _BAUD)
    if rate not in serial.Serial.BAUDRATES:
        raise ValueError(f"{url!r}: {_BAUD}={rate} is no rate of a serial line, such as 9600 or 115200")
    return LineUrl(parts.path, rate, {**options, **given})


def one_of(url: str, text: str, name: str, values: Collection[str]) -> str:
    """Read a word that stands in `url`.

    Raises:
        ValueError: it is none of `values`.
    """
    if text not in values:
        meant = get_close_matches(text, list(values), 1)
        hint = f"; did you mean {meant[0]!r}?" if meant else ""
        raise ValueError(f"{url!r}: {name}={text!r} is none of {', '.join(values)}{hint}")
    return text


def whole_number(url: str, text: str, name: str) -> int:
    """Read a positive number that stands in `url`.

    Raises:
        ValueError: it is none.
    """
    if not (text.isascii() and text.isdecimal()) or int(text) == 0:
        raise ValueError(f"{url!r}: {name}={text!r} is no positive whole number")
    return int(text)
