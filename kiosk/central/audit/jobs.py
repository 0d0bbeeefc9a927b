from kiosk.central.audit import chain, heads
from kiosk.central.jobs.job import Job

JOBS = (Job("audit.seal", 1.0, chain.seal_new), Job("audit.note-head", 600.0, heads.note_daily))
