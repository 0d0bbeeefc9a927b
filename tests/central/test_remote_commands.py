"""Commands at central: given, handed out with heartbeats, answered through the intake, ended when nobody answers."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from kiosk.central.audit.models import AuditEvent
from kiosk.central.commands import service
from kiosk.central.commands.models import Attachment, Command
from kiosk.central.fleet.models import Desired, Terminal
from kiosk.central.intake.models import DeadLetter
from tests.central.test_configuration import beat
from tests.central.test_intake import envelope, hand_in


def given(client, kind="refresh", minutes=10, **words):
    deadline = timezone.now() + timedelta(minutes=minutes)
    (made,) = service.give([client.terminal], kind, why="test", deadline=deadline, who="staff", **words)
    return made


def said(command, state, sequence, number, **more):
    record = {"kind": "command", "command_id": command.pk, "state": state, "sequence": sequence, **more}
    return envelope(number, record)


def waiting(client):
    return Desired.objects.get(terminal=client.terminal_id).commands_waiting


def state(command):
    return Command.objects.get(pk=command.pk).state


def test_all_come_at_once_with_the_heartbeat_and_again_until_answered(terminal):
    first, second = given(terminal), given(terminal, "self_test")
    assert waiting(terminal) == 2
    for _ in range(2):
        orders = beat(terminal).commands
        assert [(one.command_id, one.kind) for one in orders] == [(first.pk, "refresh"), (second.pk, "self_test")]
    assert {state(first), state(second)} == {"delivered"}
    hand_in(terminal, said(first, "waiting", 1, 1))
    assert [one.command_id for one in beat(terminal).commands] == [second.pk]
    assert waiting(terminal) == 1


def test_the_way_of_a_command(terminal):
    command = given(terminal, "collect_logs")
    beat(terminal)
    hand_in(terminal, said(command, "waiting", 1, 1), said(command, "started", 2, 2))
    assert state(command) == "started"
    done = said(
        command, "done", 3, 3, text="3 lines", file_name="terminal.log.gz", file=base64.b64encode(b"x").decode()
    )
    hand_in(terminal, done)
    hand_in(terminal, done)
    hand_in(terminal, said(command, "started", 2, 4))
    command.refresh_from_db()
    assert (command.state, command.text, bytes(command.attachment.content)) == ("done", "3 lines", b"x")
    assert command.started_at
    assert command.ended_at
    assert beat(terminal).commands == []


def test_a_terminal_speaks_of_its_own_commands_only(terminal, other_terminal):
    command = given(terminal)
    hand_in(other_terminal, said(command, "done", 3, 1))
    assert state(command) == "queued"
    assert DeadLetter.objects.get().error == "this terminal was given no such command"


def test_only_what_is_not_delivered_can_be_taken_back(terminal):
    early, late = given(terminal), given(terminal)
    assert service.cancel(early, "staff")
    assert [one.command_id for one in beat(terminal).commands] == [late.pk]
    assert not service.cancel(late, "staff")
    assert (state(early), state(late)) == ("cancelled", "delivered")


def test_what_is_overdue_is_not_handed_out_and_ends(terminal):
    queued, delivered = given(terminal), given(terminal)
    Command.objects.filter(pk=delivered.pk).update(state="delivered")
    Command.objects.update(deadline=timezone.now() - timedelta(seconds=1))
    assert beat(terminal).commands == []
    assert service.end_overdue(timezone.now()) == 1
    assert (state(queued), state(delivered)) == ("expired", "delivered")
    assert service.end_overdue(timezone.now() + service.ANSWER_WITHIN) == 1
    assert state(delivered) == "timed_out"
    assert waiting(terminal) == 0
    hand_in(terminal, said(delivered, "done", 3, 1))  # it was cut off and comes back after all
    assert state(delivered) == "done"


def test_out_of_service_holds_from_the_heartbeat_that_brings_it(terminal):
    given(terminal, "out_of_service")
    assert not terminal.terminal.out_of_service
    reply = beat(terminal)
    assert (reply.out_of_service, reply.commands[0].kind) == (True, "out_of_service")
    assert terminal.terminal.out_of_service
    given(terminal, "in_service")
    assert not beat(terminal).out_of_service
    actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["command.give", "terminal.out_of_service", "command.give", "terminal.in_service"]


@pytest.mark.parametrize("standing", ["pending", "revoked"])
def test_who_is_not_approved_hears_none(terminal, standing):
    given(terminal)
    Terminal.objects.update(state=standing)
    assert beat(terminal).commands == []


def test_files_go_after_their_time(terminal):
    command = given(terminal)
    hand_in(terminal, said(command, "done", 3, 1, file_name="a", file="eA=="))
    assert Attachment.objects.count() == 1
    service.end_overdue(timezone.now() + service.ATTACHMENT_KEPT)
    assert not Attachment.objects.exists()


def test_many_at_once_are_each_audited(terminal, other_terminal):
    both = [terminal.terminal, other_terminal.terminal]
    service.give(both, "refresh", why="both", deadline=timezone.now(), who="staff")
    assert AuditEvent.objects.filter(action="command.give", who="staff").count() == 2
