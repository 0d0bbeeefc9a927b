"""The self-service government terminal and its central platform."""

__version__ = "0.1.0"

ENGINE_VERSION = 3
"""Raised when flows may use something that older terminals do not know; see `Flow.engine`."""
