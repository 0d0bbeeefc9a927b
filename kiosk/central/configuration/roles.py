from kiosk.central.accounts.roles import ADMINISTRATOR, AUDITOR, OPERATOR, PUBLISHER, TECHNICIAN

_SEE = ("configuration.view_value", "configuration.view_change", "configuration.view_report")
_CHANGE = (*_SEE, "configuration.change_value")
GRANTS: dict[str, tuple[str, ...]] = {
    PUBLISHER: _SEE,
    OPERATOR: _CHANGE,
    TECHNICIAN: _SEE,
    AUDITOR: _SEE,
    ADMINISTRATOR: _CHANGE,
}
