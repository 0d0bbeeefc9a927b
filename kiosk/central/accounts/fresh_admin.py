"""The admin mixin that asks for the password again where an admin's terms say so; before each admin."""

from typing import Any, TypeVar

from django.contrib.admin.utils import model_format_dict
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from kiosk.central.accounts.fresh import asked
from kiosk.central.admin_terms import AdminTerms

M = TypeVar("M", bound=Model)


class FreshAdmin(AdminTerms[M]):
    """`fresh_actions` and `fresh_forms` of `AdminTerms`. Views of an admin's own call `fresh.asked` themselves."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return self._asked_for_action(request) or super().changelist_view(request, extra_context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        what = gettext("修改%(name)s") if object_id else gettext("新建%(name)s")
        return self._asked_for_form(request, what) or super().changeform_view(
            request, object_id, form_url, extra_context
        )

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        asking = self.has_delete_permission(request)
        again = self._asked_for_form(request, gettext("删除%(name)s")) if asking else None
        return again or super().delete_view(request, object_id, extra_context)

    def _asked_for_form(self, request: HttpRequest, what: str) -> HttpResponse | None:
        if request.method != "POST" or not self.fresh_forms:
            return None
        return asked(request, what % {"name": self.opts.verbose_name})

    def _asked_for_action(self, request: HttpRequest) -> HttpResponse | None:
        if request.method != "POST":
            return None
        guarded = {*self.fresh_actions, *(("delete_selected",) if self.fresh_forms else ())}
        chosen = next((name for name in request.POST.getlist("action") if name in guarded), None)
        if chosen is None and not (self.fresh_forms and "_save" in request.POST):
            return None
        return asked(request, self._label(request, chosen) if chosen else gettext("修改%(name)s") % self._named())

    def _label(self, request: HttpRequest, action: str) -> str:
        known = self.get_actions(request).get(action)
        return str(known[2]) % model_format_dict(self.model) if known else ""

    def _named(self) -> dict[str, Any]:
        return {"name": self.opts.verbose_name}
