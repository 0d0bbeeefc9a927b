"""Django's PostgreSQL backend, with fewer questions whether a connection still lives; see `base`."""
