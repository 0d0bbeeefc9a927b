"""`--accept-golden` makes what is seen the accepted pictures."""

from collections.abc import Iterator

import pytest
from kit import pictures


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept-golden", action="store_true", help="accept the screens as they look now")


@pytest.fixture(scope="session")
def accepting(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept-golden", default=False))


@pytest.fixture(scope="session", autouse=True)
def _report() -> Iterator[None]:
    """Each process writes the report of all when it ends, so the last one's is whole."""
    yield
    pictures.write_index()
