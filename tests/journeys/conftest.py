"""The programs around the terminal: one desk for all journeys of a worker, one central for each module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.glass import Glass
from kit.town import Desk, Town, copied_flows
from PySide6.QtGui import QGuiApplication

from kiosk.desk.client import DeskClient


@pytest.fixture(scope="session")
def desk_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, DeskClient]]:
    program = Desk(tmp_path_factory.mktemp("desk") / "desk")
    try:
        yield program, program.start()
    finally:
        program.stop()


@pytest.fixture
def desk(desk_program: tuple[Desk, DeskClient]) -> DeskClient:
    """A desk on which nothing lies and nothing is amiss."""
    client = desk_program[1]
    client.tidy()
    return client


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published before the terminal starts."""
    return copied_flows(tmp_path_factory.mktemp("flows"))


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory, desk_program: tuple[Desk, DeskClient], flows: Path
) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("town"), desk_program[0], flows)
    yield town
    town.central.stop()


@pytest.fixture(scope="module")
def glass(town: Town, qapp: QGuiApplication) -> Iterator[Glass]:
    """One terminal for the whole module: whatever befalls it, it goes on without a restart."""
    with Glass(town.settings()) as glass:
        yield glass
