"""Another city's service: what it is, what it asks, that the city does not answer."""

from kiosk.engine.events import CallFailed
from kiosk.engine.trouble import PlatformFault
from kit.packages import PENSION_PROOF, real_package
from kit.player import Player
from kit.stage import PlayedStage


def _elsewhere(stage: PlayedStage) -> Player:
    stage.package = real_package(PENSION_PROOF)
    stage.player = Player(stage.package.flow)
    return stage.player


def notice_elsewhere(stage: PlayedStage) -> None:
    _elsewhere(stage)


def form_elsewhere(stage: PlayedStage) -> None:
    _elsewhere(stage).go_to("wish")


def call_elsewhere(stage: PlayedStage) -> None:
    player = _elsewhere(stage).go_to("wish")
    player.submit({"purpose": "home"})
    player.submit({"phone": None})
    player.submit(True)


def call_elsewhere_silent(stage: PlayedStage) -> None:
    call_elsewhere(stage)
    stage.player.post(CallFailed(stage.player.session.ticket, PlatformFault.TIMEOUT))


ORIGIN_SCENES = (notice_elsewhere, form_elsewhere, call_elsewhere, call_elsewhere_silent)
