"""Commands to terminals: given with a reason and a deadline, carried out at most once, answered through the outbox."""
