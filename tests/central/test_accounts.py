import pytest
from django.contrib.auth.models import Group, Permission, User

from kiosk.central.accounts import roles
from kiosk.central.audit.models import AuditEvent


def test_the_roles_are_there_after_migration(db):
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ROLES)


def test_a_role_that_staff_changed_is_left_alone(db):
    Group.objects.get(name="业务人员").permissions.clear()
    Group.objects.get(name="审计人员").delete()
    roles.ensure()
    assert Group.objects.get(name="业务人员").permissions.count() == 0
    assert Group.objects.get(name="审计人员").permissions.count() == len(set(roles.ROLES["审计人员"]))


@pytest.mark.parametrize(
    ("role", "permission", "may"),
    [
        ("运维人员", "fleet.change_terminal", True),
        ("运维人员", "audit.view_auditevent", False),
        ("业务人员", "fleet.change_terminal", False),
        ("审计人员", "audit.view_auditevent", True),
    ],
)
def test_roles_are_kept_apart(db, role, permission, may):
    clerk = User.objects.create_user("clerk", password="x")
    clerk.groups.add(Group.objects.get(name=role))
    assert clerk.has_perm(permission) is may


@pytest.mark.parametrize("role", roles.ROLES)
def test_no_role_may_change_what_terminals_reported_or_make_staff(db, role):
    may = set(roles.ROLES[role])
    assert not may & {"auth.add_user", "auth.change_user", "intake.delete_issue", "audit.delete_auditevent"}
    assert Permission.objects.filter(group__name=role).count() == len(may)


def test_coming_and_going_is_traced(client, db):
    User.objects.create_user("clerk", password="right-password", is_staff=True)
    form = {"username": "clerk", "password": "right-password"}
    client.post("/admin/login/", form | {"password": "wrong"})
    client.post("/admin/login/", form)
    client.post("/admin/logout/")
    found = AuditEvent.objects.order_by("id").values_list("who", "action", "detail")
    assert list(found) == [("clerk", "staff.login", "127.0.0.1"), ("clerk", "staff.logout", "127.0.0.1")]
