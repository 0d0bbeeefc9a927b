"""Staff pages of accounts: Django's own, with the duty beside the user, and with an audit event for each change."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Model, Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from kiosk.central.accounts import second_factor
from kiosk.central.accounts.duty_form import DutyForm, duties_within, unheard_of
from kiosk.central.accounts.fresh import asked
from kiosk.central.accounts.models import Duty
from kiosk.central.accounts.permission_words import PermissionsInWords
from kiosk.central.accounts.scope import ALL, Scope, scope_of
from kiosk.central.audit import service as audit

for _model in (User, Group, TOTPDevice, StaticDevice):  # secrets of phones are nobody's to look at
    admin.site.unregister(_model)


class DutyInline(admin.StackedInline[Duty, User]):
    model = Duty
    form = DutyForm
    can_delete = False
    filter_horizontal = ("districts",)
    verbose_name_plural = _("职责范围")

    def get_formset(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        looking = {"looking": scope_of(request.user)}
        return super().get_formset(request, obj, form=type("OwnDutyForm", (DutyForm,), looking), **kwargs)


@admin.register(User)
class StaffAdmin(PermissionsInWords, UserAdmin[User]):
    """Whoever may change accounts may not make themselves, or anybody, more than they are themselves."""

    inlines = (DutyInline,)
    list_display = ("username", "last_name", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    actions = ("reset_second_factor",)
    audit_noun = "staff"
    audit_silent = ("first_name", "last_name", "email")
    fresh_actions = ("reset_second_factor",)
    fresh_forms = True

    @admin.display(description=_("角色"))
    def roles(self, user: User) -> str:
        return "、".join(group.name for group in user.groups.all())

    @admin.action(description=_("重置所选人员的两步验证"), permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        allowed = [user for user in chosen if self.has_change_permission(request, user)]
        for user in allowed:
            second_factor.reset(user, audit.user_of(request))
        messages.success(request, gettext("已重置 %(count)d 人") % {"count": len(allowed)})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        duty = Duty.objects.filter(user=form.instance).first()
        unknown = unheard_of(duty) if duty else []
        if unknown:
            words = gettext("尚无这些部门发布的事项，请核对部门代码：%(names)s") % {"names": ", ".join(unknown)}
            messages.warning(request, words)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fields = (*map(str, super().get_readonly_fields(request, obj)), "last_login", "date_joined")
        if getattr(request.user, "is_superuser", False):
            return fields
        return (*fields, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return not _mightier(obj, request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return not _mightier(obj, request) and super().has_delete_permission(request, obj)

    def within(self, scope: Scope) -> Q:
        """Whoever administers a part sees those whose duty lies in that part; one without bounds lies in none."""
        return duties_within(scope)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        again = asked(request, _("设置密码")) if request.method == "POST" else None
        return again or super().user_change_password(request, id, form_url)

    def audit_name(self, record: Model) -> str:
        return _name(record)

    def audit_verb(self, form: BaseForm, *, add: bool) -> str:
        return "password" if isinstance(form, AdminPasswordChangeForm) else "create" if add else "change"


@admin.register(Group)
class RoleAdmin(PermissionsInWords, GroupAdmin):
    """A role is the same everywhere: whoever is for a part of the platform only looks at it."""

    audit_noun = "role"
    fresh_forms = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return scope_of(request.user) == ALL and super().has_add_permission(request)

    def may_touch(self, scope: Scope, record: Group) -> bool:  # noqa: ARG002
        return scope == ALL

    def audit_name(self, record: Model) -> str:
        return _name(record)


def _mightier(user: User | None, request: HttpRequest) -> bool:
    return user is not None and user.is_superuser and not getattr(request.user, "is_superuser", False)


def _name(record: Model) -> str:
    """Return what an event calls a role or a permission: the latter's own name differs from language to language."""
    return f"{record.content_type.app_label}.{record.codename}" if isinstance(record, Permission) else str(record)
