"""Faces at a terminal that cannot compare any: what needs it is not offered; what has a fall-back takes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.glass import Glass
from kit.town import Town
from PySide6.QtGui import QGuiApplication

from kiosk.desk.client import DeskClient

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def flows() -> Path:
    return Path(__file__).parent / "faces"


@pytest.fixture(scope="module")
def glass(town: Town, qapp: QGuiApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Glass]:
    """A terminal to which set-up brought no models."""
    settings = town.settings()
    without = settings.faces.model_copy(update={"models": tmp_path_factory.mktemp("no-models")})
    with Glass(settings.model_copy(update={"faces": without})) as glass:
        yield glass


def test_without_a_verifier_the_fall_back_leads_on_at_once(glass: Glass, desk: DeskClient) -> None:
    glass.wake()
    glass.until(lambda: glass.enabled("service_real_estate_face_or_counter"), "the service to be offered", 40)
    assert not glass.enabled("service_real_estate_face_only")
    assert "本机不能核验人脸" in glass.words
    glass.touch("service_real_estate_face_or_counter")
    glass.see("identify", doing="reading_card")
    desk.place(1)
    glass.see("notice")
    assert "办理说明" in glass.words
    session = glass.terminal.conductor.session
    assert session is not None
    assert "known" not in session.answers
    glass.touch("consent")
    glass.see("end")
    desk.lift()
    glass.touch("taken")
    glass.see("attract")
