"""Self-tests at devices that really answer, before a technician whose hands do what is asked, and before nobody."""

import stat

import pytest
from PIL import Image

from drivers.cabinet.emulator import BoardEmulator
from drivers.cancel import Cancel
from drivers.code_scanner.emulator import ScannerEmulator
from drivers.document_camera.emulator import DocumentCameraEmulator
from drivers.document_camera.sheet import Sheet
from drivers.document_printer.emulator import IppEvePrinter
from drivers.document_printer.role import PrintedJob
from drivers.errors import Cancelled, Refused
from drivers.face_camera.emulator import FaceCameraEmulator
from drivers.faults import Fault, Role
from drivers.id_card.emulator import SamVEmulator
from drivers.lights import Flash, Light
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.social_card.demo_card import demo_card
from drivers.social_card.emulator import VpcdReader
from drivers.ups.emulator import UpsEmulator
from kiosk.desk.cards import load_persons, text_block
from kiosk.devices.roster import device_of
from kiosk.settings import Devices
from kiosk.technician.selftest.printing import document_steps
from kiosk.technician.selftest.script import steps_for
from kiosk.technician.selftest.step import Bench, Verdict, play

PERSON = load_persons()[0]


class Hands:
    """A technician. `deeds` says what the hands do when a line with these words is shown or asked."""

    def __init__(self, deeds=None, *, answer=True, is_there=True):
        self._deeds, self._answer, self.is_there = deeds or {}, answer, is_there
        self.heard = []

    def say(self, text):
        self.heard.append(text)
        for words, deed in self._deeds.items():
            if words in text:
                deed()

    def confirms(self, question):
        self.say(question)
        return self._answer if self.is_there else None


@pytest.fixture
def tested():
    """Plays the self-test of a device and returns the outcome of each step."""

    def test(role, settings, hands, *, frame=None, cancel=None, within_s=20.0):
        (one,) = Devices.model_validate({role.value: settings}).each()
        device = device_of(one)
        try:
            bench = Bench(hands, cancel or Cancel(), within_s)
            return {outcome.step: outcome for outcome in play(device, steps_for(one, frame), bench)}
        finally:
            device.close()

    return test


def verdicts(outcomes):
    return {name: outcome.verdict.value for name, outcome in outcomes.items()}


def test_id_card_reader(plugged, tested, tmp_path):
    reader = plugged(SamVEmulator(tmp_path / "reader"))
    hands = Hands({"Lay a card": lambda: reader.place(text_block(PERSON)), "Take the card away": reader.lift})
    outcomes = tested(Role.ID_CARD, reader.url, hands)
    assert verdicts(outcomes) == {"status": "passed", "read": "passed", "removed": "passed"}
    assert "SAM 05.03-2012" in outcomes["status"].words
    assert f"name {PERSON.name[0]}＊" in outcomes["read"].words
    assert PERSON.number[-4:] in outcomes["read"].words


def test_a_card_that_cannot_be_read_and_one_that_is_left_lying(plugged, tested, tmp_path):
    reader = plugged(SamVEmulator(tmp_path / "reader"))
    outcomes = tested(Role.ID_CARD, reader.url, Hands({"Lay a card": reader.place_wrong_card}), within_s=2)
    assert verdicts(outcomes) == {"status": "passed", "read": "failed", "removed": "failed"}
    assert outcomes["read"].ails & {Fault.WRONG_CARD, Fault.CARD_UNREADABLE}


def test_social_card_reader(plugged, tested):
    reader = plugged(VpcdReader())
    card = demo_card(PERSON.model_dump())
    hands = Hands({"Put a social": lambda: reader.place(card), "Take the card out": reader.lift})
    outcomes = tested(Role.SOCIAL_CARD, reader.url, hands)
    assert verdicts(outcomes) == {"status": "passed", "read": "passed", "removed": "passed"}
    assert f"name {PERSON.name[0]}＊" in outcomes["read"].words


def test_receipt_printer(plugged, tested):
    printer = plugged(EscPosEmulator(width_dots=384))
    settings = {"url": printer.url, "width_dots": 384}
    outcomes = tested(Role.RECEIPT_PRINTER, settings, Hands())
    assert set(verdicts(outcomes).values()) == {"passed"}
    assert outcomes["sample"].words.endswith("; confirmed")
    assert len(printer.receipts) == 1
    outcomes = tested(Role.RECEIPT_PRINTER, settings, Hands(answer=False))
    assert outcomes["sample"].verdict is Verdict.FAILED
    printer.set_fault(Fault.PAPER_OUT)
    outcomes = tested(Role.RECEIPT_PRINTER, settings, Hands())
    assert outcomes["status"].ails == outcomes["sample"].ails == {Fault.PAPER_OUT}


def test_document_printer(plugged, tested, tmp_path):
    printer = plugged(IppEvePrinter(tmp_path / "printed"))
    outcomes = tested(Role.DOCUMENT_PRINTER, printer.url, Hands(), within_s=5)
    assert verdicts(outcomes)["sheet"] == "passed"
    assert "counted 1 sheet" in outcomes["sheet"].words
    assert verdicts(outcomes)["copies"] == "passed"
    assert "counted 2 sheets" in outcomes["copies"].words
    assert len(printer.documents) == 3


class OneCopyPrinter:
    """A document printer that makes one copy of a job, or counts those of one copy only."""

    def __init__(self, fault, detail=""):
        self._refusal = Refused(fault, detail)

    def print(self, _pdf, *, copies, **_):
        if copies > 1:
            raise self._refusal
        return PrintedJob(1, 1)


def copies_step():
    return [step for step in document_steps() if step.name == "copies"]


def test_a_printer_that_makes_one_copy_says_so_and_has_not_failed():
    printer = OneCopyPrinter(Fault.JOB_REFUSED, "2 copies are wanted, and the printer makes at most 1 of a job")
    (outcome,) = play(printer, copies_step(), Bench(Hands(), Cancel()))
    assert outcome.verdict is Verdict.PASSED
    assert "at most 1 of a job" in outcome.words


def test_a_printer_that_counts_one_copy_of_two_has_failed():
    (outcome,) = play(OneCopyPrinter(Fault.JOB_DOUBTFUL, "1 of 2"), copies_step(), Bench(Hands(), Cancel()))
    assert outcome.verdict is Verdict.FAILED
    assert outcome.ails == {Fault.JOB_DOUBTFUL}


def test_a_printer_that_waits_for_paper_says_so_and_goes_on(plugged, tested, tmp_path):
    printer = plugged(IppEvePrinter(tmp_path / "printed"))
    deeds = {
        "The printer prints one sheet": lambda: printer.set_fault(Fault.PAPER_OUT),
        "DP020": printer.clear_fault,
    }
    hands = Hands(deeds)
    outcomes = tested(Role.DOCUMENT_PRINTER, printer.url, hands, within_s=5)
    assert any("DP020 PAPER_OUT. Load paper." in line for line in hands.heard)
    assert any("goes on" in line for line in hands.heard)
    assert outcomes["sheet"].verdict is Verdict.PASSED
    assert len(printer.documents) == 3


def test_face_camera_and_a_frame_on_request(plugged, tested, tmp_path):
    camera = plugged(FaceCameraEmulator(size_px=(640, 480)))
    file = tmp_path / "frame.png"
    outcomes = tested(Role.FACE_CAMERA, camera.url, Hands(), frame=file)
    assert verdicts(outcomes) == {"status": "passed", "frames": "passed"}
    assert "640x480" in outcomes["frames"].words
    assert "frames a second" in outcomes["frames"].words
    with Image.open(file) as picture:
        assert picture.size == (640, 480)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_frame_is_kept_that_nobody_asked_for(plugged, tested, tmp_path):
    camera = plugged(FaceCameraEmulator())
    tested(Role.FACE_CAMERA, camera.url, Hands())
    assert list(tmp_path.iterdir()) == []


def test_document_camera(plugged, tested):
    camera = plugged(DocumentCameraEmulator())
    outcomes = tested(Role.DOCUMENT_CAMERA, camera.url, Hands({"Lay a sheet": lambda: camera.lay(Sheet.A4)}))
    assert verdicts(outcomes) == {"status": "passed", "frames": "passed", "page": "passed"}


def test_code_scanner(plugged, tested, tmp_path):
    scanner = plugged(ScannerEmulator(tmp_path / "scanner"))
    outcomes = tested(Role.CODE_SCANNER, scanner.url, Hands({"Hold any code": lambda: scanner.show(b"1234567890")}))
    assert verdicts(outcomes) == {"status": "passed", "scan": "passed"}
    assert outcomes["scan"].words == "10 characters, 12＊＊＊"


def test_cabinet(plugged, tested, tmp_path):
    board = plugged(BoardEmulator(tmp_path / "board"))
    seen = {}
    deeds = {
        f"the light {light} flash": lambda light=light: seen.update({light: board.light(light)}) for light in Light
    }
    deeds["Open the door"] = lambda: board.set_contact("door_open", on=True)
    deeds["door open"] = lambda: board.set_contact("door_open", on=False)
    outcomes = tested(Role.CABINET, board.url, Hands(deeds))
    assert set(verdicts(outcomes).values()) == {"passed"}
    assert outcomes["door"].words == "the door was seen to open and to close"
    assert "door closed" in outcomes["sensors"].words
    assert seen
    assert all(flash is Flash.MEDIUM for flash, _ in seen.values()), "each flashed while it was asked about"
    assert all(board.light(light)[0] is Flash.OFF for light in seen), "and is out afterwards"


def test_ups(plugged, tested, tmp_path):
    ups = plugged(UpsEmulator(tmp_path / "ups"))
    outcomes = tested(Role.UPS, ups.url, Hands())
    assert "on the mains" in outcomes["readings"].words
    ups.cut_mains()
    outcomes = tested(Role.UPS, ups.url, Hands())
    assert outcomes["status"].ails == {Fault.ON_BATTERY}
    assert "the mains are gone" in outcomes["readings"].words


@pytest.mark.parametrize("role", [Role.ID_CARD, Role.CODE_SCANNER, Role.UPS])
def test_of_a_device_that_is_not_there_nothing_more_is_tried(tested, role, tmp_path):
    first, *rest = tested(role, f"serial:{tmp_path}/none", Hands()).values()
    assert (first.verdict, first.ails) == (Verdict.FAILED, {Fault.OFFLINE})
    assert {outcome.verdict for outcome in rest} == {Verdict.SKIPPED}


def test_cancelling_ends_it(plugged, tested, tmp_path):
    reader, cancel = plugged(SamVEmulator(tmp_path / "reader")), Cancel()
    with pytest.raises(Cancelled):
        tested(Role.ID_CARD, reader.url, Hands({"Lay a card": cancel.set}), cancel=cancel)


def test_a_camera_that_does_not_do_what_was_asked_of_it_has_failed(plugged, tested):
    camera = plugged(FaceCameraEmulator(size_px=(640, 480)))
    outcomes = tested(Role.FACE_CAMERA, f"{camera.url}#width=1280&height=720", Hands())
    assert outcomes["frames"].verdict is Verdict.FAILED
    assert "asked 1280x720, got 640x480" in outcomes["frames"].words
