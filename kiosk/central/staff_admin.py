"""What every admin of the site is made of: scope, audit and password, then the slice's class, the terms last."""

from functools import wraps
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.actions import delete_selected
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from kiosk.central.accounts.fresh_admin import FreshAdmin
from kiosk.central.accounts.scoped_admin import ScopedAdmin
from kiosk.central.admin_terms import AdminTerms
from kiosk.central.audit.traced_admin import TracedAdmin


def made_safe(kind: type[ModelAdmin[Any]]) -> type[ModelAdmin[Any]]:
    """Return `kind` with the mixins before it and the terms behind it; once."""
    if issubclass(kind, ScopedAdmin):
        return kind
    return type(
        kind.__name__, (ScopedAdmin, TracedAdmin, FreshAdmin, kind, AdminTerms), {"__module__": kind.__module__}
    )


@wraps(delete_selected)
def deleted_together(page: ModelAdmin[Any], request: HttpRequest, chosen: QuerySet[Any]) -> Any:
    """Django's own bulk deletion, with its traces in one transaction: all of it happened, or nothing."""
    with transaction.atomic():
        return delete_selected(page, request, chosen)
