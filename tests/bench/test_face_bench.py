"""`kiosk bench face` end to end, small, without the network and without peers."""

import json
import re
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.__main__ import main
from kiosk.bench import face, face_accuracy, face_peers
from kiosk.bench.degradations import DEGRADATIONS
from kiosk.bench.face_accuracy import accuracy
from kiosk.bench.face_degraded import degraded
from kiosk.bench.face_ours import Parts
from kiosk.bench.face_pairs import people
from kiosk.bench.face_peers import NotInstalled
from kiosk.demo.program import HOUSE
from kiosk.faces.models import FOLDER, Flaw, ModelError, flaws
from kiosk.protocol.faces import FaceHint


@pytest.fixture(scope="module")
def portraits() -> list[Path]:
    assert not flaws(HOUSE / FOLDER), "config/fetch-face-models.sh"
    found = face.portraits_in(face.PICTURES)
    assert len(found) == 3
    return found


@pytest.fixture
def no_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where an environment would be; pip has nowhere to take anything from."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    return tmp_path / "peers"


@pytest.fixture
def crowd(portraits: list[Path], tmp_path: Path) -> Path:
    """Two people with two pictures each: a portrait, and the same in other light."""
    for number, file in enumerate(portraits[:2]):
        folder = tmp_path / "crowd" / f"person-{number}"
        folder.mkdir(parents=True)
        seen = cv2.imread(str(file))
        assert seen is not None
        small = cv2.resize(seen, None, fx=480 / seen.shape[0], fy=480 / seen.shape[0], interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(folder / "1.jpg"), small)
        cv2.imwrite(str(folder / "2.jpg"), (small * 0.8).astype("uint8"))
    return tmp_path / "crowd"


def test_without_peers_ours_is_measured_alone_and_the_exit_code_tells(
    no_index: Path, crowd: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(face, "installed", lambda: face_peers.installed(no_index))
    monkeypatch.setattr(face, "degraded", partial(degraded, kinds={"as it is": lambda seen, _: seen}))
    assert main(["bench", "face", "--runs", "1", "--pairs", str(crowd), "--json"]) == 3
    told = {one.get("name") or one["what"]: one for one in json.loads(capsys.readouterr().out)}
    for peer in face_peers.PEERS.values():
        assert "it cannot be installed" in told[peer]["why"]
    decided, whole = (
        told[name]["ours"] for name in ("whole 1:1 decision, frame to score", "all that a frame is measured by")
    )
    assert 0 < told["468 points put on a face"]["value"] < whole
    assert told["frames that can be measured"]["value"] == pytest.approx(1000 / whole)
    assert told["memory of the process"]["value"] > 50
    assert decided > 0
    assert told["Faces found"]["rows"][0][:2] == ["ours", "4 of 4"]
    shipped = told["At the thresholds that terminals use"]["rows"]
    assert [(row[0], *row[2:]) for row in shipped] == [(name, "0 of 4", "0 of 2") for name in ("1e-3", "1e-4", "1e-5")]
    assert "Against peers, each at its own threshold" not in told
    assert "2 pairs of one person, 4 of strangers" in told["Thresholds for false accepts"]["notes"][0]
    worse = told["The right ones refused when one side is worse"]["rows"]
    assert [row[:2] for row in worse] == [["as it is", "100%"]]
    assert all("too few pairs" in row[0] for row in told["Thresholds for false accepts"]["rows"])


def test_what_the_gate_turns_away_is_not_counted_as_refused(crowd: Path) -> None:
    dark = {"as it is": lambda seen, _: seen, "black": lambda seen, _: seen // 255}
    turned_away = iter([None, FaceHint.TOO_DARK, None, None, *[FaceHint.NO_FACE] * 4])
    table = degraded(Parts(HOUSE / FOLDER), lambda _: next(turned_away), people(crowd), 1.1, dark)
    assert table.rows == (
        ("as it is", "100%", table.rows[0][2], "4 of 4", "25%", "3 of 3", "TOO_DARK 1"),  # a cosine is never 1.1
        ("black", "0%", "–", "–", "100%", "–", "NO_FACE 4"),
    )


def test_who_does_as_ours_does_comes_out_as_ours_does(crowd: Path, tmp_path: Path, monkeypatch) -> None:
    """A peer is asked over the wire; here it is ours."""
    ours = Parts(HOUSE / FOLDER)
    with face_peers.started_ours("parts", HOUSE / FOLDER, tmp_path) as peer:
        few = accuracy(ours, {"dlib": peer}, people(crowd))
        monkeypatch.setattr(face_accuracy, "_FALSE_ACCEPTS", (0.8,))
        enough = accuracy(ours, {"dlib": peer}, people(crowd))
    found, compared = enough[0], enough[-1]
    assert compared.name.startswith("Against peers")
    assert not any(table.name.startswith("Against peers") for table in few)  # four pairs tell nobody apart
    for table in (found, compared):
        (name, *same), (dlib, *too) = table.rows
        assert (name, dlib) == ("ours", face_peers.PEERS["dlib"])
        assert same == too


def test_a_blurred_side_is_less_sharp(crowd: Path) -> None:
    kinds = {name: DEGRADATIONS[name] for name in ("as it is", "blurred, σ 2 px", "blurred, σ 4 px")}
    table = degraded(Parts(HOUSE / FOLDER), lambda _: None, people(crowd), 0.4, kinds)
    sharp, blurred, more = (float(row[2]) for row in table.rows)
    assert sharp > blurred > more


def test_without_models_nothing_is_measured_and_the_remedy_is_told(monkeypatch, capsys) -> None:
    flaw = ModelError(face_peers.DETECTOR, Flaw.MISSING, Path("models/yunet"))
    monkeypatch.setattr(face, "flaws", lambda _: [flaw])
    assert main(["bench", "face"]) == 3
    assert "config/fetch-face-models.sh" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--pictures", "."], "has no pictures"),
        (["--pairs", "."], "wants folders of at least two people"),
        (["--pairs", "nowhere"], "No such file"),
    ],
)
def test_a_folder_with_the_wrong_things_is_said(portraits, tmp_path: Path, monkeypatch, capsys, *, words, told) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["bench", "face", *words]) == 3
    assert told in capsys.readouterr().out


def test_a_picture_without_a_face_is_said(portraits, no_index: Path, tmp_path: Path, capsys) -> None:
    cv2.imwrite(str(tmp_path / "wall.jpg"), np.full((480, 640, 3), 128, np.uint8))
    assert main(["bench", "face", "--pictures", str(tmp_path)]) == 3
    assert "no face in a picture to measure with" in capsys.readouterr().out


def test_peers_are_told_by_the_versions_that_are_installed() -> None:
    pins = (HOUSE / "config" / "face-peers.txt").read_text("utf-8")
    for told in face_peers.PEERS.values():
        name, version = told.split()
        assert re.search(rf"^{name}(-bin)?=={re.escape(version)} ", pins, re.MULTILINE)


def test_what_was_left_half_made_is_not_taken_for_whole(no_index: Path) -> None:
    for _ in range(2):
        with pytest.raises(NotInstalled, match="setuptools"):
            face_peers.installed(no_index)


def test_an_environment_is_made_once_for_the_same_pins(no_index: Path, tmp_path: Path, monkeypatch) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text("# nothing")
    monkeypatch.setattr(face_peers, "_BUILD", pins)
    monkeypatch.setattr(face_peers, "_REQUIREMENTS", pins)
    python = face_peers.installed(no_index)
    assert python.is_file()
    ours = no_index / "left-there"
    ours.touch()
    assert face_peers.installed(no_index) == python
    assert ours.exists()
    pins.write_text("# something else")
    face_peers.installed(no_index)
    assert not ours.exists()
