"""Who did what, when, to what: written by the service layer on purpose, never changed afterwards."""
