"""What every device keeps to, whatever it is and whatever wire it hangs on; see `kit.wires` for which there are.

What each role promises besides stands in a file of its own. With `--device ROLE=URL` a real device is asked for what
needs nobody at its other end; leave readers and mats empty then.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from kit.holdings import holdings
from kit.patience import cancelling_takes_s, soon, until
from kit.wires import Plugged, Wire

from drivers.cancel import Cancel
from drivers.catalogue import CATALOGUE, THRESHOLDS
from drivers.errors import Cancelled, DeviceError, Unavailable
from drivers.faults import Fault
from drivers.status import DeviceState, DeviceStatus

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

LONG_S = 30.0
LOST_WITHIN_S = 2.0
READY_WITHIN_S = 10.0
CANCELLED_WITHIN_S = 0.1
LATE_BY_S = 0.5  # the most that an operation may last beyond its time and the answer that it waits for
RETURNS, USED_EVERY = 30, 6


@pytest.fixture
def plugged(lasting: Plugged) -> Plugged:
    return lasting


@pytest.fixture
def bench(bench: Any) -> Iterator[Any]:
    yield bench
    bench.replug()


@pytest.fixture
def look(wire: Wire, driver: Any) -> Callable[[], DeviceStatus]:
    """Ask for the status; whatever it is, there are words for it."""

    def look() -> DeviceStatus:
        status: DeviceStatus = driver.status()
        assert status.role is wire.role
        assert {(wire.role, fault) for fault in status.faults} <= CATALOGUE.keys()
        assert {(wire.role, threshold) for threshold in status.thresholds} <= THRESHOLDS.keys()
        return status

    return look


def assert_lost(look: Callable[[], DeviceStatus]) -> None:
    seen = []
    until(lambda: seen.append(look()) or not seen[-1].ready, timeout_s=LOST_WITHIN_S)
    assert seen[-1].state is DeviceState.OFFLINE
    assert seen[-1].faults == {Fault.OFFLINE}


def assert_ready(look: Callable[[], DeviceStatus]) -> None:
    until(lambda: look().ready, timeout_s=READY_WITHIN_S)


def late_s(plugged: Plugged, driver: Any, timeout_s: float) -> float:
    """How much longer than told an operation lasts that comes to nothing."""
    began = time.monotonic()
    with pytest.raises(DeviceError) as caught:
        plugged.wait(driver, timeout_s)
    assert (plugged.wire.role, caught.value.fault) in CATALOGUE
    return time.monotonic() - began - timeout_s


class TestEveryDevice:
    def test_a_connected_device_is_ready(self, look):
        assert_ready(look)
        assert look().state is DeviceState.ONLINE

    def test_one_that_is_not_there_at_first(self, bench, look, plugged, driver):
        bench.unplug()
        assert_lost(look)
        with pytest.raises(Unavailable):
            plugged.wait(driver, LONG_S)
        bench.replug()
        assert_ready(look)

    def test_one_that_was_there_first(self, bench, look):
        bench.unplug()
        bench.replug()
        assert_ready(look)

    def test_unplugged_and_replugged(self, bench, look):
        assert_ready(look)
        bench.unplug()
        assert_lost(look)
        bench.replug()
        assert_ready(look)

    def test_unplugged_while_waiting(self, bench, plugged, driver, look):
        if not plugged.duty.waits:
            pytest.skip("what it does when it is lost in the middle is the role's to say")
        assert_ready(look)
        with soon(bench.unplug, after_s=0.2), pytest.raises(Unavailable):
            plugged.wait(driver, LONG_S)
        bench.replug()
        assert_ready(look)

    def test_cancelled_before_it_began(self, plugged, driver):
        cancel = Cancel()
        cancel.set()
        with pytest.raises(Cancelled):
            plugged.wait(driver, LONG_S, cancel)

    def test_cancel_within_100_ms(self, plugged, driver, look):
        if not plugged.duty.waits:
            pytest.skip("it waits for nobody")
        assert_ready(look)
        assert cancelling_takes_s(lambda cancel: plugged.wait(driver, LONG_S, cancel)) < CANCELLED_WITHIN_S

    def test_cancel_within_100_ms_though_the_device_is_silent(self, bench, plugged, driver, look):
        assert_ready(look)
        with plugged.silent():
            assert cancelling_takes_s(lambda cancel: plugged.wait(driver, LONG_S, cancel)) < CANCELLED_WITHIN_S
        assert_ready(look)

    @pytest.mark.parametrize("silent", [False, True])
    def test_an_operation_ends_in_time(self, request, plugged, driver, look, silent):
        """Best of three: the machine may be busy with something else."""
        if silent:
            request.getfixturevalue("bench")
        elif not plugged.duty.waits:
            pytest.skip("it waits for nobody")
        assert_ready(look)
        margin_s = plugged.duty.answer_s * silent + LATE_BY_S
        with plugged.silent() if silent else nullcontext():
            assert any(late_s(plugged, driver, 0.3) < margin_s for _ in range(3))
        assert_ready(look)

    def test_closing_twice_is_allowed_and_no_end(self, plugged, driver, look):
        assert_ready(look)
        plugged.use(driver)
        driver.close()
        driver.close()
        plugged.use(driver)
        assert_ready(look)

    def test_thirty_returns_leave_nothing_behind(self, bench, plugged, driver, look):
        """Between two uses; a wire may be open at the one count and closed at the other, so it is closed at both."""
        before = None
        for count in range(RETURNS):
            if count % USED_EVERY == 0:
                plugged.use(driver)
            if count == 1:
                driver.close()
                before = holdings()
            assert_ready(look)
            bench.unplug()
            assert_lost(look)
            bench.replug()
        assert_ready(look)
        driver.close()
        until(lambda: holdings().within(before))
