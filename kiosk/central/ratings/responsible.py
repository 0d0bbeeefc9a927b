"""Who may look after a bad rating: by their role, and by the districts and departments of their duty."""

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from kiosk.central.ratings.models import Redress

STEER, REPLY = "ratings.change_redress", "ratings.reply_redress"
"""The rights of a rating officer, who does each step, and of whoever answers what was assigned to them."""
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def candidates(*redresses: Redress) -> QuerySet[User]:
    """Return those to whom all of `redresses` may be given, as `accounts.scope` draws their duties."""
    able = User.objects.filter(is_active=True, is_staff=True)
    rights = (User.objects.with_perm(right, backend=_BACKEND).values("pk") for right in (STEER, REPLY))
    staff = able.filter(Q(pk__in=next(rights)) | Q(pk__in=next(rights)))
    for redress in redresses:
        staff = staff.filter(_of_district(redress))
    departments = {redress.department for redress in redresses}
    ours = [user.pk for user in staff.select_related("duty").distinct() if _for_all(user, departments)]
    return User.objects.filter(pk__in=ours).order_by("username")


def may_look_after(user: User, redress: Redress) -> bool:
    """Say whether it may be given to `user`."""
    return candidates(redress).filter(pk=user.pk).exists()


def _of_district(redress: Redress) -> Q:
    """A place that lies in no district is for those who are for all of them."""
    for_all = Q(is_superuser=True) | Q(duty__isnull=True) | Q(duty__districts__isnull=True)
    place = redress.terminal.place
    district = place.district_id if place else None
    return for_all if district is None else for_all | Q(duty__districts=district)


def _for_all(user: User, departments: set[str]) -> bool:
    if user.is_superuser or not hasattr(user, "duty"):
        return True
    ours = user.duty.department_names
    return not ours or departments <= ours
