"""The engine: what a session is and how it moves. A pure function of session and event; no clock, disk, thread, Qt."""

from kiosk.engine.advance import advance, begin

__all__ = ["advance", "begin"]
