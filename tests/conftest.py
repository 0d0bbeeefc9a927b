"""What every test may use. Qt draws to memory, also when pytest is called without ./test."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from drivers.faults import Role

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

settings.register_profile("house", deadline=None)  # a machine with other work to do proves nothing against an example
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--device",
        action="append",
        default=[],
        metavar="ROLE=URL",
        help="run the contract tests of ROLE against a real device, e.g. id_card=serial:/dev/ttyUSB0; repeatable",
    )


@pytest.fixture(scope="session")
def device_urls(request: pytest.FixtureRequest) -> dict[Role, str]:
    """The real devices that `--device` names; a role that is missing here is emulated."""
    try:
        pairs = [option.split("=", 1) for option in request.config.getoption("--device")]
        return {Role(role): url for role, url in pairs}
    except ValueError as error:
        raise pytest.UsageError(f"--device wants ROLE=URL with a ROLE of {', '.join(Role)}: {error}") from error


_LITTER = 100_000
"""Objects made since the last collection; some hundred tests' worth."""


@pytest.fixture(autouse=True)
def _garbage_between_tests() -> Iterator[None]:
    """Collect between tests only, as the terminal does between events only (see `kiosk.garbage`)."""
    gc.disable()
    yield
    if gc.get_count()[0] > _LITTER:
        gc.collect()
