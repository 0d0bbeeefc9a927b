"""What staff do on the pages of configuration and commands."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from kiosk.central.audit.models import AuditEvent
from kiosk.central.commands.models import Attachment, Command
from kiosk.central.configuration.models import Change, Layer, Value
from kiosk.central.fleet.models import Terminal
from tests.central.test_configuration import beat, put
from tests.central.test_remote_commands import given

ORDER = "/admin/commands/command/order/"
LAYER = "/admin/configuration/value/"


def fields(page):
    """The hidden fields of a page's form, as a browser sends them back."""
    text = page.content.decode()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))


@pytest.fixture
def looker(db, client):
    """A member of staff who may look and do nothing."""
    user = User.objects.create_user("looker", is_staff=True)
    names = ("view_terminal", "view_command", "view_value", "view_change", "view_report")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


def test_a_command_goes_from_the_list_over_a_second_look_to_all_that_were_chosen(
    admin_client, terminal, other_terminal
):
    chosen = {"action": "command", "_selected_action": [terminal.terminal_id, other_terminal.terminal_id]}
    first = admin_client.post("/admin/fleet/terminal/", chosen)
    assert "<strong>2</strong>" in first.content.decode()
    assert f'action="{ORDER}"' in first.content.decode()
    typed = fields(first) | {"kind": "self_test", "minutes": "60", "why": "巡检"}
    second = admin_client.post(ORDER, typed)
    assert "确认下达" in second.content.decode()
    assert not Command.objects.exists()
    done = admin_client.post(ORDER, fields(second) | typed | {"confirmed": "1"})
    assert done.status_code == 302
    assert {(one.terminal_id, one.kind, one.why, one.asked_by) for one in Command.objects.all()} == {
        (client.terminal_id, "self_test", "巡检", "admin") for client in (terminal, other_terminal)
    }
    assert AuditEvent.objects.filter(action="command.give").count() == 2


def test_without_a_reason_nothing_is_given(admin_client, terminal):
    typed = {"terminals": terminal.terminal_id, "kind": "refresh", "minutes": "60", "why": "", "confirmed": "1"}
    assert "errorlist" in admin_client.post(ORDER, typed).content.decode()
    assert not Command.objects.exists()


def test_only_members_of_the_fleet_are_commanded(admin_client, terminal):
    Terminal.objects.update(state="revoked")
    page = admin_client.get(ORDER, {"terminal": terminal.terminal_id})
    assert "没有可以接收指令的终端" in page.content.decode()


def test_cancel_and_repeat(admin_client, terminal):
    command = given(terminal, "refresh")
    page = reverse("admin:commands_command_changelist")
    admin_client.post(page, {"action": "cancel", "_selected_action": [command.pk]})
    admin_client.post(page, {"action": "repeat", "_selected_action": [command.pk]})
    command.refresh_from_db()
    again = Command.objects.exclude(pk=command.pk).get()
    assert (command.state, again.state, again.repeats, again.kind) == ("cancelled", "queued", command, "refresh")
    given_s = (again.deadline - again.asked_at).total_seconds()
    assert given_s == pytest.approx((command.deadline - command.asked_at).total_seconds(), abs=1)


def test_a_file_is_handed_out_and_that_is_audited(admin_client, terminal):
    command = given(terminal, "collect_logs")
    Attachment.objects.create(command=command, name="terminal.log.gz", content=b"zip", kept_until=command.deadline)
    reply = admin_client.get(reverse("admin:commands_command_file", args=[command.pk]))
    assert reply.content == b"zip"
    assert "no-store" in reply["Cache-Control"]
    assert "attachment" in reply["Content-Disposition"]
    assert AuditEvent.objects.filter(action="command.download", object_id=command.pk).count() == 1


def test_who_may_only_look_can_neither_command_nor_change(looker, terminal):
    assert looker.get(ORDER).status_code == 403
    assert "下达指令" not in looker.get("/admin/fleet/terminal/").content.decode()
    assert looker.get(LAYER).status_code == 200
    assert "保存并下发" not in looker.get(LAYER).content.decode()
    assert looker.post(LAYER, {"elder": "true", "why": "x"}).status_code == 403
    assert not Value.objects.exists()


def test_a_layer_is_changed_on_its_page_and_all_mistakes_are_shown(admin_client, terminal):
    bad = admin_client.post(LAYER, {"open_hours": "18:00-09:00", "hidden_services": "Housing", "why": "x"})
    assert bad.content.decode().count("errorlist") == 2
    assert not Value.objects.exists()
    good = {"elder": "false", "home_idle_s": "30", "hidden_services": "a/b\nc/d", "why": "节假日"}
    assert admin_client.post(LAYER, good).status_code == 302
    assert beat(terminal).configuration == {"elder": False, "hidden_services": ["a/b", "c/d"], "home_idle_s": 30}
    shown = admin_client.get(LAYER).content.decode()
    assert "a/b\nc/d" in shown
    again = admin_client.post(LAYER, good)
    assert again.status_code == 302
    assert Change.objects.count() == 3


@pytest.mark.parametrize("query", ["?layer=x", "?layer=district&scope=9", "?layer=terminal&scope=WH9", "?layer=model"])
def test_a_layer_that_is_none_is_not_found(admin_client, terminal, query):
    assert admin_client.get(LAYER + query).status_code == 404


def test_a_terminals_page_says_what_is_wanted_where_it_comes_from_and_whether_it_runs(admin_client, terminal):
    put(Layer.ALL, "", home_idle_s=30)
    page = reverse("admin:configuration_of_terminal", args=[terminal.terminal_id])
    text = admin_client.get(page).content.decode()
    assert "待生效" in text
    assert "全部终端</a></td>" in text
    beat(terminal, configuration_revision=beat(terminal).configuration_revision)
    assert "一致" in admin_client.get(page).content.decode()
    put(Layer.ALL, "", home_idle_s=31)
    wanted = beat(terminal).configuration_revision
    beat(terminal, configuration_refused=wanted, configuration_problem="home_idle_s: no")
    text = admin_client.get(page).content.decode()
    assert "被拒绝" in text
    assert "home_idle_s: no" in text
    assert admin_client.get("/admin/configuration/value/terminal/WH9/").status_code == 404


def test_changes_are_taken_back_with_a_reason_the_newest_first(admin_client, terminal):
    put(Layer.ALL, "", home_idle_s=30)
    put(Layer.ALL, "", home_idle_s=31)
    put(Layer.ALL, "", home_idle_s=32)
    page = reverse("admin:configuration_change_changelist")
    both = list(Change.objects.filter(old__isnull=False).values_list("pk", flat=True))[:2]
    chosen = {"action": "take_back", "_selected_action": both}
    assert "确认撤回" in admin_client.post(page, chosen).content.decode()
    admin_client.post(page, chosen | {"why": "误操作"})
    assert beat(terminal).configuration == {"home_idle_s": 30}
    assert Change.objects.filter(takes_back__isnull=False, who="admin", why="误操作").count() == 2
