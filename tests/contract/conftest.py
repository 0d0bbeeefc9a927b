"""The device that a test is about, at each of its wires in turn: the other end, and a driver.

A module's `WIRES` says which; a real device, named with `--device ROLE=URL`, stands for all wires of its role.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kit.wires import WIRES, Plugged, Wire

from drivers.faults import Role


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "wire" in metafunc.fixturenames:
        wires = list(getattr(metafunc.module, "WIRES", WIRES))
        real = {option.partition("=")[0] for option in metafunc.config.getoption("--device")}
        first = {wire.role: wire for wire in reversed(wires)}
        chosen = [wire for wire in wires if wire.role not in real or wire is first[wire.role]]
        metafunc.parametrize("wire", chosen, ids=str, scope="module")


@pytest.fixture
def plugged(wire: Wire, device_urls: dict[Role, str], tmp_path: Path) -> Iterator[Plugged]:
    with wire.plugged(tmp_path, device_urls.get(wire.role)) as plugged:
        yield plugged


@pytest.fixture(scope="module")
def lasting(wire: Wire, device_urls: dict[Role, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plugged]:
    """One device for all tests of a module, which have to leave it as it was: some take seconds to start."""
    with wire.plugged(tmp_path_factory.mktemp("wire"), device_urls.get(wire.role)) as plugged:
        yield plugged


@pytest.fixture
def driver(plugged: Plugged) -> Iterator[Any]:
    driver = plugged.driver()
    yield driver
    driver.close()


@pytest.fixture
def bench(plugged: Plugged) -> Any:
    """The other end of the wire."""
    if plugged.far_end is None:
        pytest.skip("nobody stands at the other end of a real device's wire")
    return plugged.far_end
