"""Papers under the camera, on real screens, against central and a department: two pages, faults, the end.

Real device threads, the desk's camera over its wire, the real driver and its processes.
"""

from pathlib import Path

import pytest
from kit.glass import Glass
from kit.town import Town

from drivers.faults import Fault, Role
from kiosk.desk.client import DeskClient
from kiosk.desk.state import MatScene

pytestmark = pytest.mark.journey

TILE = "service_real_estate_papers_handed_in"
_TAKEN_S = 60.0


@pytest.fixture(scope="module")
def flows() -> Path:
    return Path(__file__).parent / "papers"


def lay(desk: DeskClient, scene: MatScene) -> None:
    desk.act(Role.DOCUMENT_CAMERA, "see", scene=scene)


def to_camera(glass: Glass, desk: DeskClient) -> str:
    lay(desk, MatScene.EMPTY)
    glass.wake()
    glass.until(lambda: glass.enabled(TILE), "the service to be offered", 40)
    glass.touch(TILE, "consent")
    glass.see("capture", doing="taking_page")
    return glass.transaction_id


def taken(glass: Glass) -> None:
    glass.until(lambda: glass.enabled("use"), "the page to be taken", _TAKEN_S)


def live(glass: Glass) -> bool:
    return glass.terminal.hands.sight(Role.DOCUMENT_CAMERA) is not None


def test_two_pages_reach_the_department_and_stay_nowhere(glass: Glass, desk: DeskClient, town: Town) -> None:
    transaction = to_camera(glass, desk)
    glass.until(lambda: live(glass), "the mat to be shown", 30)
    glass.longest_s = 0.0
    lay(desk, MatScene.STRAIGHT)
    taken(glass)
    assert glass.longest_s < 0.5, "no camera works on the Qt thread"
    glass.touch("more")
    glass.see("capture", doing="taking_page")
    lay(desk, MatScene.EMPTY)
    glass.until(lambda: live(glass), "the mat to be shown", 30)
    lay(desk, MatScene.ASKEW)
    taken(glass)
    glass.touch("use")
    glass.see("show", timeout_s=40)
    assert "CL" in glass.words
    assert town.central.row("SELECT operation, status FROM gateway_call ORDER BY id DESC LIMIT 1") == (
        "registry.papers",
        "done",
    )
    glass.touch("show_on")
    glass.see("end")
    lay(desk, MatScene.EMPTY)
    glass.until(lambda: not glass.terminal.conductor.session.sheet_on_mat, "the sheet to be missed from the mat", 30)
    glass.touch("taken")
    glass.see("attract")
    assert not live(glass)
    query = "SELECT outcome FROM intake_transaction WHERE transaction_id = ?"
    glass.until(lambda: town.central.rows(query, transaction) == [("completed",)], "the books at central", 30)
    assert b"\xff\xd8\xff" not in (town.state / "ledger.sqlite").read_bytes()


def test_what_is_wrong_is_said_and_mended(glass: Glass, desk: DeskClient) -> None:
    to_camera(glass, desk)
    lay(desk, MatScene.GLARE)
    glass.see("capture", doing="taking_page", trouble=Fault.IMAGE_GLARE, timeout_s=30)
    lay(desk, MatScene.BLURRED)
    glass.see("capture", doing="taking_page", trouble=Fault.IMAGE_BLURRED, timeout_s=30)
    lay(desk, MatScene.STRAIGHT)
    taken(glass)
    glass.touch("again")
    glass.see("capture", doing="taking_page")
    desk.act(Role.DOCUMENT_CAMERA, "fault", fault=Fault.IMAGE_BLACK)
    glass.see("trouble", trouble=Fault.IMAGE_BLACK, timeout_s=40)
    desk.mend(Role.DOCUMENT_CAMERA)
    glass.touch("retry")
    taken(glass)
    lay(desk, MatScene.EMPTY)
    glass.touch("leave", "leave_confirm")
    glass.see("attract", timeout_s=20)


def test_a_sheet_that_is_left_behind_is_an_alarm(glass: Glass, desk: DeskClient, town: Town) -> None:
    query = "SELECT count(*) FROM alarms_alarm WHERE code = 'SHEET_FORGOTTEN'"
    assert town.central.row(query) == (0,)
    to_camera(glass, desk)
    lay(desk, MatScene.STRAIGHT)
    taken(glass)
    glass.touch("leave", "leave_confirm")
    glass.see("attract", timeout_s=20)
    glass.until(lambda: town.central.row(query) == (1,), "central to hear of the sheet", 40)
    lay(desk, MatScene.EMPTY)
