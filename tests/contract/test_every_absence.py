"""What every driver says of a device that was never switched on."""

import pytest

from drivers.errors import Unavailable
from drivers.faults import Fault
from drivers.status import DeviceState


@pytest.fixture
def gone(wire, device_urls, tmp_path):
    """The address where a device would be."""
    if wire.role in device_urls:
        pytest.skip("the real one is switched on")
    with wire.plugged(tmp_path) as gone:
        pass
    return gone


def test_it_is_a_status_and_no_exception(gone):
    driver = gone.driver()
    assert driver.status().state is DeviceState.OFFLINE
    assert driver.status().faults == {Fault.OFFLINE}
    driver.close()


def test_an_operation_says_so(gone):
    driver = gone.driver()
    with pytest.raises(Unavailable):
        gone.wait(driver, 30.0)
    driver.close()
