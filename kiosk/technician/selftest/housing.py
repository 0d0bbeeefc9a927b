"""Self-tests of what the terminal stands in and hangs on: cabinet and UPS."""

import time
from collections.abc import Callable, Sequence

from drivers.cabinet.role import Cabinet, CabinetReading
from drivers.cancel import Cancel
from drivers.lights import Flash, Light
from drivers.ups.role import Ups, UpsReading
from kiosk.technician.selftest.standing import STATUS
from kiosk.technician.selftest.step import Bench, Found, Step

_ASK_S = 2.0
_LOOK_S = 0.2
_CONTACTS = {
    "door_open": ("door closed", "door open"),
    "tampered": ("tamper contact closed", "tamper contact open"),
    "presence": ("nobody before the terminal", "somebody before the terminal"),
    "document_output_occupied": ("printer mouth empty", "a sheet in the printer mouth"),
}


def cabinet_steps() -> Sequence[Step]:
    lights = (
        Step(
            f"light {light}",
            _set(light, Flash.MEDIUM),
            asks=f"Does the light {light} flash, and no other?",
            undo=_put_out(light),
        )
        for light in Light
    )
    door = Step("door", _watch_door, before="Open the door and close it again.", by_hand=True)
    return (STATUS, Step("sensors", _sensors), door, *lights)


def ups_steps() -> Sequence[Step]:
    return (STATUS, Step("readings", _readings))


def cabinet_words(reading: CabinetReading) -> str:
    """Return what the sensors say, without those that are not there."""
    told = [words[value] for name, words in _CONTACTS.items() if (value := getattr(reading, name)) is not None]
    if reading.temperature_c is not None:
        told.append(f"{reading.temperature_c:.1f} °C inside")
    return "; ".join(told) or "the board has no sensors"


def ups_words(reading: UpsReading) -> str:
    """Return what a UPS measures, without what it has no sensor for."""
    numbers = [
        ("input {:.0f} V", reading.input_v),
        ("{:.1f} Hz", reading.frequency_hz),
        ("output {:.0f} V", reading.output_v),
        ("load {:.0f} %", reading.load_percent),
        ("battery {:.1f} V", reading.battery_v),
        ("{:.0f} °C", reading.temperature_c),
    ]
    flags = [
        ("the mains are gone", reading.utility_failed),
        ("the battery is low", reading.battery_low),
        ("bypass, boost or buck", reading.bypass),
        ("the UPS reports a defect", reading.failed),
        ("its self-test runs", reading.testing),
        ("it is about to shut down", reading.shutting_down),
    ]
    told = [form.format(value) for form, value in numbers if value is not None]
    said = [words for words, on in flags if on]
    return "; ".join([*told, *(said or ["on the mains"])])


def _sensors(cabinet: Cabinet, bench: Bench) -> Found:
    return Found(cabinet_words(cabinet.read(timeout_s=_ASK_S, cancel=bench.cancel)))


def _watch_door(cabinet: Cabinet, bench: Bench) -> Found:
    """Wait until the door was open and is closed again, and say each change as it is seen."""
    ends_at, last, opened = time.monotonic() + bench.within_s, "", False
    while time.monotonic() < ends_at:
        reading = cabinet.read(timeout_s=_ASK_S, cancel=bench.cancel)
        if reading.door_open is None:
            return Found("the cabinet has no door contact")
        if (words := cabinet_words(reading)) != last:
            bench.technician.say(f"  {words}")
            last = words
        if opened and not reading.door_open:
            return Found("the door was seen to open and to close")
        opened = opened or reading.door_open
        bench.cancel.pause(_LOOK_S, "watch the door")
    seen = "to open, not to close" if opened else "never to open"
    return Found(f"the door was seen {seen} within {bench.within_s:g} s", failed=True)


def _set(light: Light, flash: Flash) -> Callable[[Cabinet, Bench], Found]:
    def do(cabinet: Cabinet, bench: Bench) -> Found:
        there = cabinet.set_light(light, flash, timeout_s=_ASK_S, cancel=bench.cancel)
        return Found("set" if there else "there is none", absent=not there)

    return do


def _put_out(light: Light) -> Callable[[Cabinet, Cancel], None]:
    def undo(cabinet: Cabinet, cancel: Cancel) -> None:
        cabinet.set_light(light, Flash.OFF, timeout_s=_ASK_S, cancel=cancel)

    return undo


def _readings(ups: Ups, bench: Bench) -> Found:
    return Found(ups_words(ups.read(timeout_s=_ASK_S, cancel=bench.cancel)))
