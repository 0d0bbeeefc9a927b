"""What a permission is called in the page's language.

Django writes a permission's name into the database when tables are made, in the language of that moment, and the
packages that guard the log-in have no Chinese of their own: so names are made anew where they are shown.
"""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import ManyToManyField
from django.forms import ModelMultipleChoiceField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.admin_terms import AdminTerms

_USUAL: dict[str, Promise] = {"add": _("可新增"), "change": _("可修改"), "delete": _("可删除"), "view": _("可查看")}
_PARTS: dict[str, Promise] = {"axes": _("登录保护"), "otp_totp": _("两步验证"), "otp_static": _("两步验证")}
_RECORDS: dict[str, Promise] = {
    "axes.accessattempt": _("失败的登录尝试"),
    "axes.accessattemptexpiration": _("登录锁定期限"),
    "axes.accessfailurelog": _("登录失败记录"),
    "axes.accesslog": _("登录记录"),
    "otp_totp.totpdevice": _("手机验证器"),
    "otp_static.staticdevice": _("备用码组"),
    "otp_static.statictoken": _("备用码"),
}
"""By app and by model: packages that other people write."""


def in_words(permission: Permission) -> str:
    """Return `part | records | what may be done`; `permission` has its content type selected with it."""
    kind = permission.content_type
    model = kind.model_class()
    if model is None:  # its table is gone, the permission is left over
        return f"{kind.app_label} | {kind.model} | {permission.name}"
    meta: Any = model._meta  # noqa: SLF001 - Django's documented model API
    part = _PARTS.get(meta.app_label, meta.app_config.verbose_name)
    record = _RECORDS.get(meta.label_lower, meta.verbose_name)
    usual = {f"{deed}_{meta.model_name}": words for deed, words in _USUAL.items()}
    return f"{part} | {record} | {(usual | dict(meta.permissions)).get(permission.codename, permission.name)}"


class Permissions(ModelMultipleChoiceField[Permission]):
    """Permissions to choose from, in words."""

    def label_from_instance(self, obj: Permission) -> str:
        return in_words(obj)


class PermissionsInWords(AdminTerms[Any]):
    """For the admins whose forms choose permissions; before Django's own."""

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: Any = None, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        if db_field.related_model is Permission:
            kwargs["form_class"] = Permissions
        return super().formfield_for_manytomany(db_field, request, **kwargs)
