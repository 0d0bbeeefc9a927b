"""Who may be given an alarm: whoever may see it, by their rights and by the districts of their duty."""

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from kiosk.central.alarms.models import Alarm

_SEE = "alarms.view_alarm"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def candidates(*alarms: Alarm) -> QuerySet[User]:
    """Return those who may see all of `alarms`, as `accounts.scope` draws their duties; by name."""
    staff = User.objects.with_perm(_SEE, backend=_BACKEND).filter(is_active=True, is_staff=True)
    for district in {alarm.district_id for alarm in alarms}:
        staff = staff.filter(pk__in=User.objects.filter(_of_district(district)).values("pk"))
    return User.objects.filter(pk__in=staff.values("pk")).order_by("username")


def _of_district(district: str | None) -> Q:
    """An alarm that is of no district is for those who are for all of them."""
    for_all = Q(is_superuser=True) | Q(duty__isnull=True) | Q(duty__districts__isnull=True)
    return for_all if district is None else for_all | Q(duty__districts=district)
