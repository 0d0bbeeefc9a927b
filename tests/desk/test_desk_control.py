"""The desk's control connection: what it promises, against devices that really run."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from kit.folders import plain_folder

from drivers.cancel import Cancel
from drivers.document_printer.device import IppPrinter
from drivers.errors import DeviceError, Refused
from drivers.faults import Fault, Role, Threshold
from drivers.id_card.device import SamVReader
from drivers.receipt_printer.device import EscPosPrinter
from drivers.receipt_printer.role import Feed, Pair, Receipt
from drivers.social_card.pcscd import system_ports
from kiosk.desk.cards import load_persons
from kiosk.desk.client import DeskClient
from kiosk.desk.control import Control
from kiosk.desk.state import DEVICES_FILE, DeskError
from kiosk.desk.workbench import Workbench

SERIAL = "WH0001-20260101-000042"


def test_it_tells_all_persons_and_where_each_device_hangs(desk: DeskClient, bench: Workbench) -> None:
    state = desk.state()
    assert [person.name for person in state.persons] == [person.name for person in load_persons()]
    addresses = json.loads((bench._directory / DEVICES_FILE).read_text())
    assert addresses == {role.value: state.station(role).url for role in Role}


def test_a_card_that_is_put_down_is_read_as_that_persons(desk: DeskClient) -> None:
    assert desk.place(4).id_card.card == 4
    reader = SamVReader(desk.state().id_card.url)
    card = reader.read(timeout_s=5, cancel=Cancel())
    reader.close()
    assert card.name == load_persons()[3].name
    assert desk.lift().id_card.card is None


@pytest.mark.parametrize(
    ("fault", "reported"),
    [
        (Fault.WRONG_CARD, Fault.WRONG_CARD),
        (Fault.CARD_REMOVED, Fault.CARD_REMOVED),
        (Fault.CORRUPT_FRAME, Fault.CORRUPT_FRAME),
        (Fault.NOT_AUTHORISED, Fault.NOT_AUTHORISED),
        (Fault.OFFLINE, Fault.OFFLINE),
    ],
)
def test_each_fault_of_the_reader_reaches_the_driver_and_can_be_mended(
    desk: DeskClient, fault: Fault, reported: Fault
) -> None:
    if fault is not Fault.WRONG_CARD:
        desk.place(1)
    desk.set_fault(Role.ID_CARD, fault)
    reader = SamVReader(desk.state().id_card.url)
    with pytest.raises(DeviceError) as caught:
        reader.read(timeout_s=3, cancel=Cancel())
    assert caught.value.fault is reported
    state = desk.mend(Role.ID_CARD)
    assert state.id_card.plugged
    assert not state.id_card.faults
    desk.lift()
    desk.place(1)
    assert reader.read(timeout_s=5, cancel=Cancel()).name == load_persons()[0].name
    reader.close()


def test_a_receipt_can_be_looked_at_and_its_bytes_read(desk: DeskClient) -> None:
    before = desk.state().receipt_printer.receipts
    printer = EscPosPrinter(desk.state().receipt_printer.url, width_dots=576)
    for serial in ("EARLIER-ONE", SERIAL):
        printer.print(Receipt((Pair("文件编号", serial), Feed(2))), timeout_s=10, cancel=Cancel())
    printer.close()
    assert desk.state().receipt_printer.receipts == before + 2
    assert desk.receipt(before + 2).startswith(b"\x89PNG")
    assert SERIAL.encode() in desk.receipt_data(before + 2)
    assert b"EARLIER-ONE" not in desk.receipt_data(before + 2)


def test_a_document_comes_back_byte_for_byte(desk: DeskClient, one_page: bytes) -> None:
    before = desk.state().document_printer.documents
    printer = IppPrinter(desk.state().document_printer.url)
    printer.print(one_page, job_name="test", pages=1, timeout_s=20, cancel=Cancel(), trouble=lambda _fault: None)
    printer.close()
    assert desk.state().document_printer.documents == before + 1
    assert desk.document(before + 1) == one_page


@pytest.mark.parametrize("role", [Role.RECEIPT_PRINTER, Role.DOCUMENT_PRINTER])
def test_printers_run_out_of_paper_and_lose_their_plug(desk: DeskClient, role: Role) -> None:
    printer = (
        EscPosPrinter(desk.state().receipt_printer.url, width_dots=576)
        if role is Role.RECEIPT_PRINTER
        else IppPrinter(desk.state().document_printer.url)
    )
    assert desk.set_fault(role, Fault.PAPER_OUT).station(role).faults == (Fault.PAPER_OUT,)
    assert Fault.PAPER_OUT in printer.status().faults
    assert Fault.COVER_OPEN in desk.set_fault(role, Fault.COVER_OPEN).station(role).faults
    assert Fault.COVER_OPEN in printer.status().faults
    assert not desk.unplug(role).station(role).plugged
    assert Fault.OFFLINE in printer.status().faults
    desk.mend(role)
    assert printer.status().ready
    printer.close()


def test_paper_low_is_a_warning_only(desk: DeskClient) -> None:
    assert desk.act(Role.RECEIPT_PRINTER, "paper_low", low=True).receipt_printer.paper_low
    assert not desk.act(Role.RECEIPT_PRINTER, "paper_low", low=False).receipt_printer.paper_low


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda desk: desk.place(13), "there is no person 13; the desk has cards 1 to 12"),
        (lambda desk: desk.place(0), "cards 1 to 12"),
        (lambda desk: desk.set_fault(Role.ID_CARD, Fault.PAPER_OUT), "WRONG_CARD, CARD_REMOVED"),
        (lambda desk: desk.receipt(999), "there is no receipt 999"),
        (lambda desk: desk.document(999), "there is no document 999"),
        (lambda desk: desk.corrupt(0), "frames must be 1 or more"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_there_is(desk: DeskClient, ask, words: str) -> None:
    with pytest.raises(DeskError, match=words):
        ask(desk)


@pytest.mark.parametrize(
    ("request_line", "body", "status", "words"),
    [
        ("GET /nothing", "", 404, "there is /state"),
        ("GET /document_printer/documents/1.png", "", 404, "/document_printer/documents/N.pdf"),
        ("POST /coffee_maker/fault", "{}", 404, "the roles are id_card"),
        ("POST /id_card/paint", "{}", 404, "it knows place, wrong"),
        ("POST /id_card/place", '{"person": "1"}', 400, '"person" of type int'),
        ("POST /id_card/place", '{"person": true}', 400, '"person" of type int'),
        ("POST /id_card/place", "[1]", 400, "must be a JSON object"),
        ("POST /id_card/place", "person=1", 400, "not JSON"),
        ("POST /id_card/fault", '{"fault": "RAIN"}', 400, "id_card knows no 'RAIN'; it offers WRONG_CARD"),
    ],
)
def test_a_bad_request_is_refused_in_words(
    control: Control, request_line: str, body: str, status: int, words: str
) -> None:
    method, path = request_line.split()
    reply = requests.request(method, control.url + path, data=body, timeout=5)
    assert reply.status_code == status
    assert words in reply.json()["error"]


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_web_pages_do_not_reach_the_desk(control: Control, headers: dict[str, str]) -> None:
    for method, path in (("GET", "/state"), ("POST", "/id_card/lift")):
        assert requests.request(method, control.url + path, headers=headers, timeout=5).status_code == 403


def test_a_body_that_is_too_long_is_not_read(control: Control) -> None:
    reply = requests.post(control.url + "/id_card/place", data=b" " * 20000, timeout=5)
    assert reply.status_code == 413


def test_a_desk_that_is_gone_is_told(desk: DeskClient) -> None:
    with pytest.raises(DeskError, match="does not answer"):
        DeskClient("http://127.0.0.1:9").state()


def test_unplugged_twice_and_mended_twice_changes_nothing(desk: DeskClient) -> None:
    desk.unplug(Role.ID_CARD)
    desk.unplug(Role.ID_CARD)
    reader = SamVReader(desk.state().id_card.url)
    with pytest.raises((DeviceError, Refused)):
        reader.read(timeout_s=0.2, cancel=Cancel())
    reader.close()
    desk.mend(Role.ID_CARD)
    assert desk.mend(Role.ID_CARD).id_card.plugged


@pytest.fixture
def folder() -> Iterator[Path]:
    with plain_folder() as folder:
        yield folder


def test_what_this_machine_cannot_start_says_why_and_the_others_work(folder: Path) -> None:
    if system_ports():
        pytest.skip("the machine's own pcscd would serve instead")
    taken = folder / "pcscd" / "run" / "pcscd" / "pcscd.comm"
    taken.parent.mkdir(parents=True)
    bench = Workbench(folder, load_persons())
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(taken))
        other.listen()
        bench.start()
    try:
        state = bench.state.social_card
        assert not state.available
        assert "another pcscd listens" in state.why
        assert all(bench.state.station(role).connected for role in Role if role is not Role.SOCIAL_CARD)
        assert set(json.loads((folder / DEVICES_FILE).read_text())) == set(Role) - {Role.SOCIAL_CARD}
        for action, given in (("place", {"person": 1}), ("fault", {"fault": "WRONG_CARD"})):
            with pytest.raises(DeskError, match="social_card cannot be used on this machine: another pcscd"):
                bench.act(Role.SOCIAL_CARD, action, given)
        for action in ("lift", "mend", "unplug", "plug"):
            bench.act(Role.SOCIAL_CARD, action)
        bench.act(Role.ID_CARD, "place", {"person": 1})
        assert bench.state.id_card.card == 1
    finally:
        bench.stop()


def test_every_action_is_told_with_its_arguments(control: Control) -> None:
    told = requests.get(control.url + "/actions", timeout=5).json()
    assert set(told) == set(Role)
    assert told["ups"]["mains"] == {"does": "Cut the mains of the whole desk, or restore them", "takes": ["on=bool"]}
    assert all({"fault", "clear", "mend", "unplug", "plug"} <= set(actions) for actions in told.values())
    assert all(action["does"] for actions in told.values() for action in actions.values())


def test_paper_and_toner_run_down(desk: DeskClient) -> None:
    printer = IppPrinter(desk.state().document_printer.url)
    state = desk.act(Role.DOCUMENT_PRINTER, "paper", sheets=0)
    assert state.document_printer.faults == (Fault.PAPER_OUT,)
    assert Fault.PAPER_OUT in printer.status().faults
    assert desk.clear_fault(Role.DOCUMENT_PRINTER, Fault.PAPER_OUT).document_printer.sheets_left == 250
    desk.act(Role.DOCUMENT_PRINTER, "toner", percent=5)
    desk.act(Role.DOCUMENT_PRINTER, "paper", sheets=10)
    assert printer.status().thresholds == {Threshold.PAPER_LOW, Threshold.TONER_LOW}
    desk.act(Role.DOCUMENT_PRINTER, "toner", percent=100)
    desk.act(Role.DOCUMENT_PRINTER, "paper", sheets=250)
    assert printer.status().ready
    printer.close()


def test_the_roll_runs_down_and_receipts_are_torn_off(desk: DeskClient) -> None:
    printer = EscPosPrinter(desk.state().receipt_printer.url, width_dots=576)
    desk.act(Role.RECEIPT_PRINTER, "roll", mm=1000)
    assert printer.status().thresholds == {Threshold.PAPER_LOW}
    printer.print(Receipt((Pair("文件编号", SERIAL), Feed(2))), timeout_s=10, cancel=Cancel())
    state = desk.state().receipt_printer
    assert state.lying == 1
    assert state.roll_mm < 1000
    assert desk.take(Role.RECEIPT_PRINTER).receipt_printer.lying == 0
    assert SERIAL.encode() in desk.receipt_data(state.receipts)
    assert desk.act(Role.RECEIPT_PRINTER, "roll", mm=0).receipt_printer.faults == (Fault.PAPER_OUT,)
    assert Fault.PAPER_OUT in printer.status().faults
    desk.act(Role.RECEIPT_PRINTER, "roll", mm=80000)
    assert printer.status().ready
    printer.close()
