"""The network between a fleet and its platform, with a plug that can be pulled.

What is simulated is the plug alone: requests, signatures, connections and their time-outs are the real client's. What
was under way when it was pulled has reached the platform, and its answer is lost: the case that sends things twice.
"""

import threading
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from drivers.cancel import Deadline
from kiosk.fleet_simulation.tally import Tally
from kiosk.sync.errors import PlatformError, PlatformOffline
from kiosk.sync.wire import MOST_BYTES, Wire

_TUF = "flow file"


class Cable:
    """All terminals hang on the one."""

    def __init__(self) -> None:
        self._cut = threading.Event()

    @property
    def whole(self) -> bool:
        return not self._cut.is_set()

    def cut(self) -> None:
        self._cut.set()

    def mend(self) -> None:
        self._cut.clear()


class CabledWire(Wire):
    """A terminal's wire through a cable; tells a tally what came of each exchange."""

    def __init__(self, cable: Cable, tally: Tally, *, connect_timeout_s: float) -> None:
        super().__init__(connect_timeout_s=connect_timeout_s)
        self._cable, self._tally = cable, tally
        self._failing: set[str] = set()

    def exchange(
        self, request: requests.PreparedRequest, deadline: Deadline, most_bytes: int = MOST_BYTES
    ) -> tuple[int, bytes]:
        name = urlsplit(request.url or "").path.rpartition("/")[2]
        retry, began = name in self._failing, time.perf_counter()
        try:
            self._need_cable()
            status, content = super().exchange(request, deadline, most_bytes)
            self._need_cable()
        except PlatformError as error:
            self._note_failure(name, type(error).__name__, retry=retry)
            raise
        if status != requests.codes.ok:
            self._note_failure(name, f"status {status}", retry=retry)
        else:
            self._failing.discard(name)
            self._tally.answered(name, time.perf_counter() - began, retry=retry)
        return status, content

    def _note_failure(self, name: str, error: str, *, retry: bool) -> None:
        self._failing.add(name)
        self._tally.failed(name, error, retry=retry)

    def _need_cable(self) -> None:
        if not self._cable.whole:
            self.close()  # the connections are gone: who comes back opens new ones
            raise PlatformOffline("the cable is cut")


class CabledAdapter(HTTPAdapter):
    """The same for the files of flows."""

    def __init__(self, cable: Cable, tally: Tally) -> None:
        super().__init__()
        self._cable, self._tally = cable, tally

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        began = time.perf_counter()
        try:
            if not self._cable.whole:
                self.close()
                raise requests.ConnectionError("the cable is cut")
            response = super().send(request, *args, **kwargs)
        except requests.RequestException as error:
            self._tally.failed(_TUF, type(error).__name__)
            raise
        self._tally.answered(_TUF, time.perf_counter() - began)
        return response
