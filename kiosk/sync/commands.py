"""Carries out central's commands: heard, begun and answered in the ledger's order, so that none is done twice.

An act runs on this worker's thread and takes care of what must be on another. Acts of `IDLE_ONLY` wait until `claim`
says that nobody is at the terminal and nobody can begin; `let_go` ends that.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence

from kiosk.defects import where
from kiosk.ledger.command_book import Answer, CommandBook
from kiosk.ledger.errors import LedgerError
from kiosk.protocol.commands import IDLE_ONLY, CommandKind, CommandOrder
from kiosk.protocol.records import CommandState
from kiosk.sync.worker import Worker

_log = logging.getLogger(__name__)
_IDLE_LOOK_S = 1.0
_AGAIN_S = 5.0
_REST_S = 3600.0

Act = Callable[[], Answer | None]
"""Does it; None: the program or the machine ends by it, and the next start answers."""


class CommandWorker(Worker):
    """Hears from the heart, works in a thread of its own.

    Args of the constructor:
        book: the ledger's.
        acts: what each kind does here.
        now: central's time, s since 1970.
        claim: True once nobody is at the terminal and nobody can begin; may be asked again.
        let_go: ends that.
        told: called after each word that central should hear soon.
    """

    def __init__(
        self,
        book: CommandBook,
        acts: Mapping[CommandKind, Act],
        *,
        now: Callable[[], int],
        claim: Callable[[], bool],
        let_go: Callable[[], None],
        told: Callable[[], None],
    ) -> None:
        super().__init__("commands")
        self._book, self._acts, self._now = book, acts, now
        self._claim, self._let_go, self._told = claim, let_go, told
        self._lock = threading.Lock()
        self._heard: dict[str, CommandOrder] = {}
        self._unsaid: dict[str, Answer] = {}  # what the ledger could not take yet
        self._known: set[str] = set()  # noted by this process: an unanswered one comes with each heartbeat

    def hear(self, orders: Sequence[CommandOrder]) -> None:
        """Take the orders of a heartbeat's reply; returns at once. Any thread."""
        with self._lock:
            self._heard |= {order.command_id: order for order in orders if order.command_id not in self._known}
            new = bool(self._heard)
        if new:
            self.nudge()

    def work(self) -> float:
        """Note what was heard, do what can be done; return the seconds until the next look."""
        try:
            self._say()
            self._note()
            waiting = [order for order in self._book.noted() if not self._settled(order)]
        except LedgerError as error:  # nothing is begun that could not be written: it is heard or read again
            _log.error("commands: %s", error)
            return _AGAIN_S
        return _IDLE_LOOK_S if waiting else _REST_S

    def _note(self) -> None:
        with self._lock:
            heard = list(self._heard.values())
        for order in heard:
            if self._book.note(order):
                self._told()
            with self._lock:
                self._known.add(order.command_id)
                self._heard.pop(order.command_id, None)

    def _say(self) -> None:
        for command_id, answer in list(self._unsaid.items()):
            self._book.end(command_id, answer)
            del self._unsaid[command_id]
            self._told()

    def _settled(self, order: CommandOrder) -> bool:
        """Bring one command to its end; False when it has to wait for somebody to leave."""
        act = self._acts.get(CommandKind(order.kind)) if order.kind in set(CommandKind) else None
        if self._now() >= order.deadline:
            self._end(order, Answer(CommandState.EXPIRED, "its deadline was over before it could be begun"))
        elif act is None:
            self._end(order, Answer(CommandState.REFUSED, f"this terminal knows no command {order.kind[:40]!r}"))
        elif order.kind not in IDLE_ONLY:
            self._do(order, act)
        elif not self._claim():
            return False
        else:
            self._do_alone(order, act)
        return True

    def _do_alone(self, order: CommandOrder, act: Act) -> None:
        ends = False
        try:
            ends = self._do(order, act)
        finally:
            if not ends:
                self._let_go()

    def _do(self, order: CommandOrder, act: Act) -> bool:
        """Begin, act, end; True when the program ends by it, so that nobody may begin any more."""
        self._book.begin(order.command_id)
        self._told()
        _log.info("command %s %s is begun", order.kind, order.command_id)
        try:
            answer = act()
        except Exception as error:  # noqa: BLE001 - whatever it was, central hears that it failed and staff go on
            _log.error("command %s: defect: %s", order.kind, where(error))
            answer = Answer(CommandState.FAILED, f"defect: {where(error)}")
        if answer is None:
            return True
        self._end(order, answer)
        return False

    def _end(self, order: CommandOrder, answer: Answer) -> None:
        _log.info("command %s %s: %s %s", order.kind, order.command_id, answer.state, answer.text[:200])
        self._unsaid[order.command_id] = answer
        self._say()
