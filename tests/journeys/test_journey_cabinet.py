"""The cabinet around a resident: lights that lead, papers that stay, mains that go, a door that somebody opens."""

import pytest
import yaml
from kit.glass import Glass
from kit.journey import TILE, offered, take_everything, to_card, to_home, to_review
from kit.town import Town

from drivers.faults import Fault, Role
from drivers.lights import Flash, Light
from kiosk.demo.program import HOUSE
from kiosk.desk.client import DeskClient

pytestmark = pytest.mark.journey
WORDS = {role: yaml.safe_load((HOUSE / f"assets/texts/faults/{role}.zh.yaml").read_text("utf-8")) for role in Role}
_REMINDED_WITHIN_S = 60.0
_FORGOTTEN_WITHIN_S = 60.0


def lit(desk: DeskClient) -> dict[Light, Flash]:
    return {light: flash for light, flash in desk.state().cabinet.lights.items() if flash is not Flash.OFF}


def to_end(glass: Glass, desk: DeskClient) -> None:
    """Print, rate, and leave everything where it came out."""
    to_review(glass, desk)
    glass.touch("print")
    glass.see("rate")
    glass.touch("rate_5", "submit_rating")
    glass.see("end")


def test_the_lights_lead_the_hand(glass: Glass, desk: DeskClient) -> None:
    to_card(glass)
    glass.until(lambda: lit(desk).get(Light.CARD_READER) is Flash.MEDIUM, "the light at the reader")
    desk.place(1)
    glass.see("form")
    glass.until(lambda: not lit(desk), "the lights to go out")
    glass.touch("preset_this_year")
    glass.see("review")
    glass.touch("print")
    glass.see("rate")
    glass.touch("rate_5", "submit_rating")
    glass.see("end")
    glass.until(lambda: Light.DOCUMENT_PRINTER in lit(desk), "the light at the printer's mouth")
    take_everything(desk)
    glass.touch("taken")
    glass.see("attract")
    glass.until(lambda: not lit(desk), "the lights to go out")


def test_papers_that_stay_are_announced_and_taking_them_is_noticed(glass: Glass, desk: DeskClient) -> None:
    to_end(glass, desk)
    glass.until(lambda: glass.terminal.conductor.session.left_lying, "the reminder", _REMINDED_WITHIN_S)
    assert "还在出纸口" in glass.words
    take_everything(desk)
    glass.until(lambda: glass.terminal.conductor.session.taken, "the sensor to see that they are gone")
    assert "还在出纸口" not in glass.words
    glass.touch("taken")
    glass.see("attract")


def test_forgotten_papers_are_reported_and_nobody_prints_on_top_of_them(
    glass: Glass, desk: DeskClient, town: Town
) -> None:
    to_end(glass, desk)
    glass.touch("taken")  # says the resident, and goes without them
    glass.see("attract")
    desk.lift()
    glass.until(
        lambda: Fault.NOT_TAKEN in glass.terminal.hands.statuses()[Role.DOCUMENT_PRINTER].faults,
        "the sheets to count as forgotten",
        _FORGOTTEN_WITHIN_S,
    )
    glass.wake()
    glass.until(lambda: WORDS[Role.DOCUMENT_PRINTER][Fault.NOT_TAKEN]["title"] in glass.words, "the reason to be told")
    assert not glass.enabled(TILE)
    glass.until(lambda: Fault.NOT_TAKEN in town.central.open_alarms(), "central to know")
    take_everything(desk)
    to_home(glass)
    glass.until(lambda: Fault.NOT_TAKEN not in town.central.open_alarms(), "central to know that they are gone")


@pytest.mark.parametrize(
    ("role", "fault"),
    [(Role.UPS, Fault.ON_BATTERY), (Role.CABINET, Fault.DOOR_OPEN), (Role.CABINET, Fault.TOO_HOT)],
)
def test_what_ails_cabinet_or_mains_stops_the_terminal_until_it_is_over(
    glass: Glass, desk: DeskClient, town: Town, role: Role, fault: Fault
) -> None:
    to_home(glass)
    desk.set_fault(role, fault)
    glass.see("out_of_service")
    assert WORDS[role][fault]["title"] in glass.words
    glass.until(lambda: fault in town.central.open_alarms(), "central to know")
    desk.mend(role)
    glass.until(lambda: offered(glass), "the service to be offered")
    glass.until(lambda: fault not in town.central.open_alarms(), "central to know that it is over")


def test_whoever_is_at_it_when_the_door_opens_may_finish(glass: Glass, desk: DeskClient) -> None:
    to_end(glass, desk)
    desk.set_fault(Role.CABINET, Fault.DOOR_OPEN)
    glass.until(lambda: not glass.terminal.hands.statuses()[Role.CABINET].ready, "the door to be noticed")
    assert glass.here.screen == "end"
    take_everything(desk)
    glass.touch("taken")
    glass.see("out_of_service")
    desk.mend(Role.CABINET)
    glass.until(lambda: offered(glass), "the service to be offered")
