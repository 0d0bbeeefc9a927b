"""The admin mixin that keeps everybody to their districts and departments; the site puts it before each admin."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from kiosk.central.accounts.scope import Paths, paths_of, scoped

M = TypeVar("M", bound=Model)


class ScopedAdmin(admin.ModelAdmin[M]):
    """Lists, pages, actions, auto-completion and choices of foreign keys hold only what the user is responsible for.

    `district_path` and `service_path`: where they do not follow from the model's fields (`scope.paths_of`).
    """

    district_path = ""
    service_path = ""

    @property
    def paths(self) -> Paths:
        own = paths_of(self.model)
        return Paths(self.district_path or own.district, self.service_path or own.service)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[M]":
        return scoped(super().get_queryset(request), request.user, self.paths)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        related = db_field.related_model
        if "queryset" not in kwargs and isinstance(related, type):
            kwargs["queryset"] = scoped(related._default_manager.all(), request.user)  # noqa: SLF001 - Django's API
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def with_scope(kind: type[admin.ModelAdmin[Any]]) -> type[admin.ModelAdmin[Any]]:
    """Return `kind` with the mixin before it; once. The paths that `kind` names outrank the mixin's."""
    own = {name: getattr(kind, name) for name in ("district_path", "service_path") if hasattr(kind, name)}
    return kind if issubclass(kind, ScopedAdmin) else type(kind.__name__, (ScopedAdmin, kind), own)
