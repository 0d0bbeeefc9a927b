"""Releases reach the fleet ring by ring, halt by themselves, and return without any key."""
