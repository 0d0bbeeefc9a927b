"""The emulated printer's paper path, spoken to as its print command does."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.patience import until

from drivers.document_printer.mechanics import Mechanics


@pytest.fixture
def delivered() -> list[bytes]:
    return []


@pytest.fixture
def address(tmp_path: Path) -> Path:
    return tmp_path / "mechanics"


@pytest.fixture
def mechanics(address: Path, delivered: list[bytes]) -> Iterator[Mechanics]:
    made = Mechanics(
        address,
        deliver=delivered.append,
        cancelled=lambda _job: False,
        housekeeping=b"none",
        page_time_s=0.01,
        toner_per_sheet_percent=0.05,
    )
    yield made
    made.close()


def command(address: Path, life: int, file: Path, *, copies: int = 1) -> bytes:
    """Do what the print command of that life does; return all that it was told."""
    with socket.socket(socket.AF_UNIX) as session:
        session.settimeout(10)
        session.connect(str(address))
        session.sendall(f"{life}\n7\n{file}\n1\n{copies}\n".encode())
        told = b""
        while piece := session.recv(4096):
            told += piece
            if b"EXIT" in told:
                break
        return told


def test_a_job_of_this_life_comes_out(mechanics, address, delivered, tmp_path):
    (file := tmp_path / "job").write_bytes(b"a page")
    assert b"EXIT 0" in command(address, mechanics.life, file)
    assert delivered == [b"a page"]


def test_each_copy_is_delivered_and_each_of_its_sheets_counted(mechanics, address, delivered, tmp_path):
    (file := tmp_path / "job").write_bytes(b"a page")
    told = command(address, mechanics.life, file, copies=3)
    assert delivered == 3 * [b"a page"]
    assert mechanics.stock.tray_sheets == 3
    assert b"job-impressions-completed=3" in told


def test_a_command_that_outlived_the_power_prints_nothing(mechanics, address, delivered, tmp_path):
    (file := tmp_path / "job").write_bytes(b"a page")
    life = mechanics.life
    mechanics.power_off()
    assert command(address, life, file) == b""
    until(lambda: not mechanics.at_work)
    assert delivered == []
