"""What nobody caught, in a thread or in a callback of Qt's: logged by its place and never by its message.

Python would write it to the standard error with its message, which may quote a resident, and into no log of the
terminal's.
"""

import contextlib
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType

_log = logging.getLogger(__name__)


@contextlib.contextmanager
def unhandled_logged() -> Iterator[None]:
    """Log what is caught nowhere in any thread, as long as this lasts."""
    before = sys.excepthook, threading.excepthook
    sys.excepthook = lambda kind, _error, trace: _tell(threading.current_thread(), kind, trace)
    threading.excepthook = lambda args: _tell(args.thread, args.exc_type, args.exc_traceback)
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before


def _tell(thread: threading.Thread | None, kind: type[BaseException], trace: TracebackType | None) -> None:
    name = thread.name if thread else "a thread"
    _log.critical("%s: nobody caught %s\n%s", name, kind.__name__, "".join(traceback.format_tb(trace)))
