"""A joint service: before its parts, in one that is in trouble, and what came of them in every mixture."""

from drivers.faults import Fault, Role
from kiosk.engine.events import CallRefused, DeviceFailed, PartSkipped, WentOn
from kit.packages import JOINT, real_package
from kit.player import Player
from kit.stage import PlayedStage


def joint_player(stage: PlayedStage) -> Player:
    """Return a session of the joint service at its first step, on the stage."""
    stage.package = real_package(JOINT)
    stage.player = Player(stage.package.flow)
    return stage.player


def to_the_parts(player: Player) -> Player:
    """Take all that is done once: the plan, the notice, the card, the form, the look through its answers."""
    for _ in range(2):
        player.submit(True)
    player.read_card()
    player.submit({"fund_period": {"preset": "last_year"}})
    player.submit({"pension_wish_phone": None})
    player.submit(True)
    return player


def print_part(player: Player) -> None:
    """Take the present part from its call to its paper."""
    while player.session.flow.step(player.session.step_id).kind != "review":
        _HAPPY[player.session.flow.step(player.session.step_id).kind](player)
    player.compose()
    player.submit(True)
    player.print_document()


_HAPPY = {"call": Player.answer_call, "show": lambda player: player.submit(True)}


def give_up(player: Player, code: str) -> None:
    """The department refuses the present part; the resident goes on with the next."""
    player.post(CallRefused(player.session.ticket, code))
    player.post(PartSkipped())


def summary(stage: PlayedStage) -> None:
    joint_player(stage)


def summary_part_in_trouble(stage: PlayedStage) -> None:
    player = to_the_parts(joint_player(stage))
    print_part(player)
    player.post(CallRefused(player.session.ticket, "no_account"))


def summary_printer_in_trouble(stage: PlayedStage) -> None:
    player = to_the_parts(joint_player(stage))
    player.answer_call()
    player.compose()
    player.submit(True)
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_PRINTER, Fault.COVER_OPEN))


def summary_part_under_way(stage: PlayedStage) -> None:
    print_part(to_the_parts(joint_player(stage)))


def summary_receipt(stage: PlayedStage) -> None:
    player = to_the_parts(joint_player(stage))
    for _ in range(3):
        print_part(player)


def summary_all_done(stage: PlayedStage) -> None:
    summary_receipt(stage)
    assert stage.player is not None
    stage.player.print_receipt()


def summary_some_done(stage: PlayedStage) -> None:
    player = to_the_parts(joint_player(stage))
    print_part(player)
    give_up(player, "no_account")
    print_part(player)
    player.print_receipt()


def summary_none_done(stage: PlayedStage) -> None:
    player = to_the_parts(joint_player(stage))
    for code in ("no_account", "receiving", "unknown_person"):
        give_up(player, code)


def summary_without_receipt(stage: PlayedStage) -> None:
    summary_receipt(stage)
    player = stage.player
    assert player is not None
    player.post(DeviceFailed(player.session.ticket, Role.RECEIPT_PRINTER, Fault.PAPER_OUT))
    player.post(WentOn())


SUMMARY_SCENES = (
    summary,
    summary_part_in_trouble,
    summary_printer_in_trouble,
    summary_part_under_way,
    summary_receipt,
    summary_all_done,
    summary_some_done,
    summary_none_done,
    summary_without_receipt,
)
