"""`kiosk desk VERB`: words on a command line act on the desk that runs, and say what there is instead."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kit.patience import until

from drivers.face_camera.stage import Attack, Lighting, Position, Standing, Wear
from drivers.faults import Fault, Role
from drivers.wires import announced
from kiosk.__main__ import main
from kiosk.demo.program import Program
from kiosk.desk.client import DeskClient
from kiosk.desk.state import DEVICES_FILE, READY, DeskError, MatScene
from kiosk.desk.whereabouts import Whereabouts, running_desk

READY_S = 120.0


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Desks of other people on this machine are not ours."""
    folder = tmp_path / "runtime"
    folder.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def found(desk: DeskClient, control) -> Iterator[DeskClient]:
    """A desk that the commands find by themselves."""
    whereabouts = Whereabouts(control.url)
    yield desk
    whereabouts.withdraw()


Saying = Callable[..., str]


@pytest.fixture
def say(found: DeskClient, capsys: pytest.CaptureFixture[str]) -> Saying:
    """Carry out a command that must succeed; return what it said."""

    def run(*words: str) -> str:
        assert main(["desk", *words]) == 0
        return capsys.readouterr().out

    return run


def test_a_card_is_laid_down_and_lifted(say: Saying, found: DeskClient) -> None:
    assert "card of person 3" in say("place", "3")
    assert found.state().id_card.card == 3
    assert say("lift")
    assert found.state().id_card.card is None
    say("place", "4", "--reader", "social_card", "--contactless")
    assert found.state().social_card.contactless


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        (["fault", "document_printer", "PAPER_JAM"], lambda s: s.document_printer.faults == (Fault.PAPER_JAM,)),
        (["unplug", "receipt_printer"], lambda s: not s.receipt_printer.plugged),
        (["stand", "nobody"], lambda s: s.face_camera.stands is Standing.NOBODY),
        (["light", "dark"], lambda s: s.face_camera.light is Lighting.DARK),
        (["position", "low"], lambda s: s.face_camera.position is Position.LOW),
        (["wear", "mask"], lambda s: s.face_camera.wear is Wear.MASK),
        (["attack", "eye_holes"], lambda s: s.face_camera.attack is Attack.EYE_HOLES),
        (["see", "askew"], lambda s: s.document_camera.sees is MatScene.ASKEW),
        (["scan", "一段文字"], lambda s: s.code_scanner.held == ""),
        (["scan", "--code", "link"], lambda s: s.code_scanner.held == "link"),
        (["mains", "off"], lambda s: not s.ups.mains and not s.document_printer.powered),
        (["battery", "40"], lambda s: s.ups.charge_percent == 40),
        (["door", "open"], lambda s: s.cabinet.door_open),
        (["shake", "on"], lambda s: s.cabinet.shaken),
        (["presence", "somebody"], lambda s: s.cabinet.presence),
        (["temperature", "70"], lambda s: s.cabinet.temperature_c == 70),
        (["paper", "3"], lambda s: s.document_printer.sheets_left == 3),
        (["toner", "5"], lambda s: s.document_printer.toner_percent == 5),
        (["do", "receipt_printer", "roll", "mm=1000"], lambda s: s.receipt_printer.paper_low),
        (["do", "cabinet", "door", "open=on"], lambda s: s.cabinet.door_open),
    ],
)
def test_each_verb_does_what_it_says_and_tidy_undoes_it(say: Saying, found: DeskClient, words, holds) -> None:
    before = found.state()
    assert not holds(before)
    told = json.loads(say(*words, "--json"))
    state = found.state()
    assert holds(state)
    assert set(told) == {*Role, "persons"}
    say("tidy")
    say("do", "receipt_printer", "roll", "mm=80000")
    say("paper", "250")
    say("toner", "100")
    after = found.state()
    assert all(after.station(role).connected and not after.station(role).faults for role in Role)


def test_the_state_is_told_for_people(say: Saying) -> None:
    told = say("state")
    assert all(role in told for role in Role)
    assert "PAPER_JAM" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["place", "13"], "there is no person 13; the desk has cards 1 to 12"),
        (["fault", "document_printer", "RAIN"], "it offers PAPER_OUT, PAPER_JAM"),
        (["do", "document_camera", "see", "scene=moon"], "there is empty, straight, askew"),
        (["scan"], "scan a TEXT or a --code NAME"),
        (["scan", "--code", "gold"], "there is credential, link"),
        (["do", "social_card"], "place person=int contactless=bool"),
        (["do", "ups", "explode"], "ups knows no 'explode'; it knows"),
        (["do", "ups", "mains", "on=maybe"], "on is on or off, not 'maybe'"),
        (["do", "ups", "battery", "volt=3"], "battery takes percent=float, not 'volt=3'"),
        (["do", "ups", "battery", "percent=half"], "percent is a number (float), not 'half'"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_there_is(
    found: DeskClient, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["desk", *words]) == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["unplug", "toaster"], "there is no 'toaster'; there is id_card, social_card"),
        (["take", "id_card"], "there is document_printer, receipt_printer"),
        (["see", "moon"], "choose from 'empty', 'straight', 'askew'"),
        (["gesture", "dance"], "choose from 'turn_left', 'turn_right'"),
        (["mains", "half"], "choose from 'on', 'off'"),
    ],
)
def test_wrong_words_are_refused_before_anything_is_asked(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["desk", *words])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_without_a_desk_the_next_command_is_named(capsys: pytest.CaptureFixture[str], runtime: Path) -> None:
    assert main(["desk", "lift"]) == 1
    assert "start one with `kiosk desk`" in capsys.readouterr().err
    left_over = runtime / "kiosk" / "desks" / "999999999.url"
    left_over.parent.mkdir(mode=0o700, parents=True)
    left_over.write_text("http://127.0.0.1:9")
    with pytest.raises(DeskError, match="no desk runs here"):
        running_desk()
    assert not left_over.exists()


def test_a_folder_of_somebody_elses_is_not_believed(runtime: Path) -> None:
    folder = runtime / "kiosk" / "desks"
    folder.mkdir(parents=True)
    (folder / f"{os.getpid()}.url").write_text("http://127.0.0.1:9")
    folder.chmod(0o777)
    with pytest.raises(DeskError, match="no desk runs here"):
        running_desk()
    with pytest.raises(PermissionError):
        Whereabouts("http://127.0.0.1:9")


def test_a_desk_announces_its_wires_and_itself_and_takes_both_back(tmp_path: Path) -> None:
    program = Program("desk", ["desk", "--headless", "--directory", str(tmp_path / "desk")], tmp_path)
    program.start()
    try:
        url = program.wait_ready(READY, READY_S)
        devices = json.loads((tmp_path / "desk" / DEVICES_FILE).read_text("utf-8"))
        assert set(devices) == set(Role)
        assert set(announced()) == set(devices.values())
        assert running_desk() == url
    finally:
        program.stop()
    assert program.poll() == 0
    assert announced() == []
    with pytest.raises(DeskError):
        running_desk()


def test_two_desks_do_not_share_a_directory(tmp_path: Path) -> None:
    words = ["desk", "--headless", "--directory", str(tmp_path / "desk")]
    first, second = Program("first", words, tmp_path), Program("second", words, tmp_path)
    first.start()
    try:
        first.wait_ready(READY, READY_S)
        second.start()
        assert second.wait(READY_S) == 1
        assert "A desk runs already in" in second.log.read_text("utf-8")
    finally:
        first.stop()
        second.stop()


def test_a_window_needs_a_display(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(["desk", "--directory", str(tmp_path / "desk")]) == 1
    assert "kiosk desk --headless" in capsys.readouterr().err


def test_a_desk_that_was_killed_is_not_found_any_more(tmp_path: Path, runtime: Path) -> None:
    program = Program("desk", ["desk", "--headless", "--directory", str(tmp_path / "desk")], tmp_path)
    program.start()
    try:
        program.wait_ready(READY, READY_S)
        (file,) = (runtime / "kiosk" / "desks").glob("*.url")
        os.kill(int(file.stem), signal.SIGKILL)
        until(lambda: program.poll() is not None)
        assert announced() == []
        with pytest.raises(DeskError, match="no desk runs here"):
            running_desk()
    finally:
        program.stop()
