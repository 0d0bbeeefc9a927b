"""What every test may use. Qt draws to memory, also when pytest is called without ./test."""

import gc
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from functools import partial

import coverage
import pytest
from hypothesis import is_hypothesis_test, settings
from kit.once import begin
from kit.postgres import NoPostgresError, Postgres

from drivers.faults import Role

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

settings.register_profile("house", deadline=None)  # a machine with other work to do proves nothing against an example
settings.load_profile("house")


_LOOKED_AT = {"golden", "browser"}
_MEASURE = "COVERAGE_PROCESS_CONFIG"
"""What coverage tells child processes by."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--device",
        action="append",
        default=[],
        metavar="ROLE=URL",
        help="run the contract tests of ROLE against a real device, e.g. id_card=serial:/dev/ttyUSB0; repeatable",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Let workers share what each run makes once; of two that would measure a worker, let pytest-cov's alone do it.

    A worker is a child process, so it measures itself from its start on, and pytest-cov has begun once, too. Where it
    pauses for `no_cover`, one of these would go on, and such a test takes three times as long.
    """
    if not hasattr(config, "workerinput"):
        config.add_cleanup(partial(shutil.rmtree, begin(), ignore_errors=True))
    while hasattr(config, "workerinput") and (begun := coverage.Coverage.current()) is not None:
        begun.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no journey: it goes through everything, to prove that the whole holds, and takes half as long again.

    Nor what looks at whole screens and pages, for the same reason; nor a property that holds for hundreds of examples:
    they go through the same lines, in twice the time.
    """
    for item in items:
        whole = item.get_closest_marker("journey") or _LOOKED_AT & set(item.path.parts)
        if whole or is_hypothesis_test(getattr(item, "function", None)):
            item.add_marker(pytest.mark.no_cover)
    _order(items)


def _order(items: list[pytest.Item]) -> None:
    """Put the files of journeys last, and long ones before others of their kind: nobody waits for them at the end.

    With `--no-loadscope-reorder` this is the order in which workers take files.
    """
    tests = Counter(item.path for item in items)
    journeys = {item.path for item in items if item.get_closest_marker("journey")}
    long = {item.path for item in items if item.get_closest_marker("long")}
    items.sort(key=lambda item: (item.path in journeys, item.path not in long, -tests[item.path], str(item.path)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Where a test is not measured, neither are the processes that it starts."""
    asked = os.environ.pop(_MEASURE, None) if item.get_closest_marker("no_cover") else None
    try:
        return (yield)
    finally:
        if asked is not None:
            os.environ[_MEASURE] = asked


@pytest.fixture(scope="session")
def device_urls(request: pytest.FixtureRequest) -> dict[Role, str]:
    """The real devices that `--device` names; a role that is missing here is emulated."""
    try:
        pairs = [option.split("=", 1) for option in request.config.getoption("--device")]
        return {Role(role): url for role, url in pairs}
    except ValueError as error:
        raise pytest.UsageError(f"--device wants ROLE=URL with a ROLE of {', '.join(Role)}: {error}") from error


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of this test run's own; started by the first test that asks for it."""
    try:
        cluster = Postgres()
    except NoPostgresError as missing:
        pytest.skip(str(missing))
    yield cluster
    cluster.close()


_LITTER = 100_000
"""Objects made since the last collection; some hundred tests' worth."""


@pytest.fixture(autouse=True)
def _garbage_between_tests() -> Iterator[None]:
    """Collect between tests only, as the terminal does between events only (see `kiosk.garbage`)."""
    gc.disable()
    yield
    if gc.get_count()[0] > _LITTER:
        gc.collect()
