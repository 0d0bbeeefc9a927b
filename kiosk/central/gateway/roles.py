from kiosk.central.accounts.roles import ADMINISTRATOR, AUDITOR, CLERK, OPERATOR

_OPERATIONS, _CALLS = ("gateway.view_operationstate",), ("gateway.view_call",)
GRANTS: dict[str, tuple[str, ...]] = {
    OPERATOR: _OPERATIONS,
    AUDITOR: (*_OPERATIONS, *_CALLS),
    CLERK: (*_OPERATIONS, *_CALLS),
    ADMINISTRATOR: (*_OPERATIONS, "gateway.change_operationstate"),
}
