"""Counts for how long terminals and their devices could not be used on a day: from alarms, in the database.

Alarms that overlap are one outage: of each, in the order of their beginnings, only what reaches beyond all before it
counts.
"""

from datetime import date, datetime

from django.db import transaction

from drivers.faults import Role
from kiosk.central.alarms.models import OWN
from kiosk.central.alarms.severity import Severity
from kiosk.central.alarms.watching import TERMINAL_OFFLINE
from kiosk.central.reports.days import bounds
from kiosk.central.reports.dialect import dialect, execute, moment
from kiosk.central.reports.models import Outage

_ROLES = tuple(role.value for role in Role)


@transaction.atomic
def count_outages(day: date, now: datetime) -> None:
    """Count the outages of a day, of today until now. A warning leaves a device usable."""
    Outage.objects.filter(day=day).delete()
    said, (begin, end) = dialect(), bounds(day)
    end = min(end, now)
    starts = f"{said.greatest}({said.epoch_s.format('a.raised_at')}, %s)"
    ends = f"{said.least}(COALESCE({said.epoch_s.format('a.cleared_at')}, %s), %s)"
    beyond = f"{said.greatest}(0, ends - {said.greatest}(starts, COALESCE(reached, starts)))"
    statement = f"""
    WITH said AS (
        SELECT a.terminal_id, CASE WHEN a.source = %s THEN '' ELSE a.source END AS role,
            {starts} AS starts, {ends} AS ends
        FROM alarms_alarm a
        WHERE a.terminal_id IS NOT NULL AND a.raised_at < %s AND (a.cleared_at IS NULL OR a.cleared_at > %s)
            AND ((a.source = %s AND a.code = %s)
                OR (a.severity >= %s AND a.source IN ({", ".join(["%s"] * len(_ROLES))})))
    ), spans AS (
        SELECT terminal_id, role, starts, ends FROM said
        UNION ALL
        SELECT off.terminal_id, device.role, off.starts, off.ends
        FROM said off JOIN (SELECT DISTINCT terminal_id, role FROM said WHERE role <> '') device
            ON device.terminal_id = off.terminal_id
        WHERE off.role = ''
    ), ordered AS (
        SELECT terminal_id, role, starts, ends, MAX(ends) OVER (
            PARTITION BY terminal_id, role ORDER BY starts, ends ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS reached
        FROM spans
    ), lost AS (
        SELECT terminal_id, role, SUM({beyond}) AS seconds FROM ordered GROUP BY terminal_id, role
    )
    INSERT INTO reports_outage (day, terminal_id, role, seconds)
    SELECT %s, lost.terminal_id, lost.role, CAST(ROUND(lost.seconds - COALESCE(off.seconds, 0)) AS bigint)
    FROM lost LEFT JOIN lost off ON off.terminal_id = lost.terminal_id AND off.role = '' AND lost.role <> ''
    WHERE ROUND(lost.seconds - COALESCE(off.seconds, 0)) > 0"""  # noqa: S608 - names and numbers of our own
    until_s = end.timestamp()
    clipped = (OWN, begin.timestamp(), until_s, until_s)
    chosen = (moment(end), moment(begin), OWN, TERMINAL_OFFLINE, Severity.MINOR.value, *_ROLES)
    execute(statement, *clipped, *chosen, day)
