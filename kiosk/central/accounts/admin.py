"""Staff pages of accounts: Django's own, with the duty beside the user, and with an audit event for each change."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from kiosk.central.accounts import second_factor
from kiosk.central.accounts.models import Duty
from kiosk.central.audit import service as audit

for _model in (User, Group, TOTPDevice, StaticDevice):  # secrets of phones are nobody's to look at
    admin.site.unregister(_model)


class DutyInline(admin.StackedInline[Duty, User]):
    model = Duty
    can_delete = False
    filter_horizontal = ("districts",)
    verbose_name_plural = _("职责范围")


@admin.register(User)
class StaffAdmin(UserAdmin[User]):
    """Whoever may change accounts may not make themselves, or anybody, more than they are themselves."""

    inlines = (DutyInline,)
    list_display = ("username", "last_name", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    actions = ("reset_second_factor",)

    @admin.display(description=_("角色"))
    def roles(self, user: User) -> str:
        return "、".join(group.name for group in user.groups.all())

    @admin.action(description=_("重置所选人员的两步验证"), permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        allowed = [user for user in chosen if self.has_change_permission(request, user)]
        for user in allowed:
            second_factor.reset(user, audit.user_of(request))
        messages.success(request, gettext("已重置 %(count)d 人") % {"count": len(allowed)})

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fields = tuple(str(name) for name in super().get_readonly_fields(request, obj))
        if getattr(request.user, "is_superuser", False):
            return fields
        return (*fields, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        mightier = obj is not None and obj.is_superuser and not getattr(request.user, "is_superuser", False)
        return not mightier and super().has_change_permission(request, obj)

    def save_related(self, request: HttpRequest, form: ModelForm[User], formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        changed = sorted({*form.changed_data, *(name for one in formsets for name in _changed(one))} - {"password"})
        audit.record(
            audit.user_of(request),
            "staff.change" if change else "staff.create",
            form.instance,
            _told(form.instance, changed),
        )

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        answer = super().user_change_password(request, id, form_url)
        user = self.get_object(request, id)
        if request.method == "POST" and answer.status_code == 302 and user is not None:
            audit.record(audit.user_of(request), "staff.password", user)
        return answer

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        audit.record(audit.user_of(request), "staff.delete", obj, obj.username)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for user in queryset:
            self.delete_model(request, user)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    def save_related(self, request: HttpRequest, form: ModelForm[Group], formsets: Any, change: bool) -> None:  # noqa: FBT001
        before = set(form.instance.permissions.values_list("codename", flat=True)) if change else set()
        super().save_related(request, form, formsets, change)
        after = set(form.instance.permissions.values_list("codename", flat=True))
        told = " ".join(
            [*(f"+{name}" for name in sorted(after - before)), *(f"-{name}" for name in sorted(before - after))]
        )
        audit.record(audit.user_of(request), "role.change" if change else "role.create", form.instance, told)

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        audit.record(audit.user_of(request), "role.delete", obj, obj.name)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for role in queryset:
            self.delete_model(request, role)


def _changed(formset: BaseModelFormSet[Model, Any]) -> list[str]:
    return [name for form in formset.forms if form.has_changed() for name in form.changed_data]


def _told(user: User, changed: list[str]) -> str:
    """Say what changed, and of roles, rights and duty what they are now: never a password."""
    duty = Duty.objects.filter(user=user).first()
    now = {
        "groups": "、".join(user.groups.values_list("name", flat=True)),
        "is_active": str(user.is_active),
        "is_superuser": str(user.is_superuser),
        "districts": ",".join(duty.districts.values_list("code", flat=True)) if duty else "",
        "departments": duty.departments if duty else "",
    }
    return "; ".join(f"{name}={now[name]}" if name in now else name for name in changed)
