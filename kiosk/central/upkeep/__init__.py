"""Keeping the platform well: checks of its set-up, backup and restore, and what is deleted when."""
