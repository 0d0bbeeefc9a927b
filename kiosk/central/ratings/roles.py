"""What each role may do with ratings and the redress of bad ones."""

from kiosk.central.accounts.roles import AUDITOR, CLERK, RATING_OFFICER

_LOOK = ("ratings.view_rating", "ratings.view_redress")
GRANTS = {
    RATING_OFFICER: (*_LOOK, "ratings.change_redress", "ratings.export_rating"),
    CLERK: (*_LOOK, "ratings.reply_redress"),
    AUDITOR: _LOOK,
}
