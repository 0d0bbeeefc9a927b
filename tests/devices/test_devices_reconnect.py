"""A device that is lost and comes back, again and again: found again each time, and nothing leaks.

A thousand times where a return is quick; on the other wires as often as there is time for.
"""

import time
from contextlib import ExitStack, contextmanager

import pytest
from kit.holdings import holdings
from kit.patience import until
from kit.wires import WIRES, Wire, wire_named

from drivers.faults import Role
from kiosk.devices.host import DeviceHost

pytestmark = [pytest.mark.no_cover, pytest.mark.long]  # goes through the same lines over and over

RETURNS = {
    wire_named(Role.ID_CARD, "serial"): 1000,
    wire_named(Role.RECEIPT_PRINTER, "tcp"): 1000,
    wire_named(Role.ID_CARD, "usb-A"): 200,
    wire_named(Role.RECEIPT_PRINTER, "serial"): 100,
    wire_named(Role.RECEIPT_PRINTER, "usb"): 100,
    wire_named(Role.CABINET, "modbus"): 50,
    wire_named(Role.CODE_SCANNER, "newland"): 50,
    wire_named(Role.FACE_CAMERA, "http"): 50,
    wire_named(Role.DOCUMENT_CAMERA, "http"): 50,
    wire_named(Role.SOCIAL_CARD, "pcsc"): 50,
    wire_named(Role.UPS, "serial"): 30,
    wire_named(Role.DOCUMENT_PRINTER, "ipp"): 30,
    wire_named(Role.DOCUMENT_PRINTER, "cups"): 30,
}
_WARM_UP = 20
_MOST_GROWTH_BYTES = 4_000_000
_AGAIN = 2
_FOUND_AGAIN_S = 2.0
_PATIENCE_S = 20.0


@contextmanager
def hosted(plugged, poll_s):
    host = DeviceHost(plugged.wire.role, plugged.driver(), poll_s=poll_s, told=lambda _status: None)
    host.start()
    yield host
    host.stop()


@pytest.mark.parametrize(("wire", "returns"), RETURNS.items(), ids=str)
def test_returns_leave_nothing_behind(wire: Wire, returns: int, tmp_path):
    before = None
    with wire.plugged(tmp_path) as plugged, hosted(plugged, poll_s=0.005) as host:
        until(lambda: host.last_status.ready, timeout_s=_PATIENCE_S)
        for count in range(returns):
            if count == min(_WARM_UP, returns // 2):
                before = holdings()
            plugged.far_end.unplug()
            until(lambda: not host.last_status.ready, timeout_s=_PATIENCE_S)
            plugged.far_end.replug()
            until(lambda: host.last_status.ready, timeout_s=_PATIENCE_S)
        # Two files: a wire may be open at one count and between two tries at the other.
        until(lambda: holdings().within(before, files=2, growth_bytes=_MOST_GROWTH_BYTES))


def lost_for_long(host):
    """Wait until the pauses between two looks have grown as long as they get."""
    until(lambda: host._pause_s == 1.0, timeout_s=30)


def back_after_s(far_end, host):
    far_end.replug()
    came = time.monotonic()
    until(lambda: host.last_status.ready, timeout_s=_PATIENCE_S)
    return time.monotonic() - came


def test_a_device_is_found_within_two_seconds_of_its_return_however_long_it_was_away(tmp_path_factory):
    """All of them are away at once, because that takes a while, and return one by one."""
    took_s = {}
    with ExitStack() as stack:
        away = {}
        for wire in WIRES:
            plugged = stack.enter_context(wire.plugged(tmp_path_factory.mktemp("wire")))
            plugged.far_end.unplug()
            away[wire] = plugged.far_end, stack.enter_context(hosted(plugged, poll_s=2.0))
        for _, host in away.values():
            lost_for_long(host)
        for wire, (far_end, host) in away.items():
            took_s[str(wire)] = back_after_s(far_end, host)
            for _ in range(_AGAIN):  # the machine may have been busy with something else
                if took_s[str(wire)] < _FOUND_AGAIN_S:
                    break
                far_end.unplug()
                lost_for_long(host)
                took_s[str(wire)] = back_after_s(far_end, host)
    assert max(took_s.values()) < _FOUND_AGAIN_S, took_s
