"""The ways of a resident through the statement service, on a terminal in this process."""

from drivers.faults import Role
from kiosk.desk.client import DeskClient
from kiosk.walk.script import item_name
from kit.glass import Glass
from kit.town import SERVICE

TILE, THEME = f"service_{item_name(SERVICE)}", "theme_housing"


def offered(glass: Glass) -> bool:
    """True once the home screen offers the service."""
    glass.wake()
    if not glass.enabled(TILE) and glass.enabled(THEME):  # of many services, the theme is chosen first
        glass.touch(THEME)
    return glass.enabled(TILE)


def to_home(glass: Glass) -> None:
    """Come to a terminal that offers the service."""
    to_tile(glass, TILE, THEME)


def to_tile(glass: Glass, tile: str, theme: str) -> None:
    """Come to a home screen that offers the service of that tile, by way of its theme where there are many."""
    glass.wake()
    glass.until(lambda: glass.enabled(tile) or glass.enabled(theme), "the service to be offered")
    if not glass.enabled(tile):
        glass.touch(theme)
    glass.until(lambda: glass.enabled(tile), "the service to be offered")


def to_card(glass: Glass) -> None:
    to_home(glass)
    glass.touch(TILE, "consent")
    glass.see("identify", doing="reading_card")


def to_period(glass: Glass, desk: DeskClient, person: int = 1) -> None:
    to_card(glass)
    desk.place(person)
    glass.see("form")


def to_review(glass: Glass, desk: DeskClient, person: int = 1) -> None:
    to_period(glass, desk, person)
    glass.touch("preset_this_year")
    glass.see("review")


def rate_and_go(glass: Glass, desk: DeskClient) -> None:
    """From the rating to the greeting of the next resident."""
    glass.touch("rate_5", "submit_rating")
    glass.see("end")
    take_everything(desk)
    glass.touch("taken")
    glass.see("attract")


def take_everything(desk: DeskClient) -> None:
    """Take the card from the reader and the papers out of their mouths."""
    desk.lift()
    desk.take(Role.DOCUMENT_PRINTER)
    desk.take(Role.RECEIPT_PRINTER)


def leave(glass: Glass, desk: DeskClient) -> None:
    """Break off, whatever is on the glass."""
    glass.touch("leave", "leave_confirm")
    take_everything(desk)
    glass.see("attract")
