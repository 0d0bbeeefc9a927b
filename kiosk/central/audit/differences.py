"""What a form of the staff's site changes, in words for the audit: the field, what stood there, what stands there now.

`name: before → after`, for several chosen `name: +added −removed`, parts by `; `. Of a field that holds a secret (its
widget never shows a value), or that its admin calls silent, only the name is told: the audit is never changed, so
nothing may enter it that has to be deleted one day.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.forms import ReadOnlyPasswordHashWidget
from django.db.models import Model
from django.forms import BaseForm, Field, ModelChoiceField, ModelMultipleChoiceField, PasswordInput
from django.utils import timezone

NOTHING = "–"
_LONGEST = 200
_SECRET = (PasswordInput, ReadOnlyPasswordHashWidget)

Naming = Callable[[Model], str]


def changed(form: BaseForm, silent: Iterable[str], naming: Naming, prefix: str = "") -> Iterator[str]:
    """Yield a part for each field that a valid form changes."""
    for name in form.changed_data:
        field = form.fields.get(name)  # a form may call its change by another name, as that of a password does
        if field is None or name in silent or _is_secret(field):
            yield f"{prefix}{name}"
        else:
            was, now = form.get_initial_for_field(field, name), form.cleaned_data.get(name)
            yield f"{prefix}{name}: {_difference(field, was, now, naming)}"


def standing(form: BaseForm, silent: Iterable[str], naming: Naming) -> Iterator[str]:
    """Yield a part for each field that holds something, as it stands before it is deleted."""
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if name in silent or _is_secret(field) or _is_nothing(value):
            continue
        yield f"{name}: {_word(field, value, naming)}"


def _difference(field: Field, was: Any, now: Any, naming: Naming) -> str:
    if isinstance(field, ModelMultipleChoiceField):
        before, after = set(_keys(was)), set(_keys(now))
        came, gone = _names(field, after - before, naming), _names(field, before - after, naming)
        return " ".join([*(f"+{name}" for name in came), *(f"−{name}" for name in gone)])
    return f"{_word(field, was, naming)} → {_word(field, now, naming)}"


def _word(field: Field, value: Any, naming: Naming) -> str:
    if _is_nothing(value):
        return NOTHING
    if isinstance(field, ModelMultipleChoiceField | ModelChoiceField):
        return ", ".join(_names(field, set(_keys(value)), naming)) or NOTHING
    if isinstance(value, datetime):
        at = timezone.localtime(value) if timezone.is_aware(value) else value
        return at.isoformat(timespec="minutes")
    return str(value)[:_LONGEST]


def _names(field: "ModelChoiceField[Any]", keys: set[Any], naming: Naming) -> list[str]:
    """Return the names of chosen records: of all there are, since what was chosen may be out of the chooser's reach."""
    if not keys:
        return []
    assert field.queryset is not None, "a field of choices has some"
    return sorted(naming(one) for one in field.queryset.model._default_manager.filter(pk__in=keys))  # noqa: SLF001


def _keys(value: Any) -> Iterator[Any]:
    if value is None or value == "":
        return
    several = not isinstance(value, str | int | Model) and hasattr(value, "__iter__")
    for one in value if several else (value,):
        yield one.pk if isinstance(one, Model) else one


def _is_nothing(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _is_secret(field: Field) -> bool:
    return isinstance(field.widget, _SECRET)
