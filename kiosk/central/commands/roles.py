from kiosk.central.accounts.roles import ADMINISTRATOR, AUDITOR, OPERATOR, PUBLISHER, TECHNICIAN

_SEE = ("commands.view_command",)
_GIVE = (*_SEE, "commands.add_command")
GRANTS: dict[str, tuple[str, ...]] = {
    PUBLISHER: _SEE,
    OPERATOR: _GIVE,
    TECHNICIAN: _SEE,
    AUDITOR: _SEE,
    ADMINISTRATOR: _GIVE,
}
