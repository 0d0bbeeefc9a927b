"""The emulated printer as a thing on the desk: starts, leaves nothing behind, does not meet its like."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import typst
from kit.patience import until

from drivers import children
from drivers.cancel import Cancel
from drivers.children import program
from drivers.document_printer.device import IppPrinter
from drivers.document_printer.emulator import IppEvePrinter
from drivers.errors import Unavailable
from drivers.faults import Fault


@pytest.fixture
def pdf(tmp_path) -> bytes:
    source = tmp_path / "page.typ"
    source.write_text("A page")
    return typst.compile(str(source))


def print_on(url: str, pdf: bytes) -> None:
    IppPrinter(url).print(pdf, job_name="test", pages=1, timeout_s=10.0, cancel=Cancel(), trouble=lambda _fault: None)


def children_of(pid: int) -> list[int]:
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (thread / "children").read_text().split()]
    return found


def alive(pid: int) -> bool:
    """True while `pid` runs; a zombie has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_documents_are_kept_in_order_over_a_power_cut(tmp_path, pdf):
    told = []
    emulator = IppEvePrinter(tmp_path / "printed", page_time_s=0.0)
    emulator.on_document = told.append
    url = emulator.url
    emulator.start()
    print_on(url, pdf)
    emulator.unplug()
    emulator.replug()
    second = pdf + b"\n"
    print_on(url, second)
    emulator.stop()
    assert emulator.url == url
    assert emulator.documents == (pdf, second)
    assert told == [pdf, second]
    assert [path.read_bytes() for path in sorted((tmp_path / "printed").iterdir())] == [pdf, second]


def test_two_at_once_do_not_meet(tmp_path, pdf):
    first, second = IppEvePrinter(tmp_path / "1"), IppEvePrinter(tmp_path / "2")
    first.start()
    second.start()
    first.set_fault(Fault.PAPER_OUT)
    print_on(second.url, pdf)
    assert IppPrinter(first.url).status().faults == {Fault.PAPER_OUT}
    assert (len(first.documents), len(second.documents)) == (0, 1)
    first.stop()
    second.stop()


def test_faults_outlive_a_power_cut_and_a_started_printer_has_none(tmp_path):
    emulator = IppEvePrinter(tmp_path)
    emulator.start()
    emulator.set_fault(Fault.COVER_OPEN)
    emulator.unplug()
    emulator.set_fault(Fault.TONER_OUT)
    emulator.replug()
    assert IppPrinter(emulator.url).status().faults == {Fault.COVER_OPEN, Fault.TONER_OUT}
    emulator.stop()
    emulator.start()
    assert IppPrinter(emulator.url).status().ready
    emulator.stop()


def test_stop_leaves_no_process_and_no_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(children_of(os.getpid()))
    emulator = IppEvePrinter(tmp_path / "printed")
    emulator.start()
    started = set(children_of(os.getpid())) - before
    assert len(started) == 2, "ippeveprinter and its bus"
    emulator.hang()
    emulator.stop()
    emulator.stop()
    assert not any(alive(pid) for pid in started)
    assert [path.name for path in tmp_path.iterdir()] == ["printed"]


def test_nothing_outlives_a_killed_process(tmp_path):
    program_text = """
        import sys
        from pathlib import Path
        from concurrent.futures import ThreadPoolExecutor
        from drivers.document_printer.emulator import IppEvePrinter
        emulator = IppEvePrinter(Path(sys.argv[1]))
        with ThreadPoolExecutor(1) as passing_thread:
            passing_thread.submit(emulator.start).result()
        print("up", flush=True)
        sys.stdin.read()
    """
    command = [sys.executable, "-c", textwrap.dedent(program_text), str(tmp_path)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout.readline() == b"up\n"
        started = children_of(process.pid)
        assert len(started) == 2
        assert all(alive(pid) for pid in started), "they outlive the thread that asked for them"
        process.send_signal(signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in started))


def test_what_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(children, "_SYSTEM_PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="setpriv is not installed"):
        IppEvePrinter(tmp_path / "printed").start()
    with pytest.raises(Unavailable, match="package cups-ipp-utils"):
        program("ippeveprinter")
    assert [path.name for path in tmp_path.iterdir()] == ["printed"]


def test_a_port_that_is_taken_is_named(tmp_path):
    first = IppEvePrinter(tmp_path / "1")
    first.start()
    second = IppEvePrinter(tmp_path / "2", int(first.url.split(":")[2].split("/")[0]))
    with pytest.raises(Unavailable, match="Address already in use"):
        second.start()
    first.stop()


def test_misuse_is_a_defect_of_the_caller(tmp_path):
    emulator = IppEvePrinter(tmp_path)
    with pytest.raises(RuntimeError, match="not started"):
        emulator.set_fault(Fault.PAPER_OUT)
    with pytest.raises(RuntimeError, match="not started"):
        emulator.hang()
    emulator.start()
    emulator.unplug()
    with pytest.raises(RuntimeError, match="not plugged in"):
        emulator.hang()
    with pytest.raises(RuntimeError, match="runs already"):
        emulator.start()
    with pytest.raises(ValueError, match="knows no CUTTER_ERROR"):
        emulator.set_fault(Fault.CUTTER_ERROR)
    emulator.stop()
