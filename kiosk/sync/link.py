"""Whether the platform can be reached, for everybody who wants to know."""

import threading
from collections.abc import Callable

Listener = Callable[[bool], None]


class Link:
    """Offline until somebody says otherwise. Any thread may set, ask and subscribe."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._online = False
        self._listeners: list[Listener] = []

    @property
    def online(self) -> bool:
        return self._online

    def set(self, *, online: bool) -> None:
        """Say how it is; listeners hear of changes only, in order, on the calling thread."""
        with self._lock:
            if online == self._online:
                return
            self._online = online
            for listener in tuple(self._listeners):
                listener(online)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(online)` on each change; return a function that ends it. It must return at once."""
        with self._lock:
            self._listeners.append(listener)
        return lambda: self._forget(listener)

    def _forget(self, listener: Listener) -> None:
        with self._lock:
            if listener in self._listeners:
                self._listeners.remove(listener)
