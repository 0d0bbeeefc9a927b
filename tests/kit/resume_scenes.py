"""What was entered is kept when trouble ends a session, and continued with a code."""

from collections.abc import Callable

from kiosk.engine.events import CallFailed, DraftKept, DraftRefused, KeptForLater
from kiosk.engine.trouble import DraftFault, PlatformFault, Trouble
from kiosk.protocol.personal import Personal
from kiosk.shell.shell_model import ShellModel
from kiosk.shell.stage import Continuing
from kit.packages import real_package
from kit.player import Player
from kit.stage import PlayedStage

CODE = "K7QM-2XWD-9FTB-0C4E-MN3P"


def _kept(stage: PlayedStage, *, sent: bool) -> None:
    player = stage.player = Player(real_package().flow).go_to("statement")
    player.post(CallFailed(player.session.ticket, PlatformFault.OFFLINE))
    player.post(KeptForLater())
    player.post(DraftKept(player.session.ticket, Personal(CODE), "2026-12-01", sent))


def parting(stage: PlayedStage) -> None:
    _kept(stage, sent=True)


def parting_offline(stage: PlayedStage) -> None:
    stage.online = False
    _kept(stage, sent=False)


def trouble_draft(stage: PlayedStage) -> None:
    stage.player = player = Player(real_package().flow, resuming=CODE)
    player.read_card()
    player.post(DraftRefused(player.session.ticket, DraftFault.OTHER_PERSON))


def _typed(typed: str) -> Callable[[ShellModel], None]:
    def then(shell: ShellModel) -> None:
        shell.enter()
        shell.view.resumeEarlier()
        for sign in typed:
            shell.view.press(sign)

    return then


def home_resume(_stage: PlayedStage) -> Callable[[ShellModel], None]:
    return _typed("K7QM2XWD9")


def home_resume_scanning(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.continuing = Continuing(scanning=True)
    return _typed("")


def home_resume_wrong(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.continuing = Continuing(trouble=Trouble("draft", "UNKNOWN"), scanning=True)
    return _typed(CODE.replace("-", ""))


RESUME_SCENES = (parting, parting_offline, trouble_draft, home_resume, home_resume_scanning, home_resume_wrong)
