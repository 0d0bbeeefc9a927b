"""`--accept-golden` makes what is seen the accepted pictures."""

import os
from collections.abc import Iterator

import pytest
from kit import pictures


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept-golden", action="store_true", help="accept the screens as they look now")


@pytest.fixture(scope="session")
def accepting(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept-golden", default=False))


def _first_process() -> bool:
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"


@pytest.fixture(scope="session", autouse=True)
def _report() -> Iterator[None]:
    if _first_process():
        pictures.clear_report()
    yield
    if any(pictures.REPORT.glob("*.png")):
        pictures.write_index()
