"""Icons: each that a screen names is there, shows something, and takes the colour it is given."""

import re
from pathlib import Path

import pytest
import yaml
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from drivers.faults import Role
from kiosk.protocol.rating import LEVELS
from kiosk.shell.images import IconImages

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.stem for path in (ROOT / "assets/icons").glob("*.svg"))
SIZE = QSize(48, 48)
RED = QColor(200, 16, 46)


def _drawn(name: str) -> QImage:
    return IconImages().requestImage(f"{name}/{RED.name().replace('#', '%23')}", QSize(), SIZE)


def _named() -> set[str]:
    """Return the icons that QML and the view models name, by words or by family."""
    qml = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "kiosk/shell").rglob("*.qml"))
    python = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "kiosk/shell").rglob("view_model.py"))
    said = [*re.findall(r"\b(?:iconName|icon): (.+)", qml), *re.findall(r"\bIcon \{[^{}]*?\bname: (.+)", qml)]
    chosen = re.findall(r'(?<![=!] )"([a-z]\w*)"(?! ?[+=])', "\n".join(said))
    themes = {yaml.safe_load(flow.read_text(encoding="utf-8"))["theme"] for flow in ROOT.glob("flows/*/*/flow.yaml")}
    faces = {f"face_{level}" for level in LEVELS}
    return {*chosen, *re.findall(r'"icon": "(\w+)"', python), *themes, *faces, *Role, "platform", "attention"}


def test_every_icon_that_is_named_is_there() -> None:
    named = _named()
    assert {"help", "leave", "card"} <= named
    assert named - set(NAMES) == set()


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_shows_itself_in_the_given_colour_and_inside_its_frame(qapp: object, name: str) -> None:
    image = _drawn(name)
    solid = {(x, y) for x in range(SIZE.width()) for y in range(SIZE.height()) if image.pixelColor(x, y).alpha() == 255}
    assert len(solid) > 40
    assert {image.pixelColor(x, y).name() for x, y in solid} == {RED.name()}
    edge = {0, SIZE.width() - 1}
    assert not any(x in edge or y in edge for x, y in solid)


def test_no_two_icons_look_the_same(qapp: object) -> None:
    assert len({bytes(_drawn(name).constBits()) for name in NAMES}) == len(NAMES)
