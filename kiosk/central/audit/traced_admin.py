"""The admin mixin that leaves an event for every record added, changed or deleted; before each admin."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.admin.models import LogEntry
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest

from kiosk.central.admin_terms import AdminTerms
from kiosk.central.audit import service
from kiosk.central.audit.differences import changed, standing

M = TypeVar("M", bound=Model)


class Said(list[Any]):
    """Django's own words about a change, with `told`: what the audit is to keep of it."""

    told = ""
    verb = ""


class TracedAdmin(AdminTerms[M]):
    """Django calls `log_…` for each record that pages, lists and bulk deletion touch: here they are events."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:  # noqa: FBT001, FBT002
        said = Said(super().construct_change_message(request, form, formsets, add))
        parts = [*changed(form, self.audit_silent, self.audit_name)]
        for formset in formsets or ():
            for inline in (one for one in formset.forms if one.has_changed()):
                parts += changed(inline, self.audit_silent, self.audit_name, f"{formset.prefix}.")
            parts += [f"{formset.prefix}: −{gone}" for gone in getattr(formset, "deleted_objects", ())]
        said.told, said.verb = "; ".join(parts), self.audit_verb(form, add=add)
        return said

    def log_addition(self, request: HttpRequest, obj: M, message: Any) -> LogEntry:
        self._trace(request, "create", obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: M, message: Any) -> LogEntry:
        self._trace(request, "change", obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: "QuerySet[M] | Iterable[M]") -> Any:
        if not self.audit_by_service:
            for record in queryset:
                told = "; ".join(standing(self._form(request, record), self.audit_silent, self.audit_name))
                told = told or str(record)  # of what cannot be changed there is no form
                service.record(service.user_of(request), f"{self._noun}.delete", record, told)
        return super().log_deletions(request, queryset)  # type: ignore[arg-type]

    @property
    def _noun(self) -> str:
        return self.audit_noun or str(self.opts.model_name)

    def _form(self, request: HttpRequest, record: M) -> BaseForm:
        return self.get_form(request, record, change=True)(instance=record)

    def _trace(self, request: HttpRequest, verb: str, record: M, message: Any) -> None:
        if self.audit_by_service:
            return
        told, verb = (message.told, message.verb or verb) if isinstance(message, Said) else (str(message), verb)
        service.record(service.user_of(request), f"{self._noun}.{verb}", record, told)
