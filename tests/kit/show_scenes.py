"""What a department found, in the amounts that residents meet: nothing, one row, hundreds, and long names."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from kiosk.engine.events import CallDone
from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal
from kiosk.shell.shell_model import ShellModel
from kit.player import Player, flow_from
from kit.shown_case import LONG_FIRM, case, rows
from kit.stage import PlayedStage

_FLOW = flow_from(Path(__file__).parents[1] / "engine" / "features" / "show.yaml")
_TEXTS = yaml.safe_load(Path(__file__).with_name("show_texts.yaml").read_text(encoding="utf-8"))
_PACKAGE = FlowPackage(
    _FLOW, {language: {key: both[language] for key, both in _TEXTS.items()} for language in LANGUAGES}, {}
)


def _find(stage: PlayedStage, count: int, /, **changes: Any) -> None:
    stage.package, stage.player = _PACKAGE, Player(_FLOW)
    stage.player.post(CallDone(stage.player.session.ticket, Personal(case(count, **changes))))


def show(stage: PlayedStage) -> None:
    _find(stage, 4)


def show_empty(stage: PlayedStage) -> None:
    _find(stage, 0, unit=None)


def show_one(stage: PlayedStage) -> None:
    _find(stage, 1)


def show_many(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _find(stage, 300)
    return lambda shell: shell.view.turn(1)


def show_last(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _find(stage, 300, total="3330000.00")
    return lambda shell: shell.view.turn(400)


def show_long(stage: PlayedStage) -> None:
    most = "9999999999.99"
    long = [{**row, "by_firm": most} for row in rows(9, LONG_FIRM)]
    _find(stage, 9, unit=LONG_FIRM, balance=most, total=most, rows=long)


def show_long_rows(stage: PlayedStage) -> Callable[[ShellModel], None]:
    show_long(stage)
    return lambda shell: shell.view.turn(1)


def show_timeline(stage: PlayedStage) -> None:
    _find(stage, 1)
    stage.player.submit(True)


def show_failed(stage: PlayedStage) -> None:
    _find(stage, 1, stage="suspended")
    stage.player.submit(True)


SHOW_SCENES = (show, show_empty, show_one, show_many, show_last, show_long, show_long_rows, show_timeline, show_failed)
