"""When a cabinet is too hot or too cold. Pure."""

from drivers.faults import Fault

HYSTERESIS_C = 3.0


class Climate:
    """Remembers a trouble until the temperature has come back by more than the hysteresis, so that it does not flicker.

    Args:
        cold_c, hot_c: at and beyond these it is too cold or too hot.
        hysteresis_c: how far within these it must be again.
    """

    def __init__(self, *, cold_c: float, hot_c: float, hysteresis_c: float = HYSTERESIS_C) -> None:
        if not cold_c + hysteresis_c < hot_c - hysteresis_c or hysteresis_c < 0:
            raise ValueError(f"{cold_c} °C to {hot_c} °C leaves no room for a hysteresis of {hysteresis_c} °C")
        self._cold_c, self._hot_c, self._hysteresis_c = cold_c, hot_c, hysteresis_c
        self._trouble: Fault | None = None

    def judge(self, temperature_c: float | None) -> Fault | None:
        """Return TOO_HOT, TOO_COLD or None; without a temperature, None."""
        if temperature_c is None:
            self._trouble = None
        elif temperature_c >= self._hot_c - self._hysteresis_c * (self._trouble is Fault.TOO_HOT):
            self._trouble = Fault.TOO_HOT
        elif temperature_c <= self._cold_c + self._hysteresis_c * (self._trouble is Fault.TOO_COLD):
            self._trouble = Fault.TOO_COLD
        else:
            self._trouble = None
        return self._trouble
