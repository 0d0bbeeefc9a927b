"""What every test may use. Qt draws to memory, also when pytest is called without ./test."""

import os

import pytest

from drivers.faults import Role

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")


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
