"""send: in either language, not at all, and nonsense."""

from typing import Any

ANSWERS: tuple[Any, ...] = ("zh", "en", False, None)
