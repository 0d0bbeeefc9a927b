"""Who may read reports: whoever runs the fleet, writes its services or answers for them."""

from kiosk.central.accounts.roles import ADMINISTRATOR, AUDITOR, AUTHOR, OPERATOR, PUBLISHER, RATING_OFFICER

_READ = ("reports.view_use",)
GRANTS = dict.fromkeys((PUBLISHER, AUTHOR, OPERATOR, RATING_OFFICER, AUDITOR, ADMINISTRATOR), _READ)
