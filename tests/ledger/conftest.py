import pytest
from kit.ledger_walk import open_ledger
from kit.set_clock import SetClock


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def ledger(tmp_path, clock):
    opened = open_ledger(tmp_path, clock=clock)
    yield opened
    opened.close()
