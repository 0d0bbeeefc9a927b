from kiosk.central.accounts.roles import ADMINISTRATOR, AUDITOR

_SEE = ("audit.view_auditevent",)
GRANTS: dict[str, tuple[str, ...]] = {AUDITOR: _SEE, ADMINISTRATOR: _SEE}
