"""The composition root of the terminal: the only package that knows everyone."""

from kiosk.app.cli import add_commands

__all__ = ["add_commands"]
