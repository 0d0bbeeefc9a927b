"""Rows as lines of JSON, as archive files hold them: one row a line, with the rows that lie within it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from kiosk.central.audit import chain
from kiosk.central.retention.kinds import Kind

_AT_ONCE = 500


def lines(kind: Kind, keys: Sequence[Any], *, lock: bool = False) -> Iterator[str]:
    """Yield a line for each row that is there, in the order of `keys`; with `lock` nobody changes them meanwhile."""
    if kind.stays:
        yield from (_line(asdict(link)) for link in chain.links(keys[0], keys[-1]))
        return
    left = iter(keys)
    while chosen := list(islice(left, _AT_ONCE)):
        rows = {row.pk: row for row in _read(kind.rows().filter(pk__in=chosen), lock=lock)}
        within = [(name, _within(kind, rows, name, lock=lock)) for name in kind.within]
        for key in chosen:
            if (row := rows.get(key)) is not None:
                told = _columns(row, kind)
                yield _line(told | {name: [_columns(one, kind) for one in found[key]] for name, found in within})


def key_of(line: str, kind: Kind) -> Any:
    """Return the primary key of the row that a line holds."""
    told = json.loads(line)
    return told["id"] if kind.stays else told[kind.rows().model._meta.pk.attname]  # noqa: SLF001 - Django's API


def _within(kind: Kind, rows: dict[Any, Model], name: str, *, lock: bool) -> dict[Any, list[Model]]:
    """Return the related rows by the key of the row that they lie within."""
    relation: Any = kind.rows().model._meta.get_field(name)  # noqa: SLF001 - Django's documented model API
    column = relation.field.attname
    found: dict[Any, list[Model]] = defaultdict(list)
    related = relation.related_model._base_manager.filter(**{f"{column}__in": list(rows)})  # noqa: SLF001
    for one in _read(related.order_by("pk"), lock=lock):
        found[getattr(one, column)].append(one)
    return found


def _read(rows: "QuerySet[Any]", *, lock: bool) -> "QuerySet[Any]":
    return rows.select_for_update(of=("self",)) if lock else rows


def _columns(row: Model, kind: Kind) -> dict[str, Any]:
    fields = row._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
    return {field.attname: field.value_from_object(row) for field in fields if field.attname not in kind.left_out}


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, cls=DjangoJSONEncoder) + "\n"
