"""The admin mixin that keeps everybody to their districts and departments; the site puts it before each admin."""

from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin import FieldListFilter, RelatedFieldListFilter
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.http import HttpRequest

from kiosk.central.accounts.scope import Somebody, scope_of
from kiosk.central.admin_terms import AdminTerms
from kiosk.central.fleet.models import District

M = TypeVar("M", bound=Model)


def seen(model: "type[M]", user: Somebody) -> "QuerySet[M]":
    """Return the records of a model that `user` may see, by what its admin says of it."""
    scope, records = scope_of(user), model._default_manager.all()  # noqa: SLF001 - Django's documented model API
    page: Any = admin.site._registry.get(model)  # noqa: SLF001 - `get_model_admin` raises for what has no page
    return records.filter(page.within(scope)) if page is not None else records


class ScopedAdmin(AdminTerms[M]):
    """Lists, pages, actions, filters, auto-completion and choices hold only what the user is responsible for."""

    def get_queryset(self, request: HttpRequest) -> "QuerySet[M]":
        return super().get_queryset(request).filter(self.within(scope_of(request.user)))

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer what the user may see; a district must be chosen by whoever is not for all of them."""
        related = db_field.related_model
        if "queryset" not in kwargs and isinstance(related, type):
            kwargs["queryset"] = seen(related, request.user)
        if related is District and scope_of(request.user).districts is not None:
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        related = db_field.related_model
        if "queryset" not in kwargs and isinstance(related, type):
            kwargs["queryset"] = seen(related, request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _may_touch(self, request: HttpRequest, obj: M | None) -> bool:
        return obj is None or self.may_touch(scope_of(request.user), obj)


class ScopedFilter(RelatedFieldListFilter):
    """The filter beside a list by a related record: names only those that the user may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        ordering = self.field_admin_ordering(field, request, model_admin)
        allowed = {"pk__in": seen(field.related_model, request.user).values("pk")}
        return list(field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=allowed))


def _is_related(field: "Field[Any, Any]") -> bool:
    return bool(field.remote_field)


FieldListFilter.register(_is_related, ScopedFilter, take_priority=True)
