"""The screens that the scenarios of a flow come to, each state once, as pictures."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import yaml
from PySide6.QtCore import QBuffer, QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow

from kiosk.documents.composer import Composer
from kiosk.engine.scenario import Scenario
from kiosk.engine.session import Asking, Parting, Session, Troubled, Working
from kiosk.preview.stage import ScenarioStage
from kiosk.protocol.package import FlowPackage
from kiosk.settings import Screen
from kiosk.shell.window import ShellWindow

_FRAME_MS = 5000
_DOCUMENT_PX = 900
SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}


@dataclass(frozen=True)
class Picture:
    """`png` of a screen, or of a page of a document. `step` came to `state` in the scenario of that name."""

    step: str
    state: str
    scenario: str
    png: bytes


@dataclass(frozen=True)
class Look:
    """How the screens are shown."""

    language: str = "zh"
    size: str = "portrait"
    elder: bool = False

    def settings(self) -> Screen:
        width, height = SIZES[self.size]
        return Screen(width_px=width, height_px=height, language=self.language, elder=self.elder, full_screen=False)


def pictures(package: FlowPackage, look: Look) -> Iterator[Picture]:
    """Yield each state of each step that a scenario comes to, in the order of the scenarios, then their documents."""
    known: set[tuple[str, str]] = set()
    with closing(Composer(package.files)) as composer:
        for scenario in scenarios(package):
            stage = ScenarioStage(package, composer, scenario)
            for session in stage.played():
                place = (session.step_id, _state(session))
                if place not in known:
                    known.add(place)
                    yield Picture(*place, scenario.name, _screen(stage, look))
            yield from _documents(stage, scenario, known)


def scenarios(package: FlowPackage) -> list[Scenario]:
    """Return the scenarios of a package that was checked."""
    names = sorted(name for name in package.files if name.startswith("scenarios/") and name.endswith(".yaml"))
    return [Scenario.model_validate(yaml.safe_load(package.files[name])) for name in names]


def _documents(stage: ScenarioStage, scenario: Scenario, known: set[tuple[str, str]]) -> Iterator[Picture]:
    for issue_id, document in stage.documents.items():
        for page in range(document.pages):
            place = (document.digest, str(page))
            if place not in known:
                known.add(place)
                png = stage.page_png(issue_id, page, _DOCUMENT_PX)
                yield Picture("", f"page {page + 1} of {document.pages}", scenario.name, png)


def _state(session: Session) -> str:
    match session.state:
        case Asking(problem=problem, field=name):
            return " ".join(part for part in ("asks", name, problem) if part)
        case Working(doing=doing, held_up=held_up):
            return f"{doing.value} {held_up.source}.{held_up.code}" if held_up else doing.value
        case Troubled(trouble=trouble):
            return f"{trouble.source}.{trouble.code}"
        case Parting():
            return "kept for later"


def _screen(stage: ScenarioStage, look: Look) -> bytes:
    shell = ShellWindow(stage, look.settings(), still=True)
    try:
        shell.show()
        _drawn(shell.window)
        held = QBuffer()
        held.open(QBuffer.OpenModeFlag.WriteOnly)
        shell.window.grabWindow().save(held, "PNG")  # type: ignore[call-overload]
        return bytes(held.data().data())
    finally:
        shell.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _drawn(window: QQuickWindow) -> None:
    """Wait until a frame was drawn: only then has everything its final place."""
    QGuiApplication.processEvents()
    frame = QEventLoop()
    window.frameSwapped.connect(frame.quit)
    QTimer.singleShot(_FRAME_MS, frame.quit)
    window.update()
    frame.exec()
    window.frameSwapped.disconnect(frame.quit)
