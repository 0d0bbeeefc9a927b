"""Walks every path of a flow before a resident does, and holds each of them against what was promised (DESIGN §4)."""
