"""Logging in: lockout, the second factor, and sessions that end."""

import time

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from kiosk.central.accounts import second_factor
from kiosk.central.audit.models import AuditEvent

PASSWORD = "right-password-1"
LOGIN = "/admin/login/"


@pytest.fixture
def publisher(db, settings) -> User:
    settings.TWO_FACTOR_ROLES = frozenset({"发布员"})
    user = User.objects.create_user("publisher", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="发布员"))
    return user


def log_in(client: Client, password: str = PASSWORD, name: str = "publisher"):
    return client.post(LOGIN, {"username": name, "password": password, "next": "/admin/"}, follow=True)


def code_of(user: User) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, drift=device.drift):06}"


def unthrottled() -> None:
    """Let the pause after a wrong code pass."""
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)


def set_up(client: Client, user: User) -> list[str]:
    log_in(client)
    page = client.post(reverse("admin:second_factor"), {"code": code_of(user)})
    return list(page.context["words"])


def test_five_wrong_passwords_lock_one_name_at_one_address(client, db):
    User.objects.create_user("clerk", password=PASSWORD, is_staff=True)
    for _ in range(4):
        assert log_in(client, "wrong", "clerk").status_code == 200
    assert "登录已暂时锁定" in log_in(client, "wrong", "clerk").content.decode()
    assert log_in(client, PASSWORD, "clerk").status_code == 429
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert log_in(elsewhere, PASSWORD, "clerk").context["user"].is_authenticated
    assert AuditEvent.objects.filter(action="staff.login-failed").count() >= 5


def test_who_needs_a_second_factor_sees_nothing_before_it_is_set_up(client, publisher):
    page = log_in(client)
    assert page.redirect_chain[-1][0].startswith(reverse("admin:second_factor"))
    assert 'class="qr"' in page.content.decode()
    assert client.get(reverse("admin:fleet_terminal_changelist")).status_code == 302
    assert client.post(reverse("admin:second_factor"), {"code": "000000"}).context["wrong"]
    unthrottled()
    words = set_up(client, publisher)
    assert len(set(words)) == 10
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_next_log_in_asks_for_a_code_and_takes_it_once(client, publisher):
    set_up(client, publisher)
    other = Client()
    page = log_in(other)
    assert 'class="qr"' not in page.content.decode(), "a thief of the password sets up no phone of his own"
    TOTPDevice.objects.update(last_t=-1)
    code = code_of(publisher)
    assert other.post(reverse("admin:second_factor"), {"code": code}).status_code == 302
    assert other.get(reverse("admin:index")).status_code == 200
    third = Client()
    log_in(third)
    assert third.post(reverse("admin:second_factor"), {"code": code}).context["wrong"]


def test_a_recovery_word_lets_in_once(client, publisher):
    word = set_up(client, publisher)[0]
    for number, lets_in in enumerate((True, False)):
        other = Client()
        log_in(other)
        answer = other.post(reverse("admin:second_factor"), {"code": word})
        assert (answer.status_code == 302) is lets_in, number
    assert AuditEvent.objects.filter(detail="recovery word used").count() == 1


def test_a_lost_phone_is_taken_away_and_set_up_anew(client, admin_client, publisher, settings):
    set_up(client, publisher)
    settings.TWO_FACTOR_ROLES = frozenset()
    form = {"action": "reset_second_factor", "_selected_action": [publisher.pk]}
    admin_client.post(reverse("admin:auth_user_changelist"), form)
    assert second_factor.own(publisher) is None
    assert AuditEvent.objects.filter(who="admin", action="staff.second-factor-reset").count() == 1


def test_after_the_code_nobody_is_led_elsewhere(client, publisher):
    log_in(client)
    answer = client.post(reverse("admin:second_factor"), {"code": code_of(publisher), "next": "https://evil.example/"})
    assert answer.context["next"] == reverse("admin:index")


def test_where_no_role_is_named_the_password_is_enough(client, db):
    User.objects.create_superuser("root", password=PASSWORD)
    assert log_in(client, name="root").context["user"].is_authenticated
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_session_ends_after_eight_hours_whatever_is_done(client, db, monkeypatch):
    client.force_login(User.objects.create_superuser("root", password=PASSWORD))
    assert client.get(reverse("admin:index")).status_code == 200
    later = time.time() + 8 * 3600 + 1
    monkeypatch.setattr("kiosk.central.accounts.sessions.time.time", lambda: later)
    assert client.get(reverse("admin:index")).status_code == 302


def test_a_session_without_a_click_ends_after_half_an_hour(client, db):
    client.force_login(User.objects.create_superuser("root", password=PASSWORD))
    answer = client.get(reverse("admin:index"))
    assert answer.cookies["sessionid"]["max-age"] == 1800
