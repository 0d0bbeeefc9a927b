from kiosk.central.fleet import keys
from kiosk.central.jobs.job import Job

JOBS = (Job("fleet.nonces", 600.0, keys.forget_nonces),)
