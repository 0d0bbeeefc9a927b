"""The emulated printer's paper path: takes each job's sheets one by one, unless something is in the way."""

import contextlib
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from drivers.document_printer.stock import Panel, Stock
from drivers.faults import Fault

_LOOK_S = 0.05  # between two looks whether a job that is held up was cancelled


class Mechanics:
    """Listens on the socket `address` for the print command of each job. Methods may be called from any thread.

    Args:
        deliver: called with each copy of a document once its last sheet lies in the tray, before the job counts as
            completed.
        cancelled: asks the printer whether a job was cancelled, by its number.
        housekeeping: the document of jobs that print nothing and only let the printer show its panel.
        page_time_s: what one sheet takes.
        toner_per_sheet_percent: what one sheet uses up.
    """

    def __init__(
        self,
        address: Path,
        *,
        deliver: Callable[[bytes], None],
        cancelled: Callable[[int], bool],
        housekeeping: bytes,
        page_time_s: float,
        toner_per_sheet_percent: float,
    ) -> None:
        self._deliver, self._cancelled = deliver, cancelled
        self._housekeeping, self._page_time_s = housekeeping, page_time_s
        self._toner_per_sheet_percent = toner_per_sheet_percent
        self._changed = threading.Condition()  # guards what follows
        self._stock = Stock()
        self._later: dict[Fault, int] = {}
        self._pages_to_come = 0
        self._halted = False
        self._life = 1
        self._sessions: set[socket.socket] = set()
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(address))
        self._door.listen()
        threading.Thread(target=self._serve, name="printer mechanics", daemon=True).start()

    @property
    def stock(self) -> Stock:
        with self._changed:
            return self._stock

    @property
    def life(self) -> int:
        """Which life this is, counted from 1; the power ends each. A print command of an earlier one prints nothing."""
        with self._changed:
            return self._life

    @property
    def at_work(self) -> bool:
        """True while a job is on the paper path or waits before it."""
        with self._changed:
            return self._pages_to_come > 0

    def change(self, how: Callable[[Stock], Stock]) -> None:
        """Let somebody's hand do `how` to the stock."""
        with self._changed:
            self._stock = how(self._stock)
            self._changed.notify_all()

    def set_fault(self, fault: Fault, *, after_pages: int = 0) -> None:
        """Let `fault` befall the printer, now or when that many pages of a job have come out."""
        with self._changed:
            if after_pages:
                self._later[fault] = after_pages
            else:
                self._befall(fault)
            self._changed.notify_all()

    def clear_fault(self, fault: Fault) -> None:
        with self._changed:
            self._stock = self._stock.mended(fault)
            self._later.pop(fault, None)
            self._changed.notify_all()

    def halt(self, *, halted: bool) -> None:
        """Stop where it is, or go on."""
        with self._changed:
            self._halted = halted
            self._changed.notify_all()

    def power_off(self) -> None:
        """Break off what is being printed; nothing more of it comes out."""
        with self._changed:
            for session in self._sessions:
                with contextlib.suppress(OSError):
                    session.shutdown(socket.SHUT_RDWR)
            self._sessions.clear()
            self._life += 1
            self._pages_to_come = 0
            self._changed.notify_all()

    def close(self) -> None:
        """Break off, and take no more jobs."""
        self.power_off()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _befall(self, fault: Fault) -> None:
        self._stock = self._stock.befallen(fault, sheet_on_its_way=self._pages_to_come > 0)

    # Everything below runs in threads of its own: one at the door, one for each job.

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                session, _ = self._door.accept()
                with self._changed:
                    self._sessions.add(session)
                threading.Thread(target=self._take_job, args=(session,), name="printer job", daemon=True).start()

    def _take_job(self, session: socket.socket) -> None:
        with session, contextlib.suppress(OSError), session.makefile("r", encoding="utf-8") as lines:
            life, number, file, pages, copies = (lines.readline().strip() for _ in range(5))
            # A command that was slow to start may come when its printer has lost the power, and even have it again.
            if life == str(self.life):
                self._carry_out(_Job(session, int(number), int(pages), int(copies)), Path(file).read_bytes())
        with self._changed:
            self._sessions.discard(session)

    def _carry_out(self, job: "_Job", document: bytes) -> None:
        job.show(self.stock.panel)
        if document == self._housekeeping:
            job.exit(0)
        elif not job.pages:
            job.exit(1)
        else:
            self._print(job, document)
            job.show(self.stock.panel)
            job.exit(0)

    def _print(self, job: "_Job", document: bytes) -> None:
        with self._changed:
            self._pages_to_come = job.sheets
        for page in range(1, job.sheets + 1):
            if not self._way_is_free(job) or not self._feed(job, page):
                break
            if page % job.pages == 0:
                self._deliver(document)
            job.say(f"ATTR: job-impressions-completed={page}")
        with self._changed:
            self._pages_to_come = 0

    def _feed(self, job: "_Job", page: int) -> bool:
        """Let sheet `page` come out, and befall what is due after it; False when the power went meanwhile."""
        with self._changed:
            self._pages_to_come = job.sheets - page + 1
            self._changed.wait_for(lambda: job.session not in self._sessions, self._page_time_s)
            if job.session not in self._sessions:
                return False
            self._stock = self._stock.after_sheet(self._toner_per_sheet_percent)
            self._pages_to_come = job.sheets - page
            for fault in [fault for fault, after in self._later.items() if after == page]:
                del self._later[fault]
                self._befall(fault)
            return True

    def _way_is_free(self, job: "_Job") -> bool:
        """Wait until nothing is in the way of the next sheet; False when it shall not come any more."""
        while True:
            job.show(self.stock.panel)
            with self._changed:
                if job.session not in self._sessions:
                    return False
                clear = not self._stock.faults and not self._halted
                if not clear:
                    self._changed.wait(_LOOK_S)
            if self._cancelled(job.number):  # asked last: a job that was cancelled before the mending stays in
                return False
            if clear:
                return True


class _Job:
    """The print command of one job, at the other end of `session`."""

    def __init__(self, session: socket.socket, number: int, pages: int, copies: int) -> None:
        self.session, self.number, self.pages, self.sheets = session, number, pages, pages * copies
        self._shown: Panel | None = None

    def say(self, line: str) -> None:
        self.session.sendall(f"{line}\n".encode())

    def show(self, panel: Panel) -> None:
        """Let the printer tell of exactly this."""
        if panel != self._shown:
            self._shown = panel
            for line in panel.lines:
                self.say(line)

    def exit(self, status: int) -> None:
        self.say(f"EXIT {status}")
