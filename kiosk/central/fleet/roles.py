"""Who sees the fleet, and who runs it."""

from kiosk.central.accounts.roles import (
    ADMINISTRATOR,
    AUDITOR,
    AUTHOR,
    CLERK,
    OPERATOR,
    PUBLISHER,
    RATING_OFFICER,
    TECHNICIAN,
)

_TERMINALS = ("fleet.view_terminal",)
_SEE = (*_TERMINALS, "fleet.view_district", "fleet.view_place", "fleet.view_laststate", "fleet.view_fleetevent")
_RUN = (
    *_SEE,
    "fleet.change_terminal",
    "fleet.add_place",
    "fleet.change_place",
    "fleet.view_enrolmentcode",
    "fleet.add_enrolmentcode",
)
GRANTS: dict[str, tuple[str, ...]] = {
    PUBLISHER: _SEE,
    AUTHOR: _TERMINALS,
    OPERATOR: _RUN,
    TECHNICIAN: _SEE,
    RATING_OFFICER: _TERMINALS,
    CLERK: _TERMINALS,
    AUDITOR: _SEE,
    ADMINISTRATOR: _RUN,
}
