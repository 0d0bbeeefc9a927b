"""month_range: from one month to another, by one tap or by hand."""

from collections.abc import Mapping
from typing import Any

from kiosk.engine.fields.reading import Sample, Scope, Wrong, wrong
from kiosk.engine.months import from_ordinal, is_month, ordinal
from kiosk.engine.rules import evaluate
from kiosk.protocol.fields import MonthPreset, MonthRangeField

CUSTOM = "custom"
"""The `preset` of an answer whose months the resident chose one by one."""


def limits(field: MonthRangeField, scope: Scope) -> tuple[str, str]:
    """Return the earliest and the latest month that may be chosen."""
    return evaluate(field.earliest, scope).reveal(), evaluate(field.latest, scope).reveal()


def months_of(preset: MonthPreset, scope: Scope) -> tuple[str, str]:
    """Return the first and the last month that `preset` means now."""
    return evaluate(preset.first, scope).reveal(), evaluate(preset.last, scope).reveal()


def parse(field: MonthRangeField, typed: object, scope: Scope) -> dict[str, str] | Wrong:
    """Take `{preset}` or `{preset: custom, first, last}`."""
    answer = _chosen(field, typed if isinstance(typed, dict) else {}, scope)
    first, last = answer["first"], answer["last"]
    if not is_month(first) or not is_month(last) or (answer["preset"] == CUSTOM and not field.custom):
        return wrong("form.choose_period")
    earliest, latest = limits(field, scope)
    if first > last:
        return wrong("form.first_after_last")
    if first < earliest:
        return wrong("form.too_early", earliest=earliest)
    if last > latest:
        return wrong("form.too_late", latest=latest)
    return answer


def boundaries(field: MonthRangeField, scope: Scope) -> tuple[Sample, ...]:
    presets = tuple(
        Sample({"preset": preset.id}, found.key if isinstance(found, Wrong) else "")
        for preset in field.presets
        for found in (parse(field, {"preset": preset.id}, scope),)
    )
    if not field.custom:
        return presets
    earliest, latest = limits(field, scope)
    before, after = from_ordinal(ordinal(earliest) - 1), from_ordinal(ordinal(latest) + 1)
    turned = (_by_hand(latest, earliest, "form.first_after_last"),) if earliest < latest else ()
    return (
        *presets,
        _by_hand(earliest, latest),
        _by_hand(earliest, earliest),
        _by_hand(latest, latest),
        *turned,
        _by_hand(before, latest, "form.too_early"),
        _by_hand(earliest, after, "form.too_late"),
        _by_hand("", latest, "form.choose_period"),
    )


def _by_hand(first: str, last: str, problem: str = "") -> Sample:
    return Sample({"preset": CUSTOM, "first": first, "last": last}, problem)


def _chosen(field: MonthRangeField, given: Mapping[str, Any], scope: Scope) -> dict[str, str]:
    for preset in field.presets:
        if preset.id == given.get("preset"):
            first, last = months_of(preset, scope)
            return {"preset": preset.id, "first": first, "last": last}
    return {"preset": CUSTOM, "first": str(given.get("first", "")), "last": str(given.get("last", ""))}
