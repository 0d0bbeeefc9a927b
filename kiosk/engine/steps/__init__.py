"""What each kind of step does. One module a kind: `enter` begins it, `handle` answers one event.

A `handle` that does not know an event returns the session as it was.
"""
