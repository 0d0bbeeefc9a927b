"""What happens inside a UPS as time goes by: the emulator's physics. Pure, no wire, no thread, no clock."""

from dataclasses import dataclass

from drivers.ups.role import UpsReading

_MAINS_V, _MAINS_HZ = 220.0, 50.0
_LOW_CHARGE = 0.2
_TEST_S = 10.0
_CHARGES_SLOWER = 10.0  # than it discharges at full load
_EMPTY_FACTOR, _FULL_FACTOR = 0.875, 1.13  # of the nominal voltage: 10.5 V and 13.5 V of a 12 V block


@dataclass
class UpsUnit:
    """A standby UPS. `charge` is 0 to 1; `runtime_s` is how long a full battery lasts at full load.

    `weak`: the battery breaks down under load, so it is low as soon as it has to work.
    """

    runtime_s: float
    nominal_v: float = 24.0
    load_percent: int = 20
    temperature_c: float | None = 31.0
    mains: bool = True
    failed: bool = False
    weak: bool = False
    charge: float = 1.0
    output_on: bool = True
    fault_v: float = _MAINS_V
    test_left_s: float = 0.0
    off_in_s: float | None = None
    on_in_s: float | None = None

    @property
    def dead(self) -> bool:
        """Without mains, and without a charge or an output to live for."""
        return not self.mains and (self.charge <= 0.0 or not self.output_on)

    def cut_mains(self) -> None:
        self.mains, self.fault_v, self.test_left_s = False, 0.0, 0.0

    def restore_mains(self) -> None:
        self.mains = True

    def start_test(self) -> None:
        self.test_left_s = _TEST_S if self.mains else 0.0

    def shut_down(self, off_in_s: float, on_in_s: float) -> None:
        """Cut the output after `off_in_s`; give it back `on_in_s` later once the mains are there."""
        self.off_in_s, self.on_in_s = off_in_s, on_in_s

    def advance(self, seconds: float) -> None:
        """Let time go by."""
        self._advance_battery(seconds)
        self.test_left_s = max(0.0, self.test_left_s - seconds)
        if self.off_in_s is not None:
            self.off_in_s -= seconds
            if self.off_in_s <= 0.0:
                self.off_in_s, self.output_on = None, False
        elif self.on_in_s is not None and not self.output_on:
            self.on_in_s -= seconds
            if self.on_in_s <= 0.0 and self.mains:
                self.on_in_s, self.output_on = None, True

    def reading(self) -> UpsReading:
        on_battery = not self.mains or self.test_left_s > 0.0
        low = self.charge <= _LOW_CHARGE or (self.weak and on_battery)
        full_v = self.nominal_v * (_EMPTY_FACTOR + (_FULL_FACTOR - _EMPTY_FACTOR) * self.charge)
        return UpsReading(
            input_v=_MAINS_V if self.mains else 0.0,
            fault_v=self.fault_v,
            output_v=_MAINS_V if self.output_on else 0.0,
            load_percent=self.load_percent if self.output_on else 0,
            frequency_hz=_MAINS_HZ if self.mains else 0.0,
            battery_v=self.nominal_v * _EMPTY_FACTOR if self.weak and on_battery else full_v,
            temperature_c=self.temperature_c,
            utility_failed=not self.mains,
            battery_low=low,
            bypass=False,
            failed=self.failed,
            standby_type=True,
            testing=self.test_left_s > 0.0,
            shutting_down=self.off_in_s is not None or not self.output_on,
            beeper=not self.mains,
        )

    def _advance_battery(self, seconds: float) -> None:
        if not self.mains and self.output_on:
            self.charge -= seconds / self.runtime_s * max(self.load_percent, 1) / 100
        elif self.mains:
            self.charge += seconds / self.runtime_s / _CHARGES_SLOWER
        self.charge = min(1.0, max(0.0, self.charge))
