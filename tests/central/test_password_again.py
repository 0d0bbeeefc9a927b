"""Grave acts ask for the password again; what was filled in goes on as it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from kit.staff_acts import Act, Example, acts, done

from kiosk.central.accounts import fresh
from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet.models import EnrolmentCode, Terminal
from kiosk.central.gateway import service as gateway
from kiosk.central.gateway.models import OperationState
from kiosk.central.gateway.reading import offers
from kiosk.central.rollout import service
from kiosk.central.rollout.machine import Command
from kiosk.central.rollout.models import Rollout
from tests.central import test_admin_pages
from tests.central.conftest import SignedClient, joined
from tests.central.staff_examples import EXAMPLES

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

fleet = test_admin_pages.fleet
PASSWORD = "Wu-liu-qi-8-jiu"  # another than the walk types into what it finds

GRAVE = {
    ("fleet.Terminal", "action approve"): "lets a machine in",
    ("fleet.Terminal", "action revoke"): "shuts one out",
    ("fleet.Terminal", "action replace"): "ends the machine that stands there",
    ("fleet.Terminal", "action rotate_key"): "gives it another key",
    ("fleet.Terminal", "action command"): "restarts it, takes it out of service",
    ("fleet.Terminal", "change"): "takes it out of service",
    ("commands.Command", "view commands_command_order"): "restarts terminals, takes them out of service",
    ("commands.Command", "action repeat"): "as ordering does",
    ("intake.Issue", "view intake_issue_ruling"): "voids somebody's document",
    ("intake.Issue", "action rule"): "voids somebody's document",
    ("publishing.ApiToken", "add"): "makes a credential",
    ("auth.User", "add"): "makes staff",
    ("auth.User", "change"): "changes roles and duties",
    ("auth.User", "delete"): "removes staff",
    ("auth.User", "action delete_selected"): "removes staff",
    ("auth.User", "action reset_second_factor"): "takes the second factor away",
    ("auth.User", "view auth_user_password_change"): "takes an account over",
    ("auth.Group", "add"): "makes a role",
    ("auth.Group", "change"): "changes what a role may do",
    ("auth.Group", "delete"): "removes a role",
    ("auth.Group", "action delete_selected"): "removes roles",
    ("alarms.Contact", "add"): "has another address told of every alarm, outside the house",
    ("alarms.Contact", "change"): "sends what one is told to another address",
    ("alarms.Contact", "delete"): "leaves alarms without anybody who hears of them",
    ("alarms.Contact", "action delete_selected"): "leaves alarms without anybody who hears of them",
}
"""Acts that must ask, with what they do. Refunds, rollouts and operations have tests of their own below."""

_ANSWERS = "answers an alarm; what broke stays as it is, and is told again when it goes on"
_QUIET = "hours at most, with a reason, for whoever stands at an open cabinet and has no hand free"
_WORDS = "a paper goes from one pair of staff's hands to the next; nothing leaves the house by it"
_WAITS = "nothing goes out by it: the department's keys, that no server holds, sign afterwards"
AT_ONCE = {
    ("fleet.Place", "add"): "a name on the map",
    ("fleet.Place", "change"): "a name on the map",
    ("fleet.Place", "delete"): "only one where nothing stands",
    ("fleet.Place", "action delete_selected"): "only those where nothing stands",
    ("fleet.Terminal", "action end_late_records"): "shuts out: what is not handed in stays in the old machine's ledger",
    ("fleet.EnrolmentCode", "add"): "lets a machine ask; to let it in, and to replace one by a code, ask",
    ("fleet.EnrolmentCode", "delete"): "shuts out: a mistake costs another code",
    ("fleet.EnrolmentCode", "action delete_selected"): "shuts out: a mistake costs another code",
    ("intake.DeadLetter", "action replay_chosen"): "reads once more what a terminal sent; twice is once",
    ("ratings.Redress", "action assign"): _WORDS,
    ("ratings.Redress", "change"): _WORDS,
    ("alarms.Mute", "add"): _QUIET,
    ("alarms.Mute", "action unmute"): "more is told, not less",
    ("alarms.Notice", "action again"): "to the address it was for",
    ("alarms.Alarm", "action acknowledge"): _ANSWERS,
    ("alarms.Alarm", "action assign"): _ANSWERS,
    ("alarms.Alarm", "action mute"): _QUIET,
    ("alarms.Alarm", "action clear"): _ANSWERS,
    ("alarms.Alarm", "change"): _ANSWERS,
    ("gateway.OperationState", "change"): "stopping never waits, a breaker closes by itself; to enable asks, see below",
    ("configuration.Change", "action take_back"): "each value is one of harmless ones (ADR 0039)",
    ("commands.Command", "action cancel"): "stops",
    ("publishing.ApiToken", "action revoke"): "shuts out",
    ("publishing.Submission", "change"): _WAITS,
    ("publishing.Submission", "view publishing_submission_withdraw"): "stops",
    ("publishing.Submission", "view publishing_submission_reject"): "stops",
    ("rollout.Rollout", "view rollout_rollout_steer"): "stopping and pausing never wait; the others ask, see below",
}
"""Acts that change something and do not ask, with the reason. Addresses and secrets of departments and of web hooks are
files of the server (operations.yaml, hooks.yaml): no page of staff changes them."""


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create_superuser("admin", password=PASSWORD)


def stale(user: User) -> Client:
    """Return a browser in which the password was given long ago."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["fresh_since"] = 0
    session.save()
    return client


def test_each_grave_act_asks_and_no_other_does(fleet: SignedClient, officer: User) -> None:
    asked: dict[tuple[str, str], Act] = {}
    at_once: set[tuple[str, str]] = set()
    for act in acts():
        outcome = done(stale(officer), act, EXAMPLES.get((act.label, act.name), Example()))
        if any(fresh.PASSWORD in page for page in outcome.pages):
            asked[act.label, act.name] = act
            assert not outcome.tables - {"axes_accessattempt", "axes_accessfailurelog"}, f"{act}: done all the same"
        elif outcome.tables:
            at_once.add((act.label, act.name))
    assert at_once == set(AT_ONCE), "say in GRAVE or AT_ONCE what the act does, or why it need not ask"
    missing = {key: GRAVE[key] for key in GRAVE if key not in asked}
    assert missing == {}
    assert set(asked) - set(GRAVE) == {("payments.Order", "action refund_chosen")}


@pytest.fixture
def pending(db: None) -> Terminal:
    return joined(7, "pending").terminal


def approve(client: Client, terminal: Terminal, **more: str) -> Any:
    form = {"action": "approve", "_selected_action": [terminal.pk], **more}
    return client.post(reverse("admin:fleet_terminal_changelist") + "?state__exact=pending", form)


def test_what_was_posted_goes_on_after_the_password(officer: User, pending: Terminal) -> None:
    client = stale(officer)
    page = approve(client, pending)
    text = page.content.decode()
    assert "批准所选终端" in text
    assert f'name="_selected_action" value="{pending.pk}"' in text
    assert 'action="/admin/fleet/terminal/?state__exact=pending"' in text
    assert "no-store" in page.headers["Cache-Control"]
    assert Terminal.objects.get(pk=pending.pk).state == "pending"
    again = approve(client, pending, **{fresh.PASSWORD: "wrong"})
    assert "密码不正确" in again.content.decode()
    assert "wrong" not in again.content.decode(), "what was typed is not given back"
    assert approve(client, pending, **{fresh.PASSWORD: PASSWORD}).status_code == 302
    assert Terminal.objects.get(pk=pending.pk).state == "approved"
    told = list(AuditEvent.objects.filter(who="admin").order_by("-id").values_list("action", "detail")[:3])
    assert told[1] == ("staff.password-again", "批准所选终端（已核对指纹）")
    assert told[2][0] == "staff.login-failed"


def test_for_a_while_nothing_asks_again_and_then_it_does(officer: User, pending: Terminal, settings: Any) -> None:
    client = stale(officer)
    approve(client, pending, **{fresh.PASSWORD: PASSWORD})
    Terminal.objects.update(state="pending")
    assert approve(client, pending).status_code == 302
    settings.FRESH_S = 0
    assert approve(client, pending).status_code == 200


def test_the_log_in_itself_counts(officer: User, pending: Terminal) -> None:
    client = Client()
    client.post("/admin/login/", {"username": "admin", "password": PASSWORD})
    assert approve(client, pending).status_code == 302


def test_wrong_passwords_lock_as_at_the_log_in(officer: User, pending: Terminal) -> None:
    client = stale(officer)
    answers = [approve(client, pending, **{fresh.PASSWORD: f"wrong-{n}"}).status_code for n in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert approve(client, pending, **{fresh.PASSWORD: PASSWORD}).status_code == 429
    assert Terminal.objects.get(pk=pending.pk).state == "pending"


def test_somebody_elses_password_is_none(officer: User, pending: Terminal) -> None:
    User.objects.create_superuser("other", password="another-Long-1")
    assert (
        approve(stale(officer), pending, **{fresh.PASSWORD: "another-Long-1", "username": "other"}).status_code == 200
    )


def test_whoever_has_a_second_factor_gives_it_too(officer: User, pending: Terminal) -> None:
    device = TOTPDevice.objects.create(user=officer, confirmed=True)
    client = stale(officer)
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    assert fresh.CODE in approve(client, pending).content.decode()
    refused = approve(client, pending, **{fresh.PASSWORD: PASSWORD, fresh.CODE: "000000"})
    assert "验证码不正确" in refused.content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    code = f"{totp(device.bin_key):06}"
    assert approve(client, pending, **{fresh.PASSWORD: PASSWORD, fresh.CODE: code}).status_code == 302
    assert Terminal.objects.get(pk=pending.pk).state == "approved"


def test_a_new_phone_is_set_up_only_by_whoever_knows_the_password(officer: User) -> None:
    device = TOTPDevice.objects.create(user=officer, confirmed=True)
    client = stale(officer)
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    page = client.get(reverse("admin:second_factor"))
    assert 'class="qr"' not in page.content.decode()
    code = f"{totp(device.bin_key):06}"
    given = {fresh.PASSWORD: PASSWORD, fresh.CODE: code, "again-get": "1"}
    assert client.post(reverse("admin:second_factor"), given).status_code == 302
    assert 'class="qr"' in client.get(reverse("admin:second_factor")).content.decode()


@pytest.mark.parametrize(("command", "asks"), [("go", True), ("stop", False), ("pause", False), ("return", True)])
def test_whoever_holds_a_rollout_up_is_not_asked(
    fleet: SignedClient, officer: User, command: str, *, asks: bool
) -> None:
    rollout = Rollout.objects.get()
    if command != "go":
        service.steer(rollout, Command.GO, "staff", "test")
    page = stale(officer).post(reverse("admin:rollout_rollout_steer", args=[rollout.pk, command]), {"reason": "试"})
    assert (fresh.PASSWORD in page.content.decode()) is asks
    assert AuditEvent.objects.filter(action=f"rollout.{command}", who="admin").exists() is (not asks)


@pytest.mark.parametrize(("button", "asks"), [("enable", True), ("disable", False), ("reset", False)])
def test_residents_data_go_out_to_a_department_again_only_with_the_password(
    fleet: SignedClient, officer: User, button: str, *, asks: bool
) -> None:
    name = next(iter(offers()))
    if button == "enable":
        gateway.disable(name, "年终结算", "staff")
    page = reverse("admin:gateway_operationstate_change", args=[name])
    form, client = {button: "", "reason": "试"}, stale(officer)
    answer = client.post(page, form)
    assert (fresh.PASSWORD in answer.content.decode()) is asks
    traced = AuditEvent.objects.filter(action__startswith=f"operation.{button}", who="admin")
    assert traced.exists() is not asks
    if asks:
        assert f"恢复服务 · {name}" in answer.content.decode()
        assert OperationState.objects.get(pk=name).disabled
        assert client.post(page, form | {fresh.PASSWORD: PASSWORD}).status_code == 302
        assert not OperationState.objects.get(pk=name).disabled
        assert traced.exists()


def test_whoever_may_not_enable_is_not_even_asked(fleet: SignedClient) -> None:
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_operationstate"))
    page = reverse("admin:gateway_operationstate_change", args=[next(iter(offers()))])
    assert stale(clerk).post(page, {"enable": ""}).status_code == 403


def test_a_code_that_replaces_a_machine_asks(fleet: SignedClient, officer: User) -> None:
    later = timezone.localtime() + timedelta(hours=1)
    form = {"expires_at_0": later.date().isoformat(), "expires_at_1": later.strftime("%H:%M:%S")}
    before = EnrolmentCode.objects.count()
    add = reverse("admin:fleet_enrolmentcode_add")
    assert stale(officer).post(add, form | {"replaces": fleet.terminal_id}).status_code == 200
    assert EnrolmentCode.objects.count() == before


def test_all_that_was_chosen_is_kept(officer: User) -> None:
    """Several values of one name, and what has signs of HTML in it."""
    role = Group.objects.first()
    assert role is not None
    permissions = [str(one.pk) for one in role.permissions.all()[:3]]
    form = {"name": '<b>"角色"&', "permissions": permissions}
    address = reverse("admin:auth_group_change", args=[role.pk])
    client = stale(officer)
    kept = client.post(address, form).context["kept"]
    data: dict[str, list[str]] = {}
    for name, value in kept:
        data.setdefault(name, []).append(value)
    assert data == {"name": [form["name"]], "permissions": permissions}
    client.post(address, {**data, fresh.PASSWORD: PASSWORD})
    role.refresh_from_db()
    assert (role.name, role.permissions.count()) == (form["name"], 3)
