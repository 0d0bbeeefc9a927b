"""Every role's look at every role's device: it finds its own and nothing else, and nobody is the worse for it.

All wires are plugged in at once and looked at together, each by one role after the other, as `kiosk device probe` does;
the owner of a wire looks last, when all others have said to its device what they had to say.
"""

import importlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from kit.patience import until
from kit.persons import load_persons
from kit.wires import WIRES, Plugged, Wire
from PIL import Image

from drivers.cancel import Cancel
from drivers.faults import Role
from drivers.finding import Finding
from drivers.id_card import text_block
from kiosk.devices.probing.wire import key, plain

ALIKE = {Role.FACE_CAMERA, Role.DOCUMENT_CAMERA}  # no wire tells one from the other
NEVER_FOUND = {"continuous"}  # a scanner that only speaks when it sees a code
TRIES = 3  # the machine may be busy with something else
Seen = Mapping[Wire, Mapping[Role, Finding | None]]


@pytest.fixture(scope="module", autouse=True)
def _emulated(device_urls: dict[Role, str]) -> None:
    if device_urls:
        pytest.skip("a look at a real machine is `kiosk device probe`")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Wire, Plugged]]:
    with ExitStack() as stack:
        yield {wire: stack.enter_context(wire.plugged(tmp_path_factory.mktemp("wire"))) for wire in WIRES}


@pytest.fixture(scope="module")
def seen(everything: dict[Wire, Plugged]) -> Seen:
    """What each role found at each wire."""
    with ThreadPoolExecutor(len(WIRES)) as pool:
        return dict(zip(everything, pool.map(looked_at, everything.values()), strict=True))


def looked_at(plugged: Plugged) -> dict[Role, Finding | None]:
    others_first = sorted(Role, key=lambda role: role is plugged.wire.role)
    return {role: look(role, plugged, TRIES if finds(role, plugged.wire) else 1) for role in others_first}


def look(role: Role, plugged: Plugged, tries: int) -> Finding | None:
    own = importlib.import_module(f"drivers.{role}.probe").look
    options = plugged.probe_options(role)
    looks = (own(plain(plugged.url), Cancel(), **options) for _ in range(tries))
    return next((found for found in looks if found), None)


def finds(role: Role, wire: Wire) -> bool:
    """Whether `role` should find something there."""
    return wire.name not in NEVER_FOUND and (role is wire.role or {role, wire.role} <= ALIKE)


@pytest.mark.parametrize("role", Role)
def test_a_look_finds_its_own_and_nothing_else(seen, wire, role):
    found = seen[wire][role]
    if not finds(role, wire):
        assert found is None
        return
    assert found is not None
    assert found.role is role


def test_what_was_found_is_what_the_driver_opens(seen, everything, wire):
    found, plugged = seen[wire][wire.role], everything[wire]
    if not finds(wire.role, wire):
        pytest.skip("nobody can find it")
    assert key(found.url) == key(plugged.url)
    driver = plugged.duty.driver(found.url, **plugged.options)
    until(lambda: driver.status().ready, timeout_s=10.0)
    driver.close()


def test_nobody_is_the_worse_for_it(seen, everything, wire):
    plugged = everything[wire]
    assert plugged.duty.untouched(plugged.far_end)
    driver = plugged.driver()
    until(lambda: driver.status().ready, timeout_s=10.0)
    plugged.use(driver)
    driver.close()


def test_a_card_is_read_afterwards_as_before(seen, everything, wire):
    if wire.role is not Role.ID_CARD:
        pytest.skip("reads none")
    plugged, person = everything[wire], load_persons()[0]
    plugged.far_end.place(text_block.encode(person))
    reader = plugged.driver()
    assert reader.read(timeout_s=5.0, cancel=Cancel()) == person
    reader.close()


def test_what_was_said_to_a_printer_does_not_come_out_on_the_next_receipt(seen, everything, wire, tmp_path):
    if wire.role is not Role.RECEIPT_PRINTER:
        pytest.skip("prints none")
    with wire.plugged(tmp_path) as fresh:
        assert receipt_of(everything[wire]) == receipt_of(fresh)


def receipt_of(plugged: Plugged) -> Image.Image:
    printer = plugged.driver()
    plugged.wait(printer, 20.0)
    printer.close()
    (receipt,) = plugged.far_end.take()
    return receipt
