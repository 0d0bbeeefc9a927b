"""capture: each key below the picture, whether it is shown or not, and what no key is."""

from typing import Any

from kiosk.engine.steps.capture import AGAIN, DONE, MORE

ANSWERS: tuple[Any, ...] = (DONE, MORE, AGAIN, True)
