"""What staff see of a rollout, and what they may do to it."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from kit.fleet_rows import add_terminals, obey, told

from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet.models import Terminal
from kiosk.central.reports.models import FlowWords
from kiosk.central.rollout import service
from kiosk.central.rollout.machine import Command
from kiosk.central.rollout.models import Release, Rollout
from kiosk.central.rollout.plan import Plan, Ring

PLAN = Plan(rings=(Ring(percent=0, soak_s=7200), Ring(percent=100)))

pytestmark = pytest.mark.django_db


@pytest.fixture
def rollout(release: Release) -> Rollout:
    add_terminals(8)
    add_terminals(1, devices={"id_card": "online"}, engine=1)
    return service.plan_rollout(release, PLAN, Terminal.objects.filter(pk__in=("T0001", "T0002")), "lin")


def shown(client: Client, rollout: Rollout, language: str = "zh-hans") -> str:
    client.cookies["django_language"] = language
    response = client.get(reverse("admin:rollout_rollout_change", args=(rollout.pk,)))
    assert response.status_code == 200
    return response.content.decode()


def steer_address(rollout: Rollout, command: Command) -> str:
    return reverse("admin:rollout_rollout_steer", args=(rollout.pk, command.value))


def test_nothing_is_done_without_a_confirmation_and_a_reason(admin_client: Client, rollout: Rollout) -> None:
    address = steer_address(rollout, Command.GO)
    assert address in shown(admin_client, rollout)
    asked = admin_client.get(address)
    assert "第一批终端" in asked.content.decode()
    assert admin_client.post(address, {"reason": ""}).status_code == 200
    assert told(2) == []
    done = admin_client.post(address, {"reason": "windows are quiet"})
    assert done.status_code == 302
    assert told(2) == ["T0001", "T0002"]
    event = AuditEvent.objects.get(action="rollout.go")
    assert (event.who, event.detail) == ("admin", "release #2, ring 1: windows are quiet")


def test_the_page_says_what_is_waited_for_and_offers_what_fits(admin_client: Client, rollout: Rollout) -> None:
    service.steer(rollout, Command.GO, "lin")
    obey(["T0001"], 2)
    service.evaluate()
    page = shown(admin_client, rollout)
    assert "已启用 1 台" not in page
    assert "2 台在线终端中 1 台已有结果" in page
    assert [command for command in Command if steer_address(rollout, command) in page] == [
        Command.PAUSE,
        Command.PROCEED,
        Command.STOP,
        Command.RETURN,
    ]
    assert 'http-equiv="refresh"' in page
    obey(["T0002"], 2)
    service.evaluate()
    assert "soaked for 0 min" in shown(admin_client, rollout, "en")


def test_figures_stand_beside_their_limits(admin_client: Client, rollout: Rollout) -> None:
    service.steer(rollout, Command.GO, "lin")
    obey(["T0001"], 2)
    obey(["T0002"], 2, "failed")
    service.evaluate()
    page = shown(admin_client, rollout)
    assert "1 / 2</td><td>50.0%</td><td>5.0%" in page
    assert "超出限值" in page


def test_a_word_that_came_too_late_is_an_answer_and_no_error(admin_client: Client, rollout: Rollout) -> None:
    service.steer(rollout, Command.STOP, "lin")
    address = steer_address(rollout, Command.GO)
    assert "does not fit" in admin_client.post(address, {"reason": "go"}, follow=True).content.decode()
    assert admin_client.get(address.replace("/go/", "/explode/")).status_code == 404


def test_who_may_only_look_cannot_steer(client: Client, rollout: Rollout) -> None:
    user = User.objects.create_user("watcher", password="-", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_rollout"))
    client.force_login(user)
    assert "steer/go" not in shown(client, rollout)
    assert client.post(steer_address(rollout, Command.GO), {"reason": "mine"}).status_code == 403
    assert client.get(reverse("admin:rollout_rollout_add")).status_code == 403


def form(release: Release, *rings: tuple[object, ...]) -> dict[str, object]:
    names = ("percent", "minimum_terminals", "minimum_sessions", "soak_minutes")
    filled = {
        f"ring-{n}-{name}": value for n, ring in enumerate(rings) for name, value in zip(names, ring, strict=True)
    }
    management = {"ring-TOTAL_FORMS": len(rings), "ring-INITIAL_FORMS": 0}
    limits = {"failed_activations": 5, "failed_self_tests": 2, "faults_margin": 3, "abandonment_margin": 10}
    return {"release": release.pk, "pilots": ["T0001"], "returns": "on", **limits, **management, **filled}


def test_a_plan_is_made_on_the_page(admin_client: Client, release: Release) -> None:
    add_terminals(3)
    address = reverse("admin:rollout_rollout_add")
    assert 'value="240"' in admin_client.get(address).content.decode()
    rings = (("0", "1", "0", "30"), ("100", "", "", ""), ("", "", "", ""))
    assert admin_client.post(address, form(release, *rings)).status_code == 302
    made = Rollout.objects.get()
    plan = service.plan_of(made)
    assert [(ring.percent, ring.soak_s) for ring in plan.rings] == [(0, 1800), (100, 0)]
    assert (plan.limits.abandonment_margin, plan.returns) == (0.1, True)
    assert list(made.pilots.values_list("pk", flat=True)) == ["T0001"]


def test_a_plan_that_is_none_says_so(admin_client: Client, release: Release) -> None:
    add_terminals(1)
    address = reverse("admin:rollout_rollout_add")
    wrong = admin_client.post(address, form(release, ("50", "1", "0", "30")))
    assert "最后一批为 100 %" in wrong.content.decode()
    assert not Rollout.objects.exists()


def test_services_are_called_by_their_names(admin_client: Client, rollout: Rollout) -> None:
    (path,) = rollout.release.changed()
    names = {"zh": "示范明细打印", "en": "Sample statement"}
    FlowWords.objects.create(service=path, version=1, title=names, department=names, steps=[])
    assert f"示范明细打印 <code>{path}</code>" in shown(admin_client, rollout)
    assert f"Sample statement <code>{path}</code>" in shown(admin_client, rollout, "en")
