"""A machine that is no terminal yet: the code, and what becomes of it."""

from collections.abc import Callable

from kiosk.shell.shell_model import ShellModel
from kiosk.shell.stage import Joining
from kit.stage import PlayedStage

KEY = "7QK2-MZXB-LW3D-5YAF"
THERE, ELSEWHERE = "武昌区 中南路街道 示范街道政务服务大厅", "汉阳区 建桥街道 样例社区便民服务站"
TYPED = "K7QM-2XWD-9F"


def joining(stage: PlayedStage) -> Callable[[ShellModel], None]:
    stage.joining = Joining(KEY, scanning=True)
    return _typed


def joining_refused(stage: PlayedStage) -> None:
    stage.joining = Joining(KEY, trouble="refused", scanning=True)


def joining_unreachable(stage: PlayedStage) -> None:
    stage.joining = Joining(KEY, trouble="unreachable")


def joining_waits(stage: PlayedStage) -> None:
    stage.joining = Joining(KEY, terminal_id="WH0578", place=THERE)


def joining_replaces(stage: PlayedStage) -> None:
    stage.joining = Joining(KEY, terminal_id="WH0012", place=ELSEWHERE, replaces=True)


def _typed(model: ShellModel) -> None:
    for sign in TYPED.replace("-", ""):
        model.view.press(sign)


JOINING_SCENES = (joining, joining_refused, joining_unreachable, joining_waits, joining_replaces)
