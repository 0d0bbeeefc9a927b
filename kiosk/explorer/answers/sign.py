"""sign: a line as short as it may be, one a little shorter, and nothing."""

from typing import Any

from kiosk.engine.signature import LEAST_LENGTH

_WHOLE = [[[100, 200, 0], [100 + LEAST_LENGTH, 200, 900]]]
_SLIP = [[[100, 200, 0], [99 + LEAST_LENGTH, 200, 900]]]
ANSWERS: tuple[Any, ...] = (_WHOLE, _SLIP, [])
