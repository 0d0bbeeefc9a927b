"""review: the pages are right; whoever finds them wrong goes back, so anything else must do nothing."""

ANSWERS = (True, False)
