"""What a slice may say of its own admin to the mixins before it, and what holds where it says nothing.

Each admin of the site is made of the mixins, the slice's class and, behind it, these terms: so the slice's word counts.
"""

from typing import TypeVar

from django.contrib import admin
from django.db.models import Model, Q
from django.forms import BaseForm

from kiosk.central.accounts.scope import Paths, Scope, paths_of, within

M = TypeVar("M", bound=Model)


class AdminTerms(admin.ModelAdmin[M]):
    """Scope (`accounts.scoped_admin`), audit (`audit.traced_admin`), and password again (`accounts.fresh_admin`).

    - `district_path`, `service_path`: where they do not follow from the model's fields (`scope.paths_of`);
    - `audit_noun`: by which name events call such records, where it is not the model's;
    - `audit_silent`: fields whose values the audit must not keep, as somebody's name or number;
    - `audit_by_service`: what this admin's pages save, its service records already, in the same transaction;
    - `fresh_actions`: actions that ask for the password again; `fresh_forms`: so does each add, change and delete.
    """

    district_path = ""
    service_path = ""
    audit_noun = ""
    audit_silent: tuple[str, ...] = ()
    audit_by_service = False
    fresh_actions: tuple[str, ...] = ()
    fresh_forms = False

    @property
    def paths(self) -> Paths:
        own = paths_of(self.model)
        return Paths(self.district_path or own.district, self.service_path or own.service)

    def within(self, scope: Scope) -> Q:
        """Return the condition that a record may be seen by whoever has this scope."""
        return within(scope, self.paths)

    def may_touch(self, scope: Scope, record: M) -> bool:  # noqa: ARG002 - for those where some may only be looked at
        """Whether a record that may be seen may also be changed, by whoever has the permission."""
        return True

    def audit_name(self, record: Model) -> str:
        """Return how an event calls a record that was chosen in a form."""
        return str(record)

    def audit_verb(self, form: BaseForm, *, add: bool) -> str:  # noqa: ARG002 - for those that tell forms apart
        """Return what an event calls the saving of this form."""
        return "create" if add else "change"
