"""notice: consent, and anything that is none."""

ANSWERS = (True, False)
