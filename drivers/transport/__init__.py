"""Byte pipes to devices: serial, TCP, memory. One protocol, one error family, one way to name them."""

from drivers.transport.pipe import Pipe
from drivers.transport.url import open_pipe

__all__ = ["Pipe", "open_pipe"]
