"""`dataclasses.replace` at a quarter of its cost: an event replaces the session several times, and a walk its world."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the same promise to the type checker
    from dataclasses import replace
else:
    _new, _set = object.__new__, object.__setattr__

    def replace(value: object, **changes: object) -> object:
        """Return a copy of a frozen dataclass, without slots and `__post_init__`, with `changes`.

        Raises:
            TypeError: it has no field of that name.
        """
        before = value.__dict__
        after, fields = _new(type(value)), before | changes
        _set(after, "__dict__", fields)
        if len(fields) != len(before):
            raise TypeError(f"{type(value).__name__} has no {', '.join(sorted(changes.keys() - before.keys()))}")
        return after


__all__ = ["replace"]
