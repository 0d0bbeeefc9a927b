"""The product as a whole: central, desk and terminal as programs of their own, and a finger on the glass.

Each run starts everything anew and takes 15 to 25 s, so each proves as much as it can. The first one begins with
nothing at all; the others find central's tables made.
"""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from kit.migrated import migrated
from kit.patience import until
from PIL import Image

from kiosk.desk.cards import load_persons
from kiosk.documents.pages import page_count, page_text

pytestmark = [pytest.mark.journey, pytest.mark.long]

HOUSE = Path(__file__).parents[2]
SERVICE = "housing/provident-fund-statement"
ELSEWHERE = "changsha-social-security/pension-proof"
FACE = "civil-affairs/marriage-record-search"
MOST_S = 300
MOST_PROCESSOR_S = 60


def begun(state: Path) -> Path:
    """Return a folder for what a demo keeps, in which central has its tables, and nothing else is."""
    migrated(state / "central")
    return state


def demo(*words: str) -> list[str]:
    return [sys.executable, "-m", "kiosk", "demo", "--headless", *words]


def walk(out: Path, *words: str, service: str = SERVICE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        demo("--walk", service, "--out", str(out), *words),
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
        timeout=MOST_S,
    )


def processor_s() -> float:
    """What the programs of this test took of a core until now, in seconds, as far as they have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def screens(out: Path) -> list[str]:
    return [file.stem.partition("-")[2] for file in sorted(out.glob("[0-9][0-9]-*.png"))]


def check_evidence(out: Path, person: int, service: str = SERVICE) -> None:
    record = json.loads((out / "record.json").read_text("utf-8"))
    assert list(record) == ["service", "flow_version", "transaction_id", "issue", "rating", "outbox_left"]
    assert record["service"] == service
    assert record["issue"]["state"] == "taken"
    assert record["rating"] == {"satisfaction": 5}
    assert record["outbox_left"] == 0
    pdf = (out / "document.pdf").read_bytes()
    text = "".join(page_text(pdf).split())
    assert record["issue"]["pages"] == page_count(pdf)
    assert record["issue"]["serial"] in text
    assert record["issue"]["verification_code"] in text
    assert load_persons()[person - 1].name in text
    with Image.open(out / "receipt.png") as receipt:
        assert receipt.width >= 576  # the dots of 80 mm paper, and its margins
        assert receipt.height > 600


def test_a_resident_prints_a_statement(tmp_path: Path) -> None:
    before = processor_s()
    ended = walk(tmp_path / "out")
    assert ended.returncode == 0, ended.stderr
    assert processor_s() - before < MOST_PROCESSOR_S
    check_evidence(tmp_path / "out", 1)
    met = screens(tmp_path / "out")
    wanted = ["attract", "home", "notice", "identify-reading_card", "form", "review", "rate", "end", "attract"]
    assert [name for name in met if name in wanted] == wanted
    with Image.open(next((tmp_path / "out").glob("*-review.png"))) as picture:
        assert picture.size == (1080, 1920)
    assert "evidence" in ended.stderr


def test_a_resident_prints_a_proof_of_another_city(tmp_path: Path) -> None:
    ended = walk(tmp_path / "out", "--state", str(begun(tmp_path / "state")), service=ELSEWHERE)
    assert ended.returncode == 0, ended.stderr
    check_evidence(tmp_path / "out", 1, ELSEWHERE)
    met = screens(tmp_path / "out")
    wanted = ["notice", "identify-reading_card", "form-purpose", "form-phone", "review", "show", "review"]
    wanted += ["rate", "end"]
    assert [name for name in met if name in wanted] == wanted
    text = "".join(page_text((tmp_path / "out" / "document.pdf").read_bytes()).split())
    assert "由长沙示范社会保险经办中心出具" in text


def test_a_resident_does_before_the_camera_what_the_screen_asks(tmp_path: Path) -> None:
    """Somebody else than who stands there at first."""
    ended = walk(tmp_path / "out", "--state", str(begun(tmp_path / "state")), "--person", "3", service=FACE)
    assert ended.returncode == 0, ended.stderr
    check_evidence(tmp_path / "out", 3, FACE)
    met = screens(tmp_path / "out")
    assert met.index("verify_face-consent") < met.index("verify_face-look_ahead") < met.index("review")
    tasks = {f"verify_face-{task}" for task in ("turn_left", "turn_right", "blink")}
    assert sum(name in tasks for name in met) == 3


def test_trouble_at_every_device_is_shown_and_overcome(tmp_path: Path) -> None:
    """In English, on a wide screen, in large type, by somebody whose name no printer's font holds."""
    faults = (
        "id_card:CARD_REMOVED@read",
        "cabinet:DOOR_OPEN@home",
        "id_card:OFFLINE@read",
        "document_printer:PAPER_OUT@print",
        "receipt_printer:PAPER_OUT@receipt",
    )
    ordered = [word for fault in faults for word in ("--fault", fault)]
    state = ("--state", str(begun(tmp_path / "state")))
    ended = walk(tmp_path, *state, *ordered, "--person", "4", "--lang", "en", "--size", "1920x1080", "--elder")
    assert ended.returncode == 0, ended.stderr
    check_evidence(tmp_path, 4)
    met = screens(tmp_path)
    for trouble in (
        "out_of_service",
        "trouble-id_card-card_removed",
        "trouble-id_card-offline",
        "issue-document_printer-paper_out",
        "trouble-receipt_printer-paper_out",
    ):
        assert trouble in met
    with Image.open(next(tmp_path.glob("*-review.png"))) as picture:
        assert picture.size == (1920, 1080)


def test_a_walk_that_cannot_be_whole_says_why(tmp_path: Path) -> None:
    ended = walk(tmp_path / "out", "--fault", "id_card:PAPER_JAM@read", "--state", str(begun(tmp_path / "state")))
    assert ended.returncode == 1
    assert "id_card" in ended.stderr
    assert "PAPER_JAM" in ended.stderr
    assert not (tmp_path / "out" / "record.json").exists()


def test_nothing_is_left_behind_however_the_demo_ends(tmp_path: Path) -> None:
    state = begun(tmp_path / "state")
    for end_by in (signal.SIGINT, signal.SIGKILL):
        running = subprocess.Popen(
            demo("--state", str(state)), cwd=HOUSE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        assert running.stderr is not None
        assert any(told.startswith("Central: http://127.0.0.1:") for told in running.stderr)
        until(lambda: len(mentioning(state)) >= 4, timeout_s=MOST_S)  # the demo, central, the desk, the terminal
        second = subprocess.run(
            demo("--state", str(state)), cwd=HOUSE, capture_output=True, text=True, check=False, timeout=MOST_S
        )
        assert second.returncode == 1
        assert "running already" in second.stderr
        printer = json.loads((state / "desk" / "devices.json").read_text())["document_printer"]
        running.send_signal(end_by)
        code = running.wait(MOST_S)
        running.stderr.close()
        assert code == (130 if end_by is signal.SIGINT else -signal.SIGKILL)
        until(lambda: not mentioning(state), timeout_s=60)
        until(lambda url=printer: not listening(url), timeout_s=60)
        (state / "desk" / "devices.json").unlink()


def mentioning(folder: Path) -> list[int]:
    """Return the processes on whose command line `folder` stands."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue  # ended meanwhile
        if os.fsencode(folder) in words:
            found.append(int(process.name))
    return found


def listening(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname, parts.port)) == 0
