"""Admin pages for what staff may look at and never edit."""

from typing import TypeVar

import django_stubs_ext
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

django_stubs_ext.monkeypatch()
M = TypeVar("M", bound=Model)


class ReadOnlyAdmin(admin.ModelAdmin[M]):
    """Lists and shows; nothing can be added, changed or deleted. Actions of a subclass still work."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002
        return False
