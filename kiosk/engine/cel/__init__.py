"""CEL read by ourselves: a tree with places, and the type of every part of it.

The package `cel` evaluates expressions but shows neither. What is accepted here it accepts, too; what it evaluates is
held to the types given here (`tests/engine/cel`).
"""

from kiosk.engine.cel.checker import Checked, check
from kiosk.engine.cel.parser import parse
from kiosk.engine.cel.syntax import Flaw, FlawError

__all__ = ["Checked", "Flaw", "FlawError", "check", "parse"]
