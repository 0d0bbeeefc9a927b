"""The terminal put together, with nobody at the other end of any wire, on a disk that does not do as it should."""

import logging
import time

import pytest
from kit.patience import until

from kiosk.app.terminal import TerminalApp
from kiosk.engine.trouble import Trouble
from kiosk.faces.models import MODELS
from kiosk.protocol.api import HeartbeatReply
from kiosk.protocol.records import AlarmRecord
from kiosk.settings import Settings
from kiosk.sync.heart import Membership, Standing

NOWHERE = 9  # the discard port: nobody answers


@pytest.fixture
def terminal(qapp, tmp_path):
    settings = {
        "state_dir": tmp_path / "state",
        "devices": {
            "id_card": f"serial:{tmp_path}/none",
            "receipt_printer": f"tcp://127.0.0.1:{NOWHERE}",
            "face_camera": f"http://127.0.0.1:{NOWHERE}/stream.mjpeg",
            "document_printer": f"ipp://127.0.0.1:{NOWHERE}/ipp/print",
        },
        "platform": {
            "url": f"http://127.0.0.1:{NOWHERE}",
            "public_url": "https://example.invalid",
            "trusted_root": tmp_path / "root.json",
        },
        "screen": {"full_screen": False},
        "faces": {"models": tmp_path / "face-models"},
    }
    made = TerminalApp(Settings.model_validate(settings))
    made.start()
    yield made
    made.stop()


def test_a_ledger_that_cannot_be_read_does_not_stop_the_heart(terminal, caplog):
    terminal.ledger.alarm(AlarmRecord(source="terminal", code="INTERNAL"))
    left = terminal._heartbeat().outbox_left
    terminal.ledger.close()
    said = terminal._heartbeat()
    assert left > 0
    assert said.outbox_left >= left
    assert "ledger.sqlite" in caplog.text


def test_flows_that_cannot_be_activated_leave_those_in_use(terminal, monkeypatch, caplog):
    def full() -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(terminal.store, "activate", full)
    with caplog.at_level(logging.ERROR):
        terminal.front.take_staged()
    assert "No space left" in caplog.text


def test_nobody_is_served_while_nothing_can_be_recorded_and_then_everybody_is(terminal):
    """The disk takes no writes from one moment to the next, and takes them again."""

    def trouble() -> Trouble | None:
        return terminal.front.out_of_service

    lacking = Trouble("terminal", "NOT_WRITABLE")
    terminal.front.stand(Standing(Membership.APPROVED))
    assert trouble() != lacking
    read_only(terminal, on=True)
    terminal._report(AlarmRecord(source="terminal", code="INTERNAL"))
    terminal.ledger_watch.glance()
    until(lambda: trouble() == lacking, timeout_s=20)
    assert terminal._heartbeat().faults["ledger"] == ["NOT_WRITABLE"]
    read_only(terminal, on=False)
    until(lambda: trouble() != lacking, timeout_s=20)
    assert "ledger" not in terminal._heartbeat().faults
    until(lambda: cleared(terminal) == [False, True], timeout_s=20)


def test_a_wrong_clock_is_told_with_the_heartbeat_that_found_it(terminal):
    terminal.client._follow(int(time.time()) + 7200)
    terminal._heard(HeartbeatReply(state="approved", server_time=0, next_in_s=30))
    told = [envelope.record for envelope in terminal.ledger.pending(99) if envelope.record.kind == "alarm"]
    assert [(one.code, one.detail[-8:]) for one in told if one.code == "CLOCK_WRONG"] == [("CLOCK_WRONG", "s behind")]


def test_without_models_faces_are_not_compared_and_the_alarm_says_which(terminal):
    def told() -> set[tuple[str, str]]:
        pending = [envelope.record for envelope in terminal.ledger.pending(99)]
        alarms = [one for one in pending if one.kind == "alarm" and one.code == "FACES_NOT_COMPARED"]
        return {(one.technician_code, one.detail) for one in alarms}

    until(lambda: told() == {("FM001", model.file) for model in MODELS}, timeout_s=20)
    assert not terminal.hands.verifies


def cleared(terminal: TerminalApp) -> list[bool]:
    told = [envelope.record for envelope in terminal.ledger.pending(99)]
    return [record.cleared for record in told if record.kind == "alarm" and record.code == "NOT_RECORDING"]


def read_only(terminal: TerminalApp, *, on: bool) -> None:
    with terminal.ledger._database.reading() as connection:
        connection.execute(f"PRAGMA query_only = {int(on)}")
