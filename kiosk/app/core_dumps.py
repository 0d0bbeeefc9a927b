"""No core dump of this process or of a child: what a resident told must not reach a disk because something crashed."""

import ctypes
import logging
import resource

_PR_SET_DUMPABLE = 4
_REFUSED = 1
"""Of RLIMIT_CORE. 0 forbids files only: a program that takes dumps by a pipe, as systemd-coredump does, gets them all
the same. At 1 byte the kernel refuses the pipe, too, and no file is that small (fs/coredump.c, do_coredump)."""
_log = logging.getLogger(__name__)


def forbid_core_dumps() -> None:
    """Forbid them for good: the hard limit is inherited, and a user's other processes cannot read this one's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (_REFUSED, _REFUSED))
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        _log.error("the kernel leaves this process dumpable: errno %d", ctypes.get_errno())
