"""Who looks at the first page: what they may see, and what of it is theirs."""

from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.models import PermissionsMixin
from django.db.models import Model, QuerySet

from kiosk.central.accounts.scope import Scope, Somebody, paths_of, scope_of, within

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Viewer:
    """One member of staff with their duty, which is read once for the whole page."""

    user: Somebody
    scope: Scope

    def may(self, permission: str) -> bool:
        return isinstance(self.user, PermissionsMixin) and self.user.has_perm(permission)

    def ours(self, records: "QuerySet[M]") -> "QuerySet[M]":
        """Return those of `records` that the viewer is responsible for."""
        return records.filter(within(self.scope, paths_of(records.model)))


def viewer(user: Somebody) -> Viewer:
    return Viewer(user, scope_of(user))
