"""summary: it was read, and anything that says nothing."""

ANSWERS = (True, False)
