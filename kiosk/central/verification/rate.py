"""So many look-ups a minute from one address."""

import time

from django.core.cache import cache


def within_rate(address: str, per_minute: int) -> bool:
    """Count one look-up; False when this address has used up its minute."""
    key = f"verify:{address}:{int(time.time()) // 60}"
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key) <= per_minute
    except ValueError:  # evicted between the two lines
        return True
