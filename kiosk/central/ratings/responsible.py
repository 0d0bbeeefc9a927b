"""Who may look after a bad rating: by their role, and by the districts and departments of their duty."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from kiosk.central.accounts.scope import scoped
from kiosk.central.ratings.models import Redress

STEER, REPLY = "ratings.change_redress", "ratings.reply_redress"
"""The rights of a rating officer, who does each step, and of whoever answers what was assigned to them."""


def may_look_after(user: User, redress: Redress) -> bool:
    """Say whether it may be given to `user`."""
    if not (user.is_active and user.is_staff and (user.has_perm(STEER) or user.has_perm(REPLY))):
        return False
    return scoped(Redress.objects.filter(pk=redress.pk), user).exists()


def candidates(redress: Redress) -> QuerySet[User]:
    """Return those to whom it may be given; staff of no matter which right come first through the database."""
    staff = User.objects.filter(is_active=True, is_staff=True).order_by("username")
    return staff.filter(pk__in=[user.pk for user in staff if may_look_after(user, redress)])
