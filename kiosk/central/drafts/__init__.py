"""What residents keep to continue later: sealed under codes that only they have, given out once, to the same person."""
