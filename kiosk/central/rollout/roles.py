from kiosk.central.accounts.roles import ADMINISTRATOR, AUDITOR, OPERATOR, PUBLISHER

_SEE = ("rollout.view_release", "rollout.view_rollout", "rollout.view_releasereport")
GRANTS = {
    PUBLISHER: (*_SEE, "rollout.steer_rollout"),
    ADMINISTRATOR: (*_SEE, "rollout.steer_rollout"),
    OPERATOR: _SEE,
    AUDITOR: _SEE,
}
