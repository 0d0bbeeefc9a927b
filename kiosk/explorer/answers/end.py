"""end: "I have my papers"."""

ANSWERS = (True,)
