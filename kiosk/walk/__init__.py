"""A finger that walks through a service on the terminal's own screen, and the evidence it leaves."""
