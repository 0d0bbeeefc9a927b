from kiosk.central.accounts.roles import AUDITOR, CLERK

_SEE = ("drafts.view_draft",)
GRANTS: dict[str, tuple[str, ...]] = {CLERK: (*_SEE, "drafts.read_answers"), AUDITOR: _SEE}
