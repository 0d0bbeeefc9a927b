"""The tables that stand as code: status bytes, ethnic groups, the cost of the wire."""

import pytest

from drivers.catalogue import CATALOGUE
from drivers.faults import Fault, Role
from drivers.id_card.commands import FAULT_OF, Sw3, fault_of
from drivers.id_card.ethnic import ETHNIC_GROUPS, ethnic_name
from drivers.id_card.wire import wire_limit_s


@pytest.mark.parametrize("sw3", Sw3)
def test_every_status_byte_means_something_that_a_technician_can_look_up(sw3):
    fault = FAULT_OF[sw3]
    assert fault_of(int(sw3)) is fault
    assert (fault is None) == (sw3 in (Sw3.OK, Sw3.FOUND))
    assert fault is None or (Role.ID_CARD, fault) in CATALOGUE


def test_unknown_status_bytes_are_errors():
    assert fault_of(0x67) is Fault.HARDWARE_ERROR


def test_the_56_groups_and_four_more():
    assert [code for code in ETHNIC_GROUPS if int(code) <= 56] == [f"{n:02d}" for n in range(1, 57)]
    assert len(ETHNIC_GROUPS) == 60
    assert len(set(ETHNIC_GROUPS.values())) == 60


@pytest.mark.parametrize(
    ("code", "name"),
    [("01", "汉"), ("11", "满"), ("15", "土家"), ("25", "水"), ("26", "东乡"), ("56", "基诺"), ("99", "")],
)
def test_ethnic_names(code, name):
    assert ethnic_name(code) == name


@pytest.mark.parametrize(("baud", "seconds"), [(115200, 0.11797), (9600, 1.41563)])
def test_the_wire_limit(baud, seconds):
    assert wire_limit_s(baud) == pytest.approx(seconds, abs=1e-5)
