"""Who sees what terminals reported, and who settles what is doubtful in it."""

from kiosk.central.accounts.roles import AUDITOR, CLERK, OPERATOR, RATING_OFFICER, TECHNICIAN

_SEE = ("intake.view_transaction", "intake.view_issue", "intake.view_payment")
_SETTLE = ("intake.view_issue", "intake.change_issue")
GRANTS: dict[str, tuple[str, ...]] = {
    OPERATOR: (*_SETTLE, "intake.view_deadletter", "intake.change_deadletter"),
    TECHNICIAN: _SETTLE,
    RATING_OFFICER: ("intake.view_transaction",),
    CLERK: _SEE,
    AUDITOR: (*_SEE, "intake.view_deadletter"),
}
