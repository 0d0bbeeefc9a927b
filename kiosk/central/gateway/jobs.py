from kiosk.central.gateway.rolling_up import roll_up
from kiosk.central.gateway.statistics import statistics
from kiosk.central.jobs.job import Job

JOBS = (Job("gateway.flush", 60.0, statistics.flush), Job("gateway.roll_up", 600.0, roll_up))
