"""Civil time of every terminal, document and department: one zone, no summer time."""

from datetime import timedelta, timezone

CHINA = timezone(timedelta(hours=8))
"""UTC+8 for the whole country. Dates on documents are dates in it."""
