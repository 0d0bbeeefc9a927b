"""A question that is asked with each request, put into SQL once a thread: making that anew costs ten times its answer.

What comes back are the same models as from the queryset, its `select_related` included: they are made by Django's own
code (`django.db.models.query.ModelIterable`), from rows that the compiler has converted. Nothing is kept of an answer.
"""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
_populators: Any = get_related_populators  # the stubs are of a Django that is to come


class Prepared(Generic[M]):
    """Asks for one row.

    Args of the constructor:
        make: the queryset, without an order; each value that it filters by is a placeholder, in the order of the
            arguments of a call. Called once a thread, when the models are there.
    """

    def __init__(self, make: Callable[[], "QuerySet[M]"]) -> None:
        self._make = make
        self._here = threading.local()

    def __call__(self, *values: str) -> M | None:
        """Return the first row's model, None when there is none."""
        question = getattr(self._here, "question", None)
        if question is None or question.vendor != connection.vendor:
            question = self._here.question = _Question(self._make())
        return cast("M | None", question.asked(values))


class _Question:
    def __init__(self, queryset: "QuerySet[Any]") -> None:
        self.vendor = connection.vendor
        self._compiler: Any = queryset.query.get_compiler(connection=connection)
        self._sql, self._placeholders = self._compiler.as_sql()
        whole = self._compiler.klass_info
        self._model, fields = whole["model"], whole["select_fields"]
        self._own = slice(fields[0], fields[-1] + 1)
        self._names = [column[0].target.attname for column in self._compiler.select[self._own]]
        self._converters = self._compiler.get_converters([column[0] for column in self._compiler.select])
        self._related = _populators(whole, self._compiler.select, connection.alias)

    def asked(self, values: tuple[str, ...]) -> Model | None:
        if len(values) != len(self._placeholders):
            raise TypeError(f"{len(self._placeholders)} values are asked for, not {len(values)}")
        with connection.cursor() as cursor:
            cursor.execute(self._sql, values)
            found = cursor.fetchone()
        if found is None:
            return None
        (row,) = self._compiler.apply_converters([found], self._converters)
        made: Model = self._model.from_db(connection.alias, self._names, row[self._own])
        for one in self._related:
            one.populate(row, made)
        return made
