"""Sheets in the printer's mouth: taken, left lying, forgotten."""

import logging
from dataclasses import replace

import pytest
from kit.patience import until

from drivers.faults import Fault, Role
from drivers.status import DeviceState, DeviceStatus, MediaState
from kiosk.devices.document_mouth import DocumentMouth, Patience
from kiosk.devices.hands import DeviceHands
from kiosk.devices.health import HealthWatch
from kiosk.devices.roster import Equipment
from kiosk.engine.events import DocumentLeftLying, DocumentTaken

HURRY = Patience(0, 0)
LYING, EMPTY = MediaState.PRESENT, MediaState.NOT_PRESENT


@pytest.fixture
def attended():
    return []


@pytest.fixture
def changes():
    return []


@pytest.fixture
def mouth(attended, changes):
    made = DocumentMouth(attend=attended.append, changed=lambda: changes.append(made.forgotten), patience=HURRY)
    return made


@pytest.fixture
def patient(attended, changes):
    return DocumentMouth(attend=attended.append, changed=lambda: changes.append(""), patience=Patience(3600, 3600))


def test_taken_sheets_are_told_once(mouth, attended):
    posted = []
    mouth.watch("t", posted.append)
    mouth.see(EMPTY)
    mouth.see(EMPTY)
    assert posted == [DocumentTaken("t")]
    assert attended == [True, False]


def test_whoever_leaves_them_lying_is_reminded_once(mouth):
    posted = []
    mouth.watch("t", posted.append)
    mouth.see(LYING)
    mouth.see(LYING)
    mouth.see(EMPTY)
    assert posted == [DocumentLeftLying("t"), DocumentTaken("t")]


def test_nobody_is_reminded_before_the_time(patient):
    posted = []
    patient.watch("t", posted.append)
    patient.see(LYING)
    assert posted == []


def test_a_watch_that_was_stopped_tells_nothing(mouth, attended):
    posted = []
    mouth.watch("t", posted.append)
    mouth.stop("another")
    mouth.stop("t")
    mouth.see(LYING)
    mouth.see(EMPTY)
    assert posted == []
    assert attended == [True, False]


def test_sheets_that_stay_after_the_session_are_forgotten_until_somebody_takes_them(mouth, changes):
    mouth.look_back("issue-1")
    mouth.see(LYING)
    mouth.see(LYING)
    assert (mouth.forgotten, changes) == ("issue-1", ["issue-1"])
    mouth.see(EMPTY)
    assert (mouth.forgotten, changes) == ("", ["issue-1", ""])


def test_sheets_that_are_gathered_in_time_are_not_forgotten(patient, changes):
    patient.look_back("issue-1")
    patient.see(LYING)
    patient.see(EMPTY)
    patient.see(LYING)
    assert (patient.forgotten, changes) == ("", [])


@pytest.mark.parametrize("media", sorted(set(MediaState) - {LYING, EMPTY}))
def test_a_sensor_that_knows_nothing_changes_nothing(mouth, media):
    posted = []
    mouth.watch("t", posted.append)
    mouth.see(media)
    assert posted == []


class Sensor:
    """A device that is nothing but a status."""

    def __init__(self, role, **given):
        self.now = DeviceStatus(role, DeviceState.ONLINE, **given)

    def status(self):
        return self.now

    def set_light(self, _light, _flash, *, timeout_s, cancel):
        return False

    def close(self):
        pass


@pytest.mark.parametrize("by_cabinet", [True, False])
def test_forgotten_sheets_are_a_fault_of_the_printer_and_an_alarm_until_they_are_gone(by_cabinet, caplog):
    caplog.set_level(logging.INFO, "kiosk.devices.hands")
    known = {} if by_cabinet else {"media": EMPTY}
    printer, cabinet = Sensor(Role.DOCUMENT_PRINTER, **known), Sensor(Role.CABINET, media=EMPTY)
    sensor = cabinet if by_cabinet else printer
    equipment = Equipment(document_printer=printer, **({"cabinet": cabinet} if by_cabinet else {}))
    alarms = []
    hands = DeviceHands(equipment, poll_s=0.02, changed=HealthWatch(alarms.append).told, patience=HURRY)
    hands.start()
    until(lambda: hands.statuses()[sensor.now.role].media is EMPTY)
    sensor.now = replace(sensor.now, media=LYING)
    hands.look_for_document("issue-1")
    until(lambda: Fault.NOT_TAKEN in hands.statuses()[Role.DOCUMENT_PRINTER].faults)
    assert not hands.statuses()[Role.DOCUMENT_PRINTER].ready
    until(lambda: alarms)
    assert [(one.source, one.technician_code, one.cleared) for one in alarms] == [(printer.now.role, "DP030", False)]
    assert "issue-1" in alarms[0].detail
    sensor.now = replace(sensor.now, media=EMPTY)
    until(lambda: len(alarms) == 2 and alarms[1].cleared)
    assert hands.statuses()[Role.DOCUMENT_PRINTER].ready
    hands.stop()
    assert [record.message for record in caplog.records] == [
        "document_printer: sheets of issue issue-1 were left behind",
        "document_printer: the sheets that were left behind are gone",
    ]


def test_without_a_sensor_nothing_is_said():
    hands = DeviceHands(Equipment(document_printer=Sensor(Role.DOCUMENT_PRINTER)), poll_s=0.02, changed=lambda _: None)
    hands.start()
    posted = []
    hands.watch_document("t", post=posted.append)
    hands.look_for_document("issue-1")
    until(lambda: hands.statuses()[Role.DOCUMENT_PRINTER].state is DeviceState.ONLINE)
    hands.stop()
    assert posted == []
    assert hands.statuses()[Role.DOCUMENT_PRINTER].ready


def test_a_sensor_that_goes_while_it_is_looked_at_often_is_let_go():
    cabinet = Sensor(Role.CABINET, media=EMPTY)
    hands = DeviceHands(Equipment(cabinet=cabinet), poll_s=0.02, changed=lambda _: None)
    hands.start()
    until(lambda: hands.statuses()[Role.CABINET].media is EMPTY)
    cabinet.now = replace(cabinet.now, media=LYING)
    until(lambda: hands.statuses()[Role.CABINET].media is LYING)
    hands.watch_document("t", post=lambda _event: None)
    assert hands._hosts[Role.CABINET]._attended_s
    cabinet.now = replace(cabinet.now, media=MediaState.UNKNOWN)
    until(lambda: hands.statuses()[Role.CABINET].media is MediaState.UNKNOWN)
    hands.cancel("t")
    assert hands._hosts[Role.CABINET]._attended_s is None
    hands.stop()
