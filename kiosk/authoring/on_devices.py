"""A replayed trace carried out: the real conductor, ledger, documents, and drivers at the desk's emulated devices.

Cards are laid down, sheets printed and faults set at the desk; what a resident does, a department answers and a clock
says comes from the replay. A fault that the desk cannot make is told instead, and counted.
"""

import json
import queue
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from drivers.faults import Fault, Role
from kiosk.conductor import Conductor
from kiosk.demo.program import Program
from kiosk.desk.cards import load_persons
from kiosk.desk.client import DeskClient
from kiosk.desk.state import DEVICES_FILE, READY, DeskError
from kiosk.devices.hands import DeviceHands
from kiosk.devices.roster import Holder, equipment
from kiosk.documents.binder import Binder
from kiosk.engine import tracing
from kiosk.engine.events import (
    CardRead,
    CardRemoved,
    Composed,
    DeviceFailed,
    DeviceHeldUp,
    DocumentPrinted,
    DocumentTaken,
    Event,
    ReceiptPrinted,
    SheetsOut,
)
from kiosk.engine.session import Session
from kiosk.engine.trace import Then, Trace, TraceLine
from kiosk.explorer.walk import SESSION
from kiosk.ledger.clock import SystemClock
from kiosk.ledger.ledger import Ledger
from kiosk.place import Place
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal
from kiosk.protocol.tracing import Tracing
from kiosk.settings.devices import Devices
from kiosk.witness import Witness

_READY_S, _COMES_S, _FAULT_COMES_S, _LOOK_S = 60.0, 60.0, 20.0, 0.05
_BY_ITSELF = Composed | DocumentPrinted | ReceiptPrinted


class _Told:
    """Departments, payments, drafts and clocks: the replay says what they answer."""

    reachable = True

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_, **__: None


class _Eye(Witness):
    """Notes where each move leads."""

    def __init__(self) -> None:
        super().__init__(lambda _: None, Tracing.NEVER)
        self.went: list[Then] = []
        self.ended = False

    def saw(self, before: Session | None, event: Event | None, after: Session) -> None:
        """Note it."""
        if not isinstance(event, SheetsOut):  # a trace has none
            self.went.append(tracing.then(after))
        self.ended = after.ended
        super().saw(before, event, after)


@dataclass
class Carried:
    """How far it went: `lines` as the trace says; `told`: numbers of lines that the desk could not bring about."""

    lines: int = 0
    told: list[int] = field(default_factory=list)
    expected: Then | None = None
    saw: Then | None = None


class Terminal:
    """One session on emulated devices, in a folder of its own."""

    def __init__(self, package: FlowPackage, trace: Trace, devices: Devices, desk: DeskClient, folder: Path) -> None:
        self._desk, self._eye = desk, _Eye()
        self._todo: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._ledger = Ledger(folder / "ledger.sqlite", secrets.token_bytes(32), "WH0000", SystemClock())
        self._binder, self._quiet = Binder(), _Told()
        self._hands = DeviceHands(equipment(devices, Holder("replay")), poll_s=0.5, changed=lambda _: None)
        self._conductor = Conductor(
            ledger=self._ledger,
            binder=self._binder,
            hands=self._hands,
            departments=self._quiet,
            payments=self._quiet,
            identities=self._quiet,
            drafts=self._quiet,
            timers=self._quiet,
            deliver=self._todo.put,
            clock=SystemClock(),
            place=Place(lambda: "WH0000", "示范街道", "12345", "https://example.invalid"),
            witness=self._eye,
        )
        self._package, self._trace = package, trace
        self._held: Fault | None = None

    def __enter__(self) -> Self:
        self._hands.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._hands.stop()
        self._binder.close()
        self._ledger.close()

    def carry_out(self, events: tuple[Event, ...]) -> Carried:
        """Let each event happen, on devices where they make it, and look whether it leads where the trace went."""
        carried, lines = Carried(), self._trace.lines
        code = Personal("") if self._trace.resuming else None
        self._conductor.begin(self._package, session_id=SESSION, today=self._trace.today, resuming=code)
        for number, (event, line) in enumerate(zip(events, lines, strict=False)):
            self._fault_to_come(events, number)
            if not self._happens(event, line, carried, number + 1):
                carried.expected, carried.saw = line.then, self._eye.went[-1]
                break
            carried.lines = number + 1
        return carried

    def _happens(self, event: Event, line: TraceLine, carried: Carried, number: int) -> bool:
        seen = len(self._eye.went)
        if self._at_the_desk(event, line):
            waits_s = _FAULT_COMES_S if isinstance(event, DeviceFailed | DeviceHeldUp) else _COMES_S
            if self._went(line.then, max(0, seen - 1), waits_s):
                self._mended(event)
                return True
            carried.told.append(number)
            self._hands.cancel(getattr(event, "ticket", ""))  # what the device makes of it is too late
        self._conductor.post(event)
        return self._went(line.then, seen, _COMES_S)

    def _at_the_desk(self, event: Event, line: TraceLine) -> bool:
        """Do what the desk can do for `event`; False when it has to be told."""
        match event:
            case CardRead():
                return self._card(line)
            case DeviceHeldUp(fault=None, role=role):
                if self._held is not None:
                    self._desk.clear_fault(role, self._held)  # and not the one that may come next
            case CardRemoved():
                self._desk.lift()
            case DocumentTaken():
                self._desk.take(Role.DOCUMENT_PRINTER)
            case DeviceHeldUp(fault=fault):
                self._held = fault
            case DeviceFailed():
                return True
            case _:
                return isinstance(event, _BY_ITSELF)
        return True

    def _card(self, line: TraceLine) -> bool:
        """Lay down the card of a demo person of that kind and validity."""
        wanted = (line.happened.of, line.happened.how)
        for number, person in enumerate(load_persons(), start=1):
            ends = "" if person.valid_to == "长期" else person.valid_to
            validity = (
                "without_end" if not ends else "valid" if ends > self._trace.today.replace("-", "") else "expired"
            )
            if ((person.kind,), validity) == wanted:
                self._desk.lift()
                self._desk.place(number)
                return True
        return False

    def _fault_to_come(self, events: tuple[Event, ...], number: int) -> None:
        """Set the fault of the event after this one; the work that it befalls begins with this one."""
        following = events[number + 1] if number + 1 < len(events) else None
        match following:
            case DeviceFailed(role=role, fault=Fault() as fault) | DeviceHeldUp(role=role, fault=Fault() as fault):
                try:
                    self._desk.set_fault(role, fault)
                except DeskError:
                    return  # it is told instead
            case _:
                return

    def _mended(self, event: Event) -> None:
        if isinstance(event, DeviceFailed):
            self._desk.mend(event.role)

    def _went(self, then: Then, since: int, timeout_s: float) -> bool:
        """Let the session live until it stood there, for at most so long."""
        ends_at, pause = time.monotonic() + timeout_s, threading.Event()
        while then not in self._eye.went[since:]:
            if time.monotonic() > ends_at:
                return False
            try:
                self._todo.get_nowait()()
            except queue.Empty:
                pause.wait(_LOOK_S)
        return True


@contextmanager
def terminal(package: FlowPackage, trace: Trace) -> Iterator[Terminal]:
    """Start a desk, and a session's worth of terminal before it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-replay-")))
        place = folder / "desk"
        place.mkdir()
        program = Program("desk", ["desk", "--directory", str(place), "--headless"], place)
        stack.callback(program.stop)
        program.start()
        desk = DeskClient(program.wait_ready(READY, _READY_S))
        found: dict[str, Any] = json.loads((place / DEVICES_FILE).read_text("utf-8"))
        wanted = {role: found[role] for role in (*map(str, package.flow.devices), "poll_s") if role in found}
        yield stack.enter_context(Terminal(package, trace, Devices.model_validate(wanted), desk, folder))
