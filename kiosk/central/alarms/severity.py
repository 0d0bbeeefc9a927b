"""How bad an alarm is: the perceived severities of ITU-T X.733 that somebody must act on."""

from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Severity(IntEnum):
    """The greater, the worse. X.733's `cleared` is the end of an alarm here; its `indeterminate` nobody may write."""

    WARNING = 1
    MINOR = 2
    MAJOR = 3
    CRITICAL = 4


SEVERITY_NAMES: dict[Severity, Promise] = {
    Severity.CRITICAL: _("紧急"),
    Severity.MAJOR: _("重要"),
    Severity.MINOR: _("次要"),
    Severity.WARNING: _("提示"),
}
