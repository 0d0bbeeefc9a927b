"""Roles, what each member of staff is responsible for, and what of it is recorded."""

from typing import Any

import pytest
from central.conftest import SignedClient
from django.apps import apps
from django.conf import global_settings
from django.contrib import admin
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from kiosk.central import settings as house
from kiosk.central.accounts import roles
from kiosk.central.accounts.models import Duty, Grant
from kiosk.central.accounts.scope import paths_of, scoped
from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet.models import District, Place, Terminal
from kiosk.central.reports.models import FlowWords

PASSWORD = "a-long-password-1"


def test_a_password_that_is_kept_is_slow_to_guess(settings):
    """OWASP's Password Storage Cheat Sheet asks for 600,000 rounds of PBKDF2 with SHA-256."""
    settings.PASSWORD_HASHERS = getattr(house, "PASSWORD_HASHERS", global_settings.PASSWORD_HASHERS)
    way, rounds, _salt, _hash = make_password(PASSWORD).split("$")
    assert way == "pbkdf2_sha256"
    assert int(rounds) >= 600_000


def test_the_roles_are_there_after_migration(db):
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ROLES)


def test_what_staff_took_from_a_role_stays_away_and_what_is_new_is_given(db, monkeypatch):
    clerks = Group.objects.get(name=roles.CLERK)
    clerks.permissions.clear()
    grants = roles.GRANTS | {roles.CLERK: ("fleet.view_place",)}
    monkeypatch.setattr(roles, "GRANTS", grants)
    roles.ensure()
    assert list(clerks.permissions.values_list("codename", flat=True)) == ["view_place"]


def test_a_slice_that_grants_to_nobody_is_told(monkeypatch):
    monkeypatch.setattr(roles, "GRANTS", {"运维人员": ("fleet.view_place",)})
    with pytest.raises(ValueError, match="there is no role 运维人员; there is 发布员"):
        roles.granted()


@pytest.mark.parametrize(
    ("role", "permission", "may"),
    [
        (roles.OPERATOR, "fleet.change_terminal", True),
        (roles.OPERATOR, "audit.view_auditevent", False),
        (roles.TECHNICIAN, "fleet.change_terminal", False),
        (roles.CLERK, "drafts.read_answers", True),
        (roles.AUDITOR, "audit.view_auditevent", True),
        (roles.ADMINISTRATOR, "auth.change_user", True),
        (roles.ADMINISTRATOR, "intake.view_transaction", False),
    ],
)
def test_roles_are_kept_apart(db, role, permission, may):
    clerk = User.objects.create_user("clerk", password="x")
    clerk.groups.add(Group.objects.get(name=role))
    assert clerk.has_perm(permission) is may


@pytest.mark.parametrize("role", roles.ROLES)
def test_no_role_may_change_what_terminals_reported_nor_but_one_make_staff(db, role):
    may = set(roles.granted()[role])
    assert not may & {"intake.delete_issue", "audit.delete_auditevent", "audit.change_auditevent"}
    assert (role == roles.ADMINISTRATOR) or not may & {"auth.add_user", "auth.change_user", "auth.change_group"}
    assert Permission.objects.filter(group__name=role).count() == len(may)


@pytest.mark.django_db(transaction=True)
def test_groups_of_before_keep_their_members_and_what_was_taken_from_them(migrated_to):
    migrated_to("accounts", "0001_initial")
    Group.objects.all().delete()
    Grant.objects.all().delete()
    group = Group.objects.create(name="运维人员")
    user = User.objects.create_user("operator", password="x")
    user.groups.add(group)
    migrated_to("accounts", "0002_roles_renamed")
    roles.ensure()
    assert [one.name for one in user.groups.all()] == [roles.OPERATOR]
    assert not User.objects.get(pk=user.pk).has_perm("fleet.change_terminal"), "staff had taken it away"
    assert User.objects.get(pk=user.pk).has_perm("fleet.add_place"), "it is new"


def staff(name: str, *, districts: tuple[str, ...] = (), departments: str = "", role: str = "") -> User:
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    if role:
        user.groups.add(Group.objects.get(name=role))
    duty = Duty.objects.create(user=user, departments=departments)
    duty.districts.set(districts)
    return user


def test_every_page_of_something_at_a_place_is_kept_to_its_district(db):
    """A model with a terminal, a place or a service that no path leads to would be seen by everybody."""
    for model, page in admin.site._registry.items():
        names = {field.name for field in model._meta.get_fields() if not field.auto_created}
        paths = page.paths
        assert paths.district or not names & {"terminal", "place"}, model
        assert paths.service or "service" not in names, model


@pytest.fixture
def two_districts(terminal: SignedClient, other_terminal: SignedClient) -> tuple[Terminal, Terminal]:
    """WH0001 in 江岸区 and WH0002 in 武昌区."""
    for client, code in ((terminal, "420102"), (other_terminal, "420106")):
        place = Place.objects.create(name=f"大厅{code}", district_id=code)
        Terminal.objects.filter(pk=client.terminal_id).update(place=place)
    return terminal.terminal, other_terminal.terminal


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_another_districts_terminal_is_not_listed_opened_acted_on_or_offered(two_districts):
    mine, other = two_districts
    client = browser(staff("jiangan", districts=("420102",)))
    listed = client.get(reverse("admin:fleet_terminal_changelist")).content.decode()
    assert (mine.pk in listed, other.pk in listed) == (True, False)
    assert client.get(reverse("admin:fleet_terminal_change", args=[mine.pk])).status_code == 200
    for page in ("change", "history", "delete"):
        assert client.get(reverse(f"admin:fleet_terminal_{page}", args=[other.pk])).status_code in (302, 403)
    act = {"action": "revoke", "_selected_action": [other.pk]}
    client.post(reverse("admin:fleet_terminal_changelist"), act)
    assert Terminal.objects.get(pk=other.pk).state == "approved"
    offered = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "fleet", "model_name": "terminal", "field_name": "place", "term": "大厅"},
    ).json()
    assert [found["text"] for found in offered["results"]] == ["大厅420102"]


def test_a_place_of_another_district_cannot_be_chosen(two_districts):
    mine, other = two_districts
    client = browser(staff("jiangan", districts=("420102",)))
    none = {f"last_state-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    form = {"place": other.place_id, "note": ""} | none
    client.post(reverse("admin:fleet_terminal_change", args=[mine.pk]), form)
    assert Terminal.objects.get(pk=mine.pk).place_id == mine.place_id


@pytest.mark.parametrize("model", [pytest.param(model, id=model._meta.label) for model in admin.site._registry])
def test_nobody_sees_what_lies_in_another_district_or_department(db, model):
    user = staff("nobody", districts=("420117",), departments="nowhere")
    paths = admin.site._registry[model].paths
    query = str(scoped(model._default_manager.all(), user, paths).query)
    assert (not paths.district) or "420117" in query
    assert (not paths.service) or "nowhere/" in query


def test_of_several_departments_each_ones_work_is_seen(db):
    transaction = apps.get_model("intake", "Transaction")
    user = staff("two", departments="housing， tax")
    assert paths_of(transaction).service == "service"
    query = str(scoped(transaction.objects.all(), user).query)
    assert "housing/" in query
    assert "tax/" in query


def test_without_a_duty_all_is_seen(two_districts):
    user = User.objects.create_user("all", password="x", is_staff=True)
    assert scoped(Terminal.objects.all(), user).count() == 2


def filled_in(user: User, **changed: Any) -> dict[str, Any]:
    """Return the form of an account as a browser would send it."""
    form = {"username": user.username, "is_active": "on", "is_staff": "on"}
    form |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    form |= {"duty-TOTAL_FORMS": "1", "duty-INITIAL_FORMS": "0", "duty-0-user": user.pk}
    return form | changed


def test_a_change_of_somebodys_roles_and_duty_is_recorded(admin_client, db):
    user = User.objects.create_user("clerk", password=PASSWORD, is_staff=True)
    role = Group.objects.get(name=roles.CLERK)
    form = filled_in(user, groups=[role.pk], **{"duty-0-districts": ["420102"], "duty-0-departments": "housing"})
    answer = admin_client.post(reverse("admin:auth_user_change", args=[user.pk]), form)
    assert answer.status_code == 302, answer.context["errors"]
    event = AuditEvent.objects.first()
    assert (event.who, event.action, event.object_id) == ("admin", "staff.change", str(user.pk))
    told = {"groups: +窗口人员", "duty.districts: +江岸区", "duty.departments: – → housing"}
    assert told <= set(event.detail.split("; "))
    assert District.objects.get(pk="420102") in user.duty.districts.all()


def test_a_department_that_is_no_code_is_told(admin_client, db):
    user = User.objects.create_user("clerk", password=PASSWORD, is_staff=True)
    form = filled_in(user, **{"duty-0-departments": "housing; tax"})
    page = admin_client.post(reverse("admin:auth_user_change", args=[user.pk]), form)
    assert "不是部门代码" in page.content.decode()


def test_departments_are_named_and_one_that_nobody_heard_of_is_told(admin_client, db):
    names = {"zh": "示范公积金中心", "en": "Provident Fund Centre"}
    FlowWords.objects.create(service="housing/fund", version=1, title=names, department=names, steps=[])
    user = User.objects.create_user("clerk", password=PASSWORD, is_staff=True)
    page = reverse("admin:auth_user_change", args=[user.pk])
    assert "已有部门：housing 示范公积金中心" in admin_client.get(page).content.decode()
    form = filled_in(user, **{"duty-0-departments": "housing,huosing"})
    told = admin_client.post(page, form, follow=True).content.decode()
    assert "请核对部门代码：huosing" in told
    assert Duty.objects.get(user=user).department_names == {"housing", "huosing"}  # a new one may be made beforehand
    form |= {"duty-INITIAL_FORMS": "1", "duty-0-departments": "housing"}
    assert "请核对部门代码" not in admin_client.post(page, form, follow=True).content.decode()


def test_a_password_that_is_set_and_an_account_that_goes_are_recorded(admin_client, db):
    user = User.objects.create_user("clerk", password=PASSWORD, is_staff=True)
    new = {"password1": "another-long-one-2", "password2": "another-long-one-2", "usable_password": "true"}
    admin_client.post(reverse("admin:auth_user_password_change", args=[user.pk]), new)
    admin_client.post(reverse("admin:auth_user_delete", args=[user.pk]), {"post": "yes"})
    found = AuditEvent.objects.exclude(action="staff.login").order_by("id")
    assert list(found.values_list("action", flat=True)) == ["staff.password", "staff.delete"]
    assert "another" not in " ".join(found.values_list("detail", flat=True))


def test_a_change_of_a_role_says_what_came_and_went(admin_client, db):
    role = Group.objects.get(name=roles.TECHNICIAN)
    permission = Permission.objects.get(codename="view_auditevent")
    form = {"name": role.name, "permissions": [permission.pk]}
    assert admin_client.post(reverse("admin:auth_group_change", args=[role.pk]), form).status_code == 302
    told = AuditEvent.objects.first().detail.split()
    assert "+audit.view_auditevent" in told
    assert "−fleet.view_terminal" in told


def test_whoever_administers_accounts_cannot_rise_above_them(db):
    client = browser(staff("administrator"))
    mighty = User.objects.create_superuser("root", password=PASSWORD)
    client.post(reverse("admin:auth_user_change", args=[mighty.pk]), filled_in(mighty))
    client.post(reverse("admin:auth_user_delete", args=[mighty.pk]), {"post": "yes"})
    client.post(
        reverse("admin:auth_user_changelist"),
        {"action": "delete_selected", "_selected_action": [mighty.pk], "post": "yes"},
    )
    assert User.objects.filter(pk=mighty.pk).exists()
    assert not AuditEvent.objects.filter(action="staff.change").exists()
    me = User.objects.get(username="administrator")
    client.post(reverse("admin:auth_user_change", args=[me.pk]), filled_in(me, is_superuser="on"))
    me.refresh_from_db()
    assert not me.is_superuser


def test_coming_going_and_being_refused_are_traced(client, db):
    User.objects.create_user("clerk", password="right-password", is_staff=True)
    form = {"username": "clerk", "password": "right-password"}
    client.post("/admin/login/", form | {"password": "wrong"})
    client.post("/admin/login/", form | {"username": "right-password"})
    client.post("/admin/login/", form)
    client.post("/admin/logout/")
    found = AuditEvent.objects.order_by("id").values_list("who", "action", "detail")
    acts = ("staff.login-failed", "staff.login", "staff.logout")
    assert list(found) == [("clerk", act, "127.0.0.1") for act in acts]
