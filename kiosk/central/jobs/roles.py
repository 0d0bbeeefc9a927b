from kiosk.central.accounts.roles import ADMINISTRATOR

GRANTS: dict[str, tuple[str, ...]] = {ADMINISTRATOR: ("jobs.view_lease",)}
