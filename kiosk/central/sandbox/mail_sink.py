"""The demo's mail server: takes every mail and puts it into a folder, where whoever plays the resident finds it.

The half of SMTP (RFC 5321) that a mail needs: greeting, EHLO, MAIL, RCPT, DATA, QUIT; neither TLS nor passwords.
Addresses at `refused.invalid` are refused for good, those at `busy.invalid` for now.
"""

import socketserver
import threading
from collections.abc import Callable
from pathlib import Path

_REFUSALS = {"@refused.invalid": b"550 no such mailbox", "@busy.invalid": b"451 try again later"}
_MOST_BYTES = 4 * 2**20


class MailSink(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine from the start; `folder` gets each mail as `<number>.eml`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._lock = folder, threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def start(self) -> None:
        """Serve in a thread that ends with the process."""
        threading.Thread(target=self.serve_forever, name="mail-sink", daemon=True).start()

    def keep(self, mail: bytes) -> None:
        """Put a mail into the folder, whole or not at all."""
        with self._lock:
            number = len(list(self._folder.glob("*.eml"))) + 1
            draft = self._folder / f"{number:04}.part"
            draft.write_bytes(mail)
            draft.rename(self._folder / f"{number:04}.eml")


class _Talk(socketserver.StreamRequestHandler):
    server: MailSink

    def handle(self) -> None:
        self._say(b"220 sandbox mail sink")
        while line := self.rfile.readline(1000):
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if verb.upper() == "QUIT":
                self._say(b"221 goodbye")
                return
            answer: Callable[[str], bytes] = _ANSWERS.get(verb.upper(), lambda _rest: b"502 not known here")
            self._say(self._data() if verb.upper() == "DATA" else answer(rest))

    def _data(self) -> bytes:
        self._say(b"354 go on")
        mail = bytearray()
        while (line := self.rfile.readline()) and line != b".\r\n":
            mail += line[1:] if line.startswith(b".") else line
            if len(mail) > _MOST_BYTES:
                return b"552 too large"
        if not line:
            return b"451 cut off"
        self.server.keep(bytes(mail))
        return b"250 taken"

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


def _recipient(rest: str) -> bytes:
    address = rest.partition("<")[2].partition(">")[0].lower()
    return next((answer for ending, answer in _REFUSALS.items() if address.endswith(ending)), b"250 ok")


_ANSWERS: dict[str, Callable[[str], bytes]] = {
    "EHLO": lambda _rest: b"250-sandbox\r\n250 8BITMIME",
    "HELO": lambda _rest: b"250 sandbox",
    "MAIL": lambda _rest: b"250 ok",
    "RCPT": _recipient,
    "RSET": lambda _rest: b"250 ok",
    "NOOP": lambda _rest: b"250 ok",
}
