"""Several ways to identify: chosen from, one of them closed, each at work, and what may be wrong with it."""

from collections.abc import Callable

from drivers.faults import Fault, Role
from kiosk.engine.events import CodeScanned, CodeSent, DeviceFailed, NotIdentified, Timer, TimerFired
from kiosk.protocol.faults import IdentityFault
from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal
from kiosk.shell.shell_model import ShellModel
from kit.fields import FEATURES
from kit.player import CARD, Player, flow_from
from kit.stage import PlayedStage

_FLOW = flow_from(FEATURES / "identify_by.yaml")
_TEXTS = {
    "title": {"zh": "房屋档案查询证明", "en": "Housing archive proof"},
    "summary": {"zh": "查询您名下的住房档案", "en": "Homes in your name"},
    "department": {"zh": "示范市城建档案馆", "en": "Demonstration city archives"},
    "t": {"zh": "身份核验", "en": "Who you are"},
}
_PACKAGE = FlowPackage(
    _FLOW, {language: {key: both[language] for key, both in _TEXTS.items()} for language in LANGUAGES}, {}
)


def _choosing(stage: PlayedStage) -> Player:
    stage.package, stage.player = _PACKAGE, Player(_FLOW)
    return stage.player


def _on(stage: PlayedStage, way: str) -> Player:
    player = _choosing(stage)
    player.submit({"way": way})
    return player


def _sent(stage: PlayedStage) -> Player:
    player = _on(stage, "phone_code")
    player.submit({"number": CARD["number"]})
    player.post(CodeSent(player.session.ticket, "challenge", Personal("138****1234"), 60.0))
    return player


def identify_ways(stage: PlayedStage) -> None:
    _choosing(stage)


def identify_ways_closed(stage: PlayedStage) -> None:
    _choosing(stage)
    stage.ready_devices = frozenset({Role.ID_CARD, Role.CODE_SCANNER})


def identify_by_id_card(stage: PlayedStage) -> None:
    _on(stage, "id_card")


def identify_social_card(stage: PlayedStage) -> None:
    _on(stage, "social_card")


def identify_social_card_unreadable(stage: PlayedStage) -> None:
    player = _on(stage, "social_card")
    player.post(DeviceFailed(player.session.ticket, Role.SOCIAL_CARD, Fault.CARD_UNREADABLE))


def identify_e_credential(stage: PlayedStage) -> None:
    _on(stage, "e_credential")


def identify_e_credential_used(stage: PlayedStage) -> None:
    player = _on(stage, "e_credential")
    player.post(CodeScanned(player.session.ticket, Personal("a code")))
    player.post(NotIdentified(player.session.ticket, IdentityFault.USED))


def identify_number(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _on(stage, "phone_code")

    def type_some(shell: ShellModel) -> None:
        for sign in CARD["number"][:11]:
            shell.view.press(sign)

    return type_some


def identify_number_problem(stage: PlayedStage) -> None:
    _on(stage, "phone_code").submit({"number": "1"})


def identify_sending(stage: PlayedStage) -> None:
    _on(stage, "phone_code").submit({"number": CARD["number"]})


def identify_code(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _sent(stage)

    def type_some(shell: ShellModel) -> None:
        for sign in "482":
            shell.view.press(sign)

    return type_some


def identify_code_wrong(stage: PlayedStage) -> None:
    player = _sent(stage)
    player.post(TimerFired(Timer.STEP))
    player.submit({"code": "000000"})
    player.post(NotIdentified(player.session.ticket, IdentityFault.WRONG, 2))


def identify_too_many(stage: PlayedStage) -> None:
    player = _sent(stage)
    player.submit({"code": "000000"})
    player.post(NotIdentified(player.session.ticket, IdentityFault.TOO_MANY))


IDENTIFY_SCENES = (
    identify_ways,
    identify_ways_closed,
    identify_by_id_card,
    identify_social_card,
    identify_social_card_unreadable,
    identify_e_credential,
    identify_e_credential_used,
    identify_number,
    identify_number_problem,
    identify_sending,
    identify_code,
    identify_code_wrong,
    identify_too_many,
)
