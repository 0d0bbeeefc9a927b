"""Who hands flows in, and who signs them."""

from kiosk.central.accounts.roles import ADMINISTRATOR, AUDITOR, AUTHOR, PUBLISHER

_SEE = ("publishing.view_submission", "publishing.view_proposal", "fleet.view_terminal")
_OWN_TOKENS = ("publishing.view_apitoken", "publishing.add_apitoken")
GRANTS = {
    AUTHOR: (*_SEE, *_OWN_TOKENS, "publishing.add_submission"),
    PUBLISHER: (*_SEE, *_OWN_TOKENS, "publishing.sign_submission"),
    AUDITOR: _SEE,
    ADMINISTRATOR: (*_SEE, *_OWN_TOKENS),
}
