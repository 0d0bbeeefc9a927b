"""A program that is asked by JSON lines and answers each with one."""

import contextlib
import json
import os
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

_STARTS_S, _ANSWERS_S, _ENDS_S = 120.0, 60.0, 10.0
_PIECE = 65536
_TAIL_CHARACTERS = 600


class DialogueError(Exception):
    """A program does not start, ended, or is silent; the text holds the end of what it said to standard error."""


class Dialogue:
    """Starts `command`, which says {"ready": …} when it can be asked. Use it in a `with`; its end is the program's.

    `log`: where its standard error goes.

    Raises:
        DialogueError: it does not start.
    """

    def __init__(
        self, command: Sequence[str], *, log: Path, environment: Mapping[str, str], starts_s: float = _STARTS_S
    ) -> None:
        self._log, self._heard = log, b""
        try:
            with log.open("wb") as errors:
                self._program = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    env={**os.environ, **environment},
                )
        except OSError as error:
            raise DialogueError(f"{command[0]}: {error.strerror}") from None
        try:
            self._hear(starts_s)
        except DialogueError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, question: Mapping[str, Any], *, answers_s: float = _ANSWERS_S) -> dict[str, Any]:
        """Return its answer.

        Raises:
            DialogueError: there was none in time, or no JSON object.
        """
        assert self._program.stdin is not None
        try:
            self._program.stdin.write(json.dumps(question).encode() + b"\n")
            self._program.stdin.flush()
        except OSError:
            raise self._error("it ended") from None
        return self._hear(answers_s)

    def close(self) -> None:
        """Let it end, or end it."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # it has ended before
            self._program.stdin.close()
        try:
            self._program.wait(_ENDS_S)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()
        self._program.stdout.close()

    def _hear(self, within_s: float) -> dict[str, Any]:
        line = self._line(time.monotonic() + within_s)
        try:
            answer = json.loads(line)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise self._error(f"it said {line[:80]!r}")
        return answer

    def _line(self, until: float) -> bytes:
        assert self._program.stdout is not None
        mouth = self._program.stdout.fileno()
        while b"\n" not in self._heard:
            if not select.select([mouth], [], [], max(0.0, until - time.monotonic()))[0]:
                raise self._error("it is silent")
            piece = os.read(mouth, _PIECE)
            if not piece:
                raise self._error("it ended")
            self._heard += piece
        line, _, self._heard = self._heard.partition(b"\n")
        return line

    def _error(self, what: str) -> DialogueError:
        said = self._log.read_text("utf-8", "replace").strip()[-_TAIL_CHARACTERS:]
        return DialogueError(f"{what}: {said}" if said else what)
