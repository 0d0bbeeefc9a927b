"""What Django's users and groups do not say: what somebody is responsible for, and which grants the roles came with."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import District


class Duty(models.Model):
    """职责范围: the districts and departments that a member of staff sees and acts on. Empty means all."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="duty")
    districts = models.ManyToManyField(District, blank=True, verbose_name=_("行政区"), help_text=_("不选表示全部"))
    departments = models.CharField(
        _("部门"), max_length=400, blank=True, help_text=_("部门代码，以逗号分隔，如 housing,tax；留空表示全部")
    )

    class Meta:
        verbose_name = _("职责范围")
        verbose_name_plural = _("职责范围")

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def department_names(self) -> frozenset[str]:
        return frozenset(name.strip() for name in self.departments.replace("，", ",").split(",") if name.strip())

    def clean(self) -> None:
        wrong = sorted(name for name in self.department_names if not name.replace("-", "").isalnum())
        if wrong:
            raise ValidationError({"departments": _("不是部门代码：%(names)s") % {"names": ", ".join(wrong)}})


class Grant(models.Model):
    """A permission that a role was given by the software, once: what staff take away afterwards stays away."""

    role = models.CharField(_("角色"), max_length=150)
    permission = models.CharField(_("权限"), max_length=160)

    class Meta:
        verbose_name = _("随软件授予的权限")
        verbose_name_plural = _("随软件授予的权限")
        constraints = (models.UniqueConstraint("role", "permission", name="one_grant_each"),)

    def __str__(self) -> str:
        return f"{self.role} {self.permission}"
