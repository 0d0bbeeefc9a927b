"""Set values in layers, keep who did it and why, and tell the terminals that it touches.

The narrower layer wins: all < model < district < terminal. What they come to is written to `fleet.Desired` of each
terminal that is touched, with its revision; heartbeats read nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from pydantic import ValidationError

from kiosk.central.audit import service as audit
from kiosk.central.configuration.models import LAYERS, Change, Layer, Value
from kiosk.central.fleet.models import Desired, District, Terminal
from kiosk.protocol.configuration import SETTINGS, Configuration, merged, revision

Scope = tuple[str, str]
"""Layer and scope."""
_AT_ONCE = 1000


class ChangeRefused(Exception):  # noqa: N818 - reads as what happened
    """The values cannot be set: `problems` has a word for each setting that is at fault."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{setting}: {word}" for setting, word in problems.items()))
        self.problems = dict(problems)


@dataclass(frozen=True)
class Effective:
    """What one setting comes to at one terminal, and the layer that says so."""

    value: Any
    layer: Layer
    scope: str


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is set among `values`, as it goes over the wire.

    Raises:
        ChangeRefused: all that is wrong, at once.
    """
    problems = {name: "unknown" for name in values if name not in SETTINGS}
    try:
        fit = Configuration.model_validate(dict(values))
    except ValidationError as error:
        problems |= {str(one["loc"][0]): one["msg"].removeprefix("Value error, ") for one in error.errors()}
    if problems:
        raise ChangeRefused(problems)
    return fit.model_dump(mode="json", exclude_none=True)


@transaction.atomic
def set_values(layer: Layer, scope: str, values: Mapping[str, Any], *, who: str, why: str) -> list[Change]:
    """Make a layer's values these and no others; return what became different. Nothing is told when nothing did.

    Raises:
        ChangeRefused: a value is unfit, or the scope is none.
    """
    wanted = checked(values)
    _check_scope(layer, scope)
    present = {one.setting: one.value for one in _locked(layer, scope)}
    changes = [
        _change(layer, scope, name, present.get(name), wanted.get(name), who=who, why=why)
        for name in SETTINGS
        if present.get(name) != wanted.get(name)
    ]
    if changes:
        tell(touched_by(layer, scope))
    return changes


@transaction.atomic
def take_back(change: Change, *, who: str, why: str) -> Change | None:
    """Set what stood before `change`, as a change of its own; None when it stands so already.

    Raises:
        ChangeRefused: what stood before is not allowed any more.
    """
    layer = Layer(change.layer)
    old = checked({change.setting: change.old}).get(change.setting)
    present = {one.setting: one.value for one in _locked(layer, change.scope)}.get(change.setting)
    if present == old:
        return None
    back = _change(layer, change.scope, change.setting, present, old, who=who, why=why, takes_back=change)
    tell(touched_by(layer, change.scope))
    return back


def touched_by(layer: Layer, scope: str) -> QuerySet[Terminal]:
    """Return the terminals that a layer says something to."""
    if layer is Layer.ALL:
        return Terminal.objects.all()
    field = {Layer.MODEL: "model", Layer.DISTRICT: "place__district_id", Layer.TERMINAL: "pk"}[layer]
    return Terminal.objects.filter(**{field: scope})


def effective(terminal: Terminal) -> dict[str, Effective]:
    """Return each setting that is set for the terminal, with the layer that it comes from."""
    values = _by_scope(Value.objects.filter(scope__in={scope for _, scope in scopes_of(terminal)}))
    found: dict[str, Effective] = {}
    for layer, scope in scopes_of(terminal):
        for setting, value in values.get((layer, scope), {}).items():
            found[setting] = Effective(value, Layer(layer), scope)
    return found


def scopes_of(terminal: Terminal) -> list[Scope]:
    """Return the layers that speak to the terminal, the widest first."""
    district = (terminal.place.district_id if terminal.place else None) or ""
    names = {Layer.ALL: "", Layer.MODEL: terminal.model, Layer.DISTRICT: district, Layer.TERMINAL: terminal.pk}
    return [(layer.value, names[layer]) for layer in LAYERS if layer is Layer.ALL or names[layer]]


def tell(terminals: QuerySet[Terminal]) -> int:
    """Write what the layers come to for `terminals`, where it is another than they were told; return for how many."""
    values, told = _by_scope(Value.objects.all()), 0
    chosen = terminals.select_related("place", "desired").iterator(chunk_size=_AT_ONCE)
    while part := list(islice(chosen, _AT_ONCE)):
        rows = [row for terminal in part if (row := _row(terminal, values)) is not None]
        told += len(rows)
        Desired.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["terminal"],
            update_fields=["configuration", "configuration_revision"],
        )
    return told


def terminal_saved(instance: Terminal, **_signal: Any) -> None:
    """Tell a terminal that joined or was moved what holds for it now."""
    tell(Terminal.objects.filter(pk=instance.pk))


def _row(terminal: Terminal, values: Mapping[Scope, Mapping[str, Any]]) -> Desired | None:
    configuration = merged(values.get(scope, {}) for scope in scopes_of(terminal))
    named, desired = revision(configuration), getattr(terminal, "desired", None)
    if named == (desired.configuration_revision if desired else ""):
        return None
    return Desired(terminal_id=terminal.pk, configuration=configuration, configuration_revision=named)


def _by_scope(values: Iterable[Value]) -> dict[Scope, dict[str, Any]]:
    found: dict[Scope, dict[str, Any]] = defaultdict(dict)
    for one in values:
        found[one.layer, one.scope][one.setting] = one.value
    return found


def _locked(layer: Layer, scope: str) -> Iterator[Value]:
    yield from Value.objects.select_for_update().filter(layer=layer, scope=scope)


def is_scope(layer: Layer, scope: str) -> bool:
    """True when there is such a model, district or terminal."""
    if layer is Layer.ALL:
        return scope == ""
    if layer is Layer.DISTRICT:
        return District.objects.filter(pk=scope).exists()
    return bool(scope) and touched_by(layer, scope).exists()


def _check_scope(layer: Layer, scope: str) -> None:
    if not is_scope(layer, scope):
        raise ChangeRefused({"scope": f"no {layer} {scope!r}"})


def _change(
    layer: Layer, scope: str, setting: str, old: Any, new: Any, *, who: str, why: str, takes_back: Change | None = None
) -> Change:
    place: dict[str, Any] = {"layer": layer, "scope": scope, "setting": setting}
    if new is None:
        Value.objects.filter(**place).delete()
    else:
        Value.objects.update_or_create(**place, defaults={"value": new})
    change = Change.objects.create(**place, old=old, new=new, who=who, why=why, takes_back=takes_back)
    action = "configuration.take_back" if takes_back else "configuration.change"
    audit.record(who, action, change, f"{layer} {scope} {setting}: {old} → {new}; {why}")
    return change
