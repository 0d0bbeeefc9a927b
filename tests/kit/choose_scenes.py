"""A list to choose from, in the amounts that residents meet: nothing, a few, hundreds, and long names."""

from collections.abc import Callable
from pathlib import Path

import yaml

from kiosk.engine.events import CallDone, WentBack
from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal
from kiosk.shell.shell_model import ShellModel
from kit.chosen_deeds import LONG_ADDRESS, found
from kit.fields import FEATURES
from kit.player import Player, flow_from
from kit.stage import PlayedStage

_FLOW = flow_from(FEATURES / "choose.yaml")
_TEXTS = yaml.safe_load(Path(__file__).with_name("choose_texts.yaml").read_text(encoding="utf-8"))
_PACKAGE = FlowPackage(
    _FLOW, {language: {key: both[language] for key, both in _TEXTS.items()} for language in LANGUAGES}, {}
)


def _offer(stage: PlayedStage, count: int, *, firms: int = 1, address: str = "") -> None:
    stage.package, stage.player = _PACKAGE, Player(_FLOW)
    stage.player.submit(True)
    answer = Personal(found(count, firms=firms, address=address))
    stage.player.post(CallDone(stage.player.session.ticket, answer))


def _search(signs: str) -> Callable[[ShellModel], None]:
    def searching(shell: ShellModel) -> None:
        shell.view.switchSearch()
        for sign in signs:
            shell.view.press(sign)

    return searching


def choose(stage: PlayedStage) -> None:
    _offer(stage, 3)


def choose_one(stage: PlayedStage) -> None:
    _offer(stage, 1)


def choose_again(stage: PlayedStage) -> None:
    choose(stage)
    stage.player.submit(1)
    stage.player.post(WentBack())


def choose_none(stage: PlayedStage) -> None:
    _offer(stage, 0)


def choose_none_skip(stage: PlayedStage) -> None:
    _offer(stage, 1, firms=0)
    stage.player.submit(0)


def choose_many(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _offer(stage, 300)
    return lambda shell: shell.view.turn(1)


def choose_long(stage: PlayedStage) -> None:
    _offer(stage, 9, address=LONG_ADDRESS)


def choose_search(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _offer(stage, 300)
    return _search("JFDD12")


def choose_search_long(stage: PlayedStage) -> Callable[[ShellModel], None]:
    choose_long(stage)
    return _search("WH")


def choose_search_nothing(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _offer(stage, 300)
    return _search("XYZ")


CHOOSE_SCENES = (
    choose,
    choose_one,
    choose_again,
    choose_none,
    choose_none_skip,
    choose_many,
    choose_long,
    choose_search,
    choose_search_long,
    choose_search_nothing,
)
