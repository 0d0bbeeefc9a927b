"""`kiosk central simulate`: a fleet of real client code at a platform that is there for tests, and what came of it.

Here alone the simulated fleet and the platform's database meet: codes and approvals come from there, and what the
terminals reported is held against it in the end.
"""
