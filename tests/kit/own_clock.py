"""How long a thread took by its own doing, on a machine that has other work as well."""

import time
from pathlib import Path

_QUEUED = Path("/proc/thread-self/schedstat")  # Linux, sched-stats: ns on a processor, ns waiting for one, turns
_NS_PER_S = 1e9


def own_clock() -> float:
    """Return seconds that stand still while this thread could go on and no processor is free for it.

    Two readings in one thread differ by what it computed and by what it waited for: devices, disks, the network.
    """
    return time.monotonic() - _waited_for_a_processor_s()


def _waited_for_a_processor_s() -> float:
    try:
        return int(_QUEUED.read_text("ascii").split()[1]) / _NS_PER_S
    except OSError:
        return 0.0  # a kernel that does not count it
