"""A repository with its keys, and an HTTP server for it that can be made to misbehave."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kiosk.central.publishing.ceremony import hold_ceremony
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.publish import Publication, publish
from kiosk.central.publishing.repository import Repository, now_utc
from kit.flows import write_flow

Reply = Callable[[BaseHTTPRequestHandler], object]


class PublishedFlows:
    """A place where flows are written and published: `flows/`, `served/`, `keys/`, and the root for installations."""

    def __init__(self, place: Path, *departments: str) -> None:
        self.place = place
        self.flows, self.served = place / "flows", place / "served"
        self.now = now_utc
        self.repository = Repository(self.served, KeyDirectory(place / "keys"), now=self.time)
        self.root = place / "installation" / "root.json"
        self.root.parent.mkdir(parents=True)
        self.root.write_bytes(hold_ceremony(self.repository, departments=departments or ("housing",)))

    def time(self) -> datetime:
        return self.now()

    def publish(self, words: str = "first", service: str = "housing/fund") -> Publication:
        write_flow(self.flows, service, words=words)
        return publish(self.flows, self.repository)


class Site:
    """Serves a directory below /flows/. `instead` replaces single replies, by path below it; `asked` lists requests."""

    def __init__(self, served: Path, port: int) -> None:
        self.served = served
        self.url = f"http://127.0.0.1:{port}"
        self.instead: dict[str, Reply] = {}
        self.asked: list[str] = []
        self.closing = threading.Event()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path.removeprefix("/flows/")
        self.asked.append(path)
        if path in self.instead:
            self.instead[path](handler)
            return
        file = self.served / path
        if file.is_file():
            send(handler, 200, file.read_bytes())
        else:
            send(handler, 404, b"not found")


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, kind: str = "application/octet-stream") -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def serving(served: Path) -> Iterator[Site]:
    """Serve `served` until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            try:
                site.answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client had enough, which is what some tests are about

        def log_message(self, *args: Any) -> None:
            """Keep quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False  # kept-alive connections end when the client's session does

    server = Server(("127.0.0.1", 0), Handler)
    site = Site(served, server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
