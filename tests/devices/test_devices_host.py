"""A device in its thread: jobs, cancelling, defects, status; and what the watch makes of it."""

import logging
import threading
import weakref

import pytest
from kit.patience import until

from drivers.cancel import Cancel
from drivers.errors import Refused
from drivers.faults import Fault, Role, Threshold
from drivers.status import DeviceState, DeviceStatus
from kiosk.devices.health import HealthWatch
from kiosk.devices.host import DeviceHost
from kiosk.engine.events import DeviceFailed


class Scale:
    """A device that is nothing but a status."""

    def __init__(self):
        self.now = DeviceStatus(Role.ID_CARD, DeviceState.ONLINE)
        self.closed = False
        self.asked = 0

    def status(self):
        self.asked += 1
        return self.now

    def close(self):
        self.closed = True


@pytest.fixture
def scale():
    return Scale()


@pytest.fixture
def told():
    return []


@pytest.fixture
def host(scale, told):
    host = DeviceHost(Role.ID_CARD, scale, poll_s=0.01, told=told.append, defect=Fault.JOB_DOUBTFUL)
    host.start()
    yield host
    host.stop()
    assert scale.closed


def posted(host, work, ticket="t/1/0"):
    answers = []
    host.submit(ticket, work, answers.append)
    until(lambda: answers, timeout_s=5)
    return answers


def test_a_device_error_becomes_an_event(host):
    def work(_device, _cancel):
        raise Refused(Fault.NO_CARD, "nothing there")

    assert posted(host, work) == [DeviceFailed("t/1/0", Role.ID_CARD, Fault.NO_CARD)]


def test_a_job_that_is_done_is_held_by_nobody(host):
    class Receipt:
        """What is about a resident."""

    receipt = Receipt()
    gone = weakref.ref(receipt)
    answers = []
    host.submit("t/1/0", lambda _device, _cancel, paper=receipt: answers.append(type(paper)), lambda _event: None)
    del receipt
    until(lambda: answers and gone() is None, timeout_s=5)


def test_a_defect_becomes_the_fault_it_may_have_caused_and_the_thread_lives_on(host, caplog):
    def work(_device, _cancel):
        raise ZeroDivisionError("about 陈示例")

    assert posted(host, work)[0].fault is Fault.JOB_DOUBTFUL
    assert "ZeroDivisionError" in caplog.text
    assert "陈示例" not in caplog.text
    assert posted(host, work)[0].fault is Fault.JOB_DOUBTFUL


def test_jobs_are_cancelled_while_they_run_and_while_they_wait(host):
    running = threading.Event()
    answers = []

    def wait(_device, cancel: Cancel):
        running.set()
        cancel.pause(30, "waiting")

    host.submit("a/1/0", wait, answers.append)
    assert running.wait(5)
    host.submit("b/1/0", wait, answers.append)
    host.cancel("b/1/0")
    host.cancel("a/1/0")
    until(lambda: len(answers) == 2, timeout_s=5)
    assert {answer.fault for answer in answers} == {Fault.CANCELLED}


def test_a_change_of_status_is_told_once(host, scale, told):
    until(lambda: told, timeout_s=5)
    lost = DeviceStatus(Role.ID_CARD, DeviceState.OFFLINE)
    scale.now = lost
    until(lambda: told[-1] == lost, timeout_s=5)
    assert [status.state for status in told] == [DeviceState.ONLINE, DeviceState.OFFLINE]
    assert host.last_status is lost


def test_a_defect_in_the_status_is_a_status_and_the_thread_lives_on(host, scale, told, caplog):
    until(lambda: told, timeout_s=5)
    good, scale.status = scale.status, lambda: {}["about 陈示例"]
    until(lambda: told[-1].faults == {Fault.HARDWARE_ERROR}, timeout_s=5)
    assert not host.last_status.ready
    assert caplog.text.count("KeyError") == 1
    assert "陈示例" not in caplog.text
    scale.status = good
    until(lambda: host.last_status.ready, timeout_s=5)
    assert posted(host, lambda _device, _cancel: {}["about 陈示例"])


def test_who_is_told_of_a_status_cannot_end_the_thread(scale, caplog):
    host = DeviceHost(Role.ID_CARD, scale, poll_s=0.01, told=lambda _status: {}["a defect"])
    host.start()
    assert posted(host, lambda _device, _cancel: {}["another"])[0].fault is Fault.HARDWARE_ERROR
    host.stop()
    assert scale.closed


def test_a_change_is_logged_once_in_the_words_of_xfs(host, scale, told, caplog):
    until(lambda: told, timeout_s=5)
    caplog.set_level(logging.INFO, "kiosk.devices.host")
    scale.now = DeviceStatus(Role.ID_CARD, DeviceState.OFFLINE, frozenset({Fault.OFFLINE}), detail="no such port")
    until(lambda: len(told) == 2, timeout_s=5)
    asked = scale.asked
    until(lambda: scale.asked > asked + 5, timeout_s=5)
    assert caplog.text.count("statusChanged: offline OFFLINE no such port") == 1


def test_a_lost_device_is_asked_ever_less_often_but_soon_enough(scale):
    scale.now = DeviceStatus(Role.ID_CARD, DeviceState.OFFLINE, frozenset({Fault.OFFLINE}))
    host = DeviceHost(Role.ID_CARD, scale, poll_s=60, told=lambda _status: None)
    pauses = []
    for _ in range(8):
        host._look()
        pauses.append(host._pause_s)
    assert pauses == sorted(pauses)
    assert pauses[0] <= 0.1
    assert pauses[-1] == 1.0
    scale.now = DeviceStatus(Role.ID_CARD, DeviceState.ONLINE)
    host._look()
    assert host._pause_s == 60


def test_what_runs_low_is_told_and_is_no_fault():
    alarms = []
    watch = HealthWatch(alarms.append)
    role = Role.DOCUMENT_PRINTER
    low = DeviceStatus(role, DeviceState.ONLINE, thresholds=frozenset({Threshold.TONER_LOW}))
    assert low.ready
    watch.told(low)
    watch.told(DeviceStatus(role, DeviceState.OFFLINE))  # says nothing of its toner, which is as low as before
    watch.told(DeviceStatus(role, DeviceState.ONLINE))
    assert [(alarm.code, alarm.technician_code, alarm.cleared) for alarm in alarms] == [
        (Threshold.TONER_LOW, "DP081", False),
        (Fault.OFFLINE, "DP001", False),
        (Fault.OFFLINE, "DP001", True),
        (Threshold.TONER_LOW, "DP081", True),
    ]


def test_the_watch_tells_what_came_and_what_went():
    alarms = []
    watch = HealthWatch(alarms.append)
    role = Role.DOCUMENT_PRINTER
    watch.told(DeviceStatus(role, DeviceState.ONLINE))
    watch.told(DeviceStatus(role, DeviceState.ONLINE, frozenset({Fault.PAPER_OUT})))
    watch.told(DeviceStatus(role, DeviceState.ONLINE, frozenset({Fault.PAPER_OUT})))
    watch.told(DeviceStatus(role, DeviceState.OFFLINE))
    watch.told(DeviceStatus(role, DeviceState.ONLINE))
    assert [(alarm.code, alarm.technician_code, alarm.cleared) for alarm in alarms] == [
        (Fault.PAPER_OUT, "DP020", False),
        (Fault.OFFLINE, "DP001", False),
        (Fault.PAPER_OUT, "DP020", True),
        (Fault.OFFLINE, "DP001", True),
    ]
