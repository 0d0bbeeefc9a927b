"""A serial device that a test plays, byte by byte, where an emulator is too well behaved."""

import os
import threading
import tty
from collections.abc import Callable, Iterator

_LOOK_S = 0.003
_FULL_S = 0.005  # until a host that does not read may have read something

Answer = Callable[[bytes], Iterator[bytes] | list[bytes]]


class PlayedLine:
    """`answer` turns a question into what the device says, in pieces.

    Args:
        terminator: what ends a question; without one each piece that comes is a question.
    """

    def __init__(self, *, terminator: bytes = b"") -> None:
        self._near, self._far = os.openpty()
        tty.setraw(self._far)
        os.set_blocking(self._near, False)
        self.port = os.ttyname(self._far)
        self.heard: list[bytes] = []
        self.answer: Answer = lambda _: []
        self.over = threading.Event()
        self._terminator, self._begun = terminator, b""
        self._thread = threading.Thread(target=self._play)
        self._thread.start()

    def end(self) -> None:
        self.over.set()
        self._thread.join()
        os.close(self._near)
        os.close(self._far)

    def _play(self) -> None:
        while not self.over.wait(_LOOK_S):
            try:
                data = os.read(self._near, 1000)
            except BlockingIOError:
                continue
            for question in self._questions(data):
                self.heard.append(question)
                self._say(self.answer(question))

    def _questions(self, data: bytes) -> list[bytes]:
        if not self._terminator:
            return [data]
        *questions, self._begun = (self._begun + data).split(self._terminator)
        return questions

    def _say(self, pieces: Iterator[bytes] | list[bytes]) -> None:
        for piece in pieces:
            if self.over.is_set():
                return
            try:
                os.write(self._near, piece)
            except BlockingIOError:
                self.over.wait(_FULL_S)
