"""Every screen in the states that residents meet, each made by driving the real engine."""

from collections.abc import Callable

from drivers.faults import Fault, Role
from kiosk.engine.events import (
    CallFailed,
    CallRefused,
    DeviceFailed,
    DeviceHeldUp,
    DocumentLeftLying,
    Left,
    PaymentClosed,
    PaymentHeldUp,
    Timer,
    TimerFired,
    WentBack,
    WentOn,
)
from kiosk.engine.trouble import PlatformFault, Trouble
from kiosk.shell.shell_model import ShellModel
from kit.capture_scenes import CAPTURE_SCENES
from kit.choose_scenes import CHOOSE_SCENES
from kit.copies_scenes import COPIES_SCENES
from kit.face_scenes import FACE_SCENES
from kit.form_scenes import FORM_SCENES
from kit.identify_scenes import IDENTIFY_SCENES
from kit.joining_scenes import JOINING_SCENES
from kit.licence_scenes import LICENCE_SCENES
from kit.many_services import many_services
from kit.origin_scenes import ORIGIN_SCENES
from kit.packages import CERTIFICATE_FEE, ending_package, real_package
from kit.player import Player
from kit.resume_scenes import RESUME_SCENES
from kit.review_scenes import REVIEW_SCENES
from kit.send_scenes import SEND_SCENES
from kit.show_scenes import SHOW_SCENES
from kit.sign_scenes import SIGN_SCENES
from kit.stage import PlayedStage, demo_document
from kit.summary_scenes import SUMMARY_SCENES
from kit.values_scenes import VALUES_SCENES

Scene = Callable[[PlayedStage], Callable[[ShellModel], None] | None]
"""Prepares the stage; may return what is then done to the shell."""


def _at(step_id: str) -> Player:
    return Player(real_package().flow).go_to(step_id)


def _troubled(role: Role, fault: Fault, step_id: str) -> Player:
    player = _at(step_id)
    player.post(DeviceFailed(player.session.ticket, role, fault))
    return player


def attract_many(stage: PlayedStage) -> None:
    """More services than its foot has lines for."""
    stage.cards = many_services()


def attract(_stage: PlayedStage) -> None:
    pass


def home(_stage: PlayedStage) -> Callable[[ShellModel], None]:
    return ShellModel.enter


def home_offline(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.online = False
    stage.hindrance = Trouble("platform", "OFFLINE")
    return ShellModel.enter


def home_themes(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.cards = many_services()
    return ShellModel.enter


def home_theme(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.cards = many_services()

    def then(shell: ShellModel) -> None:
        shell.enter()
        shell.view.openTheme("social_security")

    return then


def _typing(letters: str) -> Callable[[ShellModel], None]:
    def then(shell: ShellModel) -> None:
        shell.enter()
        shell.view.search()
        for letter in letters:
            shell.view.press(letter)

    return then


def home_search(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.cards = many_services()
    return _typing("BX")


def home_search_none(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.cards = many_services()
    return _typing("QQ")


def out_of_service(stage: PlayedStage) -> None:
    stage.out_of_service = Trouble("terminal", "OUT_OF_SERVICE")


def broken_off(stage: PlayedStage) -> None:
    stage.out_of_service = Trouble("terminal", "BROKEN_OFF")


def notice(stage: PlayedStage) -> None:
    stage.player = _at("notice")


def notice_help(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.player = _at("notice")
    return ShellModel.help


def notice_leave(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.player = _at("notice")
    return ShellModel.leave


def notice_idle(stage: PlayedStage) -> None:
    stage.player = _at("notice")
    stage.player.post(TimerFired(Timer.IDLE))


def identify(stage: PlayedStage) -> None:
    stage.player = _at("card")


def identify_no_card(stage: PlayedStage) -> None:
    stage.player = _troubled(Role.ID_CARD, Fault.NO_CARD, "card")


def identify_offline(stage: PlayedStage) -> None:
    stage.player = _troubled(Role.ID_CARD, Fault.OFFLINE, "card")


def form(stage: PlayedStage) -> None:
    stage.player = _at("period")


def form_custom(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.player = _at("period")
    return lambda shell: shell.view.input.showCustom(True)


def form_problem(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.player = _at("period")
    stage.player.submit({"preset": "custom", "first": "2026-03", "last": "2026-01"})
    return lambda shell: shell.view.input.showCustom(True)


def call(stage: PlayedStage) -> None:
    stage.player = _at("statement")


def call_refused(stage: PlayedStage) -> None:
    stage.player = _at("statement")
    stage.player.post(CallRefused(stage.player.session.ticket, "no_account"))


def call_offline(stage: PlayedStage) -> None:
    stage.player = _at("statement")
    stage.player.post(CallFailed(stage.player.session.ticket, PlatformFault.OFFLINE))


def call_ended(stage: PlayedStage) -> None:
    """The flow itself says what is to be done when the department cannot be asked."""
    stage.package = ending_package()
    stage.player = Player(stage.package.flow).go_to("statement")
    stage.player.post(CallFailed(stage.player.session.ticket, PlatformFault.DEPARTMENT_DOWN))


def review(stage: PlayedStage) -> None:
    stage.player = _at("preview")
    stage.player.compose(stage.document.pages)


def review_overlooked(stage: PlayedStage) -> None:
    """Somebody stands close behind the resident."""
    review(stage)
    stage.overlooked = True


def review_pages(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.document = demo_document(36)
    stage.player = _at("preview")
    stage.player.compose(stage.document.pages)
    return lambda shell: shell.view.turn(1)


def review_zoomed(stage: PlayedStage) -> Callable[[ShellModel], None]:
    review(stage)
    return lambda shell: shell.view.zoom()


def _at_fee(stage: PlayedStage) -> Player:
    stage.package = real_package(CERTIFICATE_FEE)
    stage.player = Player(stage.package.flow).go_to("fee")
    return stage.player


def pay_ordering(stage: PlayedStage) -> None:
    _at_fee(stage)


def pay(stage: PlayedStage) -> None:
    _at_fee(stage).offer_payment()


def pay_contrast(stage: PlayedStage) -> Callable[[ShellModel], None]:
    pay(stage)
    return ShellModel.switchContrast


def pay_held_up(stage: PlayedStage) -> None:
    player = _at_fee(stage)
    player.offer_payment()
    player.post(PaymentHeldUp(player.session.ticket, PlatformFault.OFFLINE))


def pay_closing(stage: PlayedStage) -> None:
    player = _at_fee(stage)
    player.offer_payment()
    player.post(WentBack())


def pay_expired(stage: PlayedStage) -> None:
    player = _at_fee(stage)
    player.offer_payment()
    player.post(PaymentClosed(player.session.ticket))


def pay_unknown(stage: PlayedStage) -> None:
    player = _at_fee(stage)
    player.offer_payment()
    player.post(CallFailed(player.session.ticket, PlatformFault.OFFLINE))


def pay_doubtful_paper(stage: PlayedStage) -> None:
    player = _at_fee(stage).go_to("paper")
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL))


def issue(stage: PlayedStage) -> None:
    stage.player = _at("paper")


def issue_held_up(stage: PlayedStage) -> None:
    stage.player = _at("paper")
    ticket = stage.player.session.ticket
    stage.player.post(DeviceHeldUp(ticket, Role.DOCUMENT_PRINTER, Fault.PAPER_OUT))


def issue_receipt(stage: PlayedStage) -> None:
    stage.player = _at("paper")
    stage.player.print_document()


def issue_doubtful(stage: PlayedStage) -> None:
    stage.player = _troubled(Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL, "paper")


def issue_no_receipt(stage: PlayedStage) -> None:
    stage.player = _at("paper")
    stage.player.print_document()
    stage.player.post(DeviceFailed(stage.player.session.ticket, Role.RECEIPT_PRINTER, Fault.PAPER_OUT))


def issue_stopping(stage: PlayedStage) -> None:
    issue_held_up(stage)
    stage.player.post(Left())


def rate(stage: PlayedStage) -> None:
    stage.player = _at("rating")


def rate_bad(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.player = _at("rating")

    def choose(shell: ShellModel) -> None:
        shell.view.choose(1)
        shell.view.toggleReason(115)

    return choose


def end(stage: PlayedStage) -> None:
    stage.player = _at("done")


def end_left_lying(stage: PlayedStage) -> None:
    end(stage)
    stage.player.post(DocumentLeftLying(stage.player.session.ticket))


def end_no_receipt(stage: PlayedStage) -> None:
    issue_no_receipt(stage)
    stage.player.post(WentOn())
    stage.player.submit(None)


SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        attract,
        attract_many,
        home,
        home_offline,
        home_themes,
        home_theme,
        home_search,
        home_search_none,
        out_of_service,
        broken_off,
        notice,
        notice_help,
        notice_leave,
        notice_idle,
        identify,
        identify_no_card,
        identify_offline,
        *IDENTIFY_SCENES,
        form,
        form_custom,
        form_problem,
        *FACE_SCENES,
        *FORM_SCENES,
        *CAPTURE_SCENES,
        *CHOOSE_SCENES,
        call,
        call_refused,
        call_offline,
        call_ended,
        *ORIGIN_SCENES,
        *SHOW_SCENES,
        *VALUES_SCENES,
        *SIGN_SCENES,
        *RESUME_SCENES,
        *JOINING_SCENES,
        *LICENCE_SCENES,
        *SEND_SCENES,
        *COPIES_SCENES,
        *SUMMARY_SCENES,
        review,
        review_overlooked,
        review_pages,
        review_zoomed,
        *REVIEW_SCENES,
        pay_ordering,
        pay,
        pay_contrast,
        pay_held_up,
        pay_closing,
        pay_expired,
        pay_unknown,
        pay_doubtful_paper,
        issue,
        issue_held_up,
        issue_receipt,
        issue_stopping,
        issue_doubtful,
        issue_no_receipt,
        rate,
        rate_bad,
        end,
        end_left_lying,
        end_no_receipt,
    )
}
