"""Staff: Django's users and groups, three roles to begin with, and a trace of who came in."""
