"""The desk's three devices as one thing: started together, acted on one call at a time, told about as one state."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from drivers.faults import Role
from kiosk.desk.document_printer import DocumentPrinter
from kiosk.desk.id_card import CardReader
from kiosk.desk.receipt_printer import ReceiptPrinter
from kiosk.desk.state import DEVICES_FILE, DeskState, PersonAtDesk
from kiosk.desk.station import Station
from kiosk.protocol.demo import DemoPerson


class Workbench:
    """Every method may be called from any thread. Subscribers are called after each change, from whatever thread."""

    def __init__(
        self,
        directory: Path,
        persons: Sequence[DemoPerson],
        *,
        receipt_port: int = 0,
        document_port: int = 0,
        receipt_width_dots: int = 576,
    ) -> None:
        """`directory` keeps the printed documents and `devices.json`. Port 0 picks a free one."""
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._persons = tuple(persons)
        self._lock = threading.RLock()
        self._subscribers: list[Callable[[], None]] = []
        self._reader = CardReader(persons, (directory / "id-card-reader").absolute())
        self._receipts = ReceiptPrinter(port=receipt_port, width_dots=receipt_width_dots, printed=self._tell)
        self._documents = DocumentPrinter(directory / "documents", port=document_port, printed=self._tell)
        self._stations: tuple[Station, ...] = (self._reader, self._receipts, self._documents)

    def start(self) -> None:
        """Start every device, at the same time, and write their addresses; stops those that came up when one fails."""
        with ThreadPoolExecutor(len(self._stations)) as pool:
            started = [pool.submit(station.start) for station in self._stations]
        for future in started:
            error = future.exception()
            if error is not None:
                self.stop()
                raise error
        addresses = {station.role.value: station.url for station in self._stations}
        draft = self._directory / f"{DEVICES_FILE}.new"
        draft.write_text(json.dumps(addresses, indent=2) + "\n", "utf-8")
        draft.replace(self._directory / DEVICES_FILE)

    def stop(self) -> None:
        """Stop every device; stopping twice is allowed."""
        for station in self._stations:
            station.stop()

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._subscribers.append(changed)

    @property
    def persons(self) -> tuple[DemoPerson, ...]:
        return self._persons

    @property
    def state(self) -> DeskState:
        with self._lock:
            return DeskState(
                id_card=self._reader.state,
                receipt_printer=self._receipts.state,
                document_printer=self._documents.state,
                persons=tuple(
                    PersonAtDesk(number=number, name=person.name, kind=person.kind)
                    for number, person in enumerate(self._persons, 1)
                ),
            )

    @contextlib.contextmanager
    def station(self, role: Role) -> Iterator[Station]:
        """Act on the device of `role`: alone, and everybody hears of it afterwards."""
        with self._acting():
            yield next(station for station in self._stations if station.role is role)

    @contextlib.contextmanager
    def reader(self) -> Iterator[CardReader]:
        """Act on the card reader."""
        with self._acting():
            yield self._reader

    @contextlib.contextmanager
    def receipts(self) -> Iterator[ReceiptPrinter]:
        """Act on the receipt printer."""
        with self._acting():
            yield self._receipts

    def receipt_picture(self, number: int) -> bytes:
        """Return receipt `number`, from 1, as a PNG."""
        return self._receipts.picture(number)

    def receipt_data(self, number: int) -> bytes:
        """Return the bytes that made receipt `number`, from 1."""
        return self._receipts.data(number)

    def document(self, number: int) -> bytes:
        """Return document `number`, from 1, as the PDF that the printer received."""
        return self._documents.document(number)

    @contextlib.contextmanager
    def _acting(self) -> Iterator[None]:
        with self._lock:
            yield
        self._tell()

    def _tell(self) -> None:
        for changed in self._subscribers:
            changed()
