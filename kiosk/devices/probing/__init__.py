"""Finds the devices of a machine: which wires there are, and by speaking on them, which driver fits where."""
