from kiosk.central.accounts.roles import AUDITOR, CLERK

_SEE = ("payments.view_order",)
GRANTS: dict[str, tuple[str, ...]] = {CLERK: (*_SEE, "payments.change_order"), AUDITOR: _SEE}
