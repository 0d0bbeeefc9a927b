"""A desk whose devices really run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.desk.cards import load_persons
from kiosk.desk.client import DeskClient
from kiosk.desk.control import Control
from kiosk.desk.workbench import Workbench

ONE_PAGE = Path(__file__).with_name("one-page.pdf")


@pytest.fixture
def one_page() -> bytes:
    return ONE_PAGE.read_bytes()


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    bench = Workbench(tmp_path_factory.mktemp("desk"), load_persons())
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture(scope="session")
def control(bench: Workbench) -> Iterator[Control]:
    control = Control(bench)
    control.start()
    yield control
    control.stop()


@pytest.fixture
def desk(control: Control) -> DeskClient:
    """A client of a desk on which nothing lies and nothing is amiss."""
    client = DeskClient(control.url)
    client.tidy()
    return client
