"""The scanner at home: it reads while it is wanted, comes back when it is well again, and never holds anybody up."""

import pytest

from drivers.faults import Fault, Role
from drivers.status import DeviceState, DeviceStatus
from kiosk.app.code_watch import CodeWatch
from kiosk.app.resumption import Resumption
from kiosk.engine.events import CodeScanned, DeviceFailed
from kiosk.engine.trouble import Trouble
from kiosk.protocol.api import DraftView
from kiosk.protocol.personal import Personal
from kiosk.protocol.resume_code import new_code

CODE = new_code(bytes(range(12)))
WELL = DeviceStatus(Role.CODE_SCANNER, DeviceState.ONLINE)
LOST = DeviceStatus(Role.CODE_SCANNER, DeviceState.OFFLINE, frozenset({Fault.OFFLINE}))


class Scanner:
    """Keeps what it was asked; answers when a test says so."""

    def __init__(self):
        self.status, self.asked, self.cancelled = WELL, [], []

    def statuses(self):
        return {Role.CODE_SCANNER: self.status} if self.status else {}

    def scan_code(self, ticket, *, timeout_s, post):
        assert timeout_s > 0
        self.asked.append((ticket, post))

    def cancel(self, ticket):
        self.cancelled.append(ticket)

    def scans(self, text):
        ticket, post = self.asked[-1]
        post(CodeScanned(ticket, Personal(text)))

    def fails(self, fault):
        ticket, post = self.asked[-1]
        post(DeviceFailed(ticket, Role.CODE_SCANNER, fault))


@pytest.fixture
def scanner():
    return Scanner()


@pytest.fixture
def heard():
    return []


@pytest.fixture
def watch(scanner, heard):
    return CodeWatch(scanner, lambda work: work(), heard.append)


def test_nobody_is_scanned_before_the_page_is_shown_nor_after(watch, scanner, heard):
    watch.look()
    assert not scanner.asked
    watch.want(wanted=True)
    assert watch.at_work
    watch.want(wanted=False)
    assert scanner.cancelled == ["home/code/1"]
    scanner.scans(CODE)
    assert not heard
    assert not watch.at_work


def test_what_is_scanned_is_told_and_the_next_is_read(watch, scanner, heard):
    watch.want(wanted=True)
    scanner.scans("")
    scanner.scans(CODE)
    assert heard == ["", CODE]
    assert [ticket for ticket, _ in scanner.asked] == ["home/code/1", "home/code/2", "home/code/3"]


def test_nobody_who_shows_a_code_for_a_while_is_no_trouble(watch, scanner):
    watch.want(wanted=True)
    scanner.fails(Fault.NO_CODE)
    assert watch.at_work


@pytest.mark.parametrize("status", [None, LOST])
def test_without_a_scanner_nothing_is_asked_until_it_comes(watch, scanner, status):
    scanner.status = status
    watch.want(wanted=True)
    assert not watch.at_work
    scanner.status = WELL
    watch.look()
    assert watch.at_work


def test_one_that_fails_is_asked_again_when_a_device_changed(watch, scanner):
    watch.want(wanted=True)
    scanner.fails(Fault.OFFLINE)
    assert not watch.at_work
    watch.look()
    assert len(scanner.asked) == 2


class Drafts:
    """Central, which answers when a test says so."""

    def __init__(self):
        self.asked = []

    def find(self, code, found):
        self.asked.append((code, found))


@pytest.fixture
def drafts():
    return Drafts()


class Store:
    def flows(self):
        return {}


@pytest.fixture
def resumption(drafts):
    return Resumption(drafts, Store(), lambda work: work(), lambda *_: None, lambda: None)


def test_a_scanned_code_is_looked_up_as_a_typed_one_is(resumption, drafts):
    resumption.look_up_scanned(CODE)
    assert [code for code, _ in drafts.asked] == [CODE]
    assert resumption.standing.looking


def test_what_still_lies_there_is_not_looked_up_again_and_another_is(resumption, drafts):
    resumption.look_up_scanned(CODE)
    resumption.look_up_scanned(CODE)  # while it is looked up
    drafts.asked[0][1](DraftView(state="given", service="somewhere/else", flow_version=1))
    assert resumption.standing.trouble == Trouble("draft", "ELSEWHERE")
    resumption.look_up_scanned(CODE)
    assert len(drafts.asked) == 1
    resumption.look_up_scanned(new_code(bytes(12)))
    assert len(drafts.asked) == 2


def test_once_cleared_the_same_is_looked_up_again(resumption, drafts):
    resumption.look_up_scanned(CODE)
    drafts.asked[0][1](DraftView(state="given", service="somewhere/else", flow_version=1))
    resumption.look_up("")
    resumption.look_up_scanned(CODE)
    assert len(drafts.asked) == 2


@pytest.mark.parametrize("text", ["", "https://example.invalid/", "K7QM-2XWD-9FTB-0C4E-MN3P"])
def test_what_is_no_resume_code_is_told_so_and_asked_of_nobody(resumption, drafts, text):
    resumption.look_up_scanned(text)
    assert resumption.standing.trouble == Trouble("draft", "CHECK")
    assert not drafts.asked
