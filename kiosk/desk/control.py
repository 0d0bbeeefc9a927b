"""The desk's control connection: JSON over HTTP on the loopback interface, for commands, walks, tests and scripts.

| request | body | does |
|---|---|---|
| GET /state | | tells `DeskState` |
| GET /actions | | tells what can be done, by role: help and arguments |
| POST /<role>/<action> | {"argument": value} | does it: whatever is marked `@action` in the role's station |
| GET /document_printer/documents/N.pdf | | the N-th document as the printer received it |
| GET /receipt_printer/receipts/N.png | | the N-th receipt as the printer rendered it |
| GET /receipt_printer/receipts/N.bin | | the bytes that made it |

Each POST answers with the new state. What cannot be done is answered with 4xx and {"error": "…"}.
"""

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from drivers.errors import DeviceError
from drivers.faults import Role
from kiosk.desk.state import DeskError
from kiosk.desk.stations.all import STATIONS
from kiosk.desk.workbench import Workbench

_MOST_BODY_BYTES = 16384
_SOCKET_TIMEOUT_S = 10.0
_ROLES = "|".join(STATIONS)
_PRINTED = re.compile(r"(/(?:document_printer/documents|receipt_printer/receipts)/)([0-9]{1,6})(\.[a-z]+)")
_ACTION = re.compile(rf"/({_ROLES})/([a-z_]+)")


@dataclass(frozen=True)
class Reply:
    status: HTTPStatus
    content_type: str
    body: bytes


class _UnknownError(DeskError):
    """There is nothing under that address."""


def answer(bench: Workbench, method: str, path: str, body: bytes) -> Reply:
    """Carry one request out."""
    try:
        if method == "GET":
            return _told(bench, path)
        _act(bench, path, _arguments(body))
        return _state(bench)
    except _UnknownError as error:
        return _refusal(HTTPStatus.NOT_FOUND, error)
    except DeskError as error:
        return _refusal(HTTPStatus.BAD_REQUEST, error)
    except DeviceError as error:  # an emulator that does not come up again
        return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, DeskError(str(error)))


def _told(bench: Workbench, path: str) -> Reply:
    if path == "/state":
        return _state(bench)
    if path == "/actions":
        return Reply(HTTPStatus.OK, "application/json", json.dumps(_actions()).encode())
    printed: dict[str, tuple[Callable[[int], bytes], str]] = {
        "/document_printer/documents/N.pdf": (bench.stations.document_printer.document, "application/pdf"),
        "/receipt_printer/receipts/N.png": (bench.stations.receipt_printer.picture, "image/png"),
        "/receipt_printer/receipts/N.bin": (bench.stations.receipt_printer.data, "application/octet-stream"),
    }
    match = _PRINTED.fullmatch(path)
    form = f"{match[1]}N{match[3]}" if match else ""
    if match is None or form not in printed:
        raise _UnknownError(f"GET {path}: there is /state, /actions, {', '.join(printed)}")
    find, content_type = printed[form]
    try:
        return Reply(HTTPStatus.OK, content_type, find(int(match[2])))
    except DeskError as error:
        raise _UnknownError(str(error)) from None


def _act(bench: Workbench, path: str, given: Mapping[str, Any]) -> None:
    match = _ACTION.fullmatch(path)
    if match is None:
        raise _UnknownError(f"POST {path}: write /<role>/<action>; the roles are {', '.join(STATIONS)}")
    role, action = Role(match[1]), match[2]
    known = STATIONS[role].actions
    if action not in known:
        raise _UnknownError(f"{role} knows no {action!r}; it knows {', '.join(known)}")
    bench.act(role, action, given)


def _actions() -> dict[str, Any]:
    return {
        role: {
            name: {"does": action.does, "takes": [argument.form for argument in action.takes]}
            for name, action in station.actions.items()
        }
        for role, station in STATIONS.items()
    }


def _arguments(body: bytes) -> Mapping[str, Any]:
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        raise DeskError("the body is not JSON") from None
    if not isinstance(given, dict):
        raise DeskError("the body must be a JSON object")
    return given


def _state(bench: Workbench) -> Reply:
    return Reply(HTTPStatus.OK, "application/json", bench.state.model_dump_json().encode())


def _refusal(status: HTTPStatus, error: DeskError) -> Reply:
    return Reply(status, "application/json", json.dumps({"error": str(error)}).encode())


class Control:
    """Serves the control connection on 127.0.0.1 in threads of its own."""

    def __init__(self, bench: Workbench, *, port: int = 0) -> None:
        """Listen at once. Port 0 picks a free one.

        Raises:
            OSError: the port is taken.
        """
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(bench))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="desk control", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        if self._thread.is_alive():  # `shutdown` waits for ever when nobody serves
            self._server.shutdown()
            self._thread.join(timeout_s)
        self._server.server_close()


def _handler(bench: Workbench) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _SOCKET_TIMEOUT_S

        def do_GET(self) -> None:
            self._reply(answer(bench, "GET", self.path, b"") if self._is_local() else _NOT_LOCAL)

        def do_POST(self) -> None:
            told = self.headers.get("Content-Length") or "0"
            size = int(told) if told.isdecimal() else _MOST_BODY_BYTES + 1
            if size > _MOST_BODY_BYTES:
                self._reply(_refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, DeskError("the body is too long")))
                return
            body = self.rfile.read(size)
            self._reply(answer(bench, "POST", self.path, body) if self._is_local() else _NOT_LOCAL)

        def log_message(self, *_: object) -> None:
            """Say nothing: the desk's output is for people."""

        def _is_local(self) -> bool:
            """Turn away web pages that reach for the loopback interface through somebody's browser."""
            host = (self.headers.get("Host") or "").rpartition(":")[0]
            return host in {"127.0.0.1", "localhost"} and self.headers.get("Origin") is None

        def _reply(self, reply: Reply) -> None:
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

    return Handler


_NOT_LOCAL = _refusal(HTTPStatus.FORBIDDEN, DeskError("the desk answers programs on this machine only"))
