"""Staff: Django's users and groups with the roles of the platform, what each is responsible for, and who came in."""
