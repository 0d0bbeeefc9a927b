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
