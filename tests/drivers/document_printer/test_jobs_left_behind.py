"""What a process that was killed left in the printer, and who may take it away."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import typst
from kit.patience import until

from drivers.cancel import Cancel
from drivers.document_printer.address import address_of
from drivers.document_printer.client import IppClient
from drivers.document_printer.device import IppPrinter
from drivers.document_printer.emulator import IppEvePrinter
from drivers.document_printer.reports import JobReport
from drivers.faults import Fault

ANSWER_S = 3.0


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[IppEvePrinter]:
    emulator = IppEvePrinter(tmp_path / "printed", page_time_s=0.02)
    emulator.start()
    yield emulator
    emulator.stop()


def jobs_of(client: IppClient) -> list[JobReport]:
    return client.my_jobs(timeout_s=ANSWER_S, cancel=Cancel())


def leave_a_job(emulator: IppEvePrinter, owner: str) -> IppClient:
    """Hand a document to a printer without paper, as a terminal does, and be gone before it is printed."""
    emulator.set_fault(Fault.PAPER_OUT)
    client = IppClient(address_of(emulator.url), user=f"kiosk-{owner}")
    job = client.create_job("left", timeout_s=ANSWER_S, cancel=Cancel())
    client.send_document(job.job_id, typst.compile(b'#set page("a4")\nLeft'), timeout_s=ANSWER_S, cancel=Cancel())
    until(lambda: emulator.at_work)  # before that, ippeveprinter forgets that it was told to cancel
    return client


def test_the_same_owner_takes_them_away_at_the_first_contact(emulator: IppEvePrinter) -> None:
    gone = leave_a_job(emulator, "terminal-a")
    IppPrinter(emulator.url, owner="terminal-a").status()
    until(lambda: not jobs_of(gone))
    emulator.clear_fault()
    assert not emulator.documents


@pytest.mark.parametrize("owner", ["terminal-b", ""])
def test_nobody_else_does(emulator: IppEvePrinter, owner: str) -> None:
    printed = threading.Event()
    emulator.on_document = lambda _: printed.set()
    leave_a_job(emulator, "terminal-a")
    IppPrinter(emulator.url, owner=owner).status()
    emulator.clear_fault()
    assert printed.wait(ANSWER_S)
