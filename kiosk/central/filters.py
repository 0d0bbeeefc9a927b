"""Filters of lists that all slices share."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin


class UsualFilter(admin.SimpleListFilter):
    """A filter that narrows the list down to `usual` while nothing is chosen; subclasses offer "all", too."""

    usual: ClassVar[str]

    def value(self) -> str:
        return super().value() or self.usual

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, title in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": query, "display": title}


class NamedFilter(admin.AllValuesFieldListFilter):
    """The codes that a column holds, each by its words."""

    def name(self, code: str) -> str:
        """Return what staff call `code`; subclasses know."""
        return code

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            shown = choice["display"]
            yield choice | {"display": self.name(str(shown)) if shown in self.lookup_choices else shown}
