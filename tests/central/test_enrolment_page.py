"""Staff make a code and see it large and as a QR code; they exchange a machine and compare fingerprints by place."""

import re

import pytest
from django.urls import reverse

from kiosk.central.fleet.models import EnrolmentCode, Place, Terminal
from tests.central.conftest import joined


@pytest.fixture
def place(db):
    return Place.objects.create(name="和平街道办事处")


def test_a_new_code_is_shown_large_and_as_a_picture(admin_client, place):
    form = {"place": place.pk, "expires_at_0": "2099-01-01", "expires_at_1": "08:00"}
    page = admin_client.post(reverse("admin:fleet_enrolmentcode_add"), form, follow=True).content.decode()
    code = EnrolmentCode.objects.get()
    assert f'<strong class="enrolment-code">{code.code}</strong>' in page
    assert re.search(r'<div class="enrolment-qr"><svg[^>]*>.*<path', page, re.DOTALL)
    assert "<?xml" not in page
    assert "还有" in page


def test_a_used_code_is_shown_no_more_but_who_joined_with_it(admin_client, place):
    terminal = joined(1, "pending").terminal
    code = EnrolmentCode.objects.create(place=place, terminal=terminal, consumed_at=terminal.enrolled_at)
    page = admin_client.get(reverse("admin:fleet_enrolmentcode_change", args=[code.pk])).content.decode()
    assert code.code not in page
    assert "enrolment-qr" not in page
    assert terminal.fingerprint in page


def test_exchanging_a_machine_makes_a_code_for_the_same_terminal(admin_client, db):
    terminal = joined(1).terminal
    chosen = {"action": "replace", "_selected_action": [terminal.pk]}
    page = admin_client.post(reverse("admin:fleet_terminal_changelist"), chosen, follow=True).content.decode()
    code = EnrolmentCode.objects.get()
    assert code.replaces == terminal
    assert code.code in page


def test_a_machine_is_exchanged_one_at_a_time(admin_client, db):
    chosen = {"action": "replace", "_selected_action": [joined(1).terminal_id, joined(2).terminal_id]}
    page = admin_client.post(reverse("admin:fleet_terminal_changelist"), chosen, follow=True).content.decode()
    assert "请只选择一台终端" in page
    assert not EnrolmentCode.objects.exists()


def test_the_list_of_those_who_wait_tells_place_and_fingerprint(admin_client, db):
    waiting, other = joined(1, "pending").terminal, joined(2).terminal
    address = reverse("admin:fleet_terminal_changelist") + "?state__exact=pending"
    page = admin_client.get(address).content.decode()
    assert waiting.fingerprint in page
    assert "示范街道办事处" in page
    assert other.fingerprint not in page


def test_staff_ask_for_new_keys(admin_client, db):
    terminal = joined(1).terminal
    chosen = {"action": "rotate_key", "_selected_action": [terminal.pk]}
    admin_client.post(reverse("admin:fleet_terminal_changelist"), chosen)
    assert Terminal.objects.get().desired.rotate_key
