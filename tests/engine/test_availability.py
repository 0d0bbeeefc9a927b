"""A service is offered exactly when what it needs is there."""

from datetime import datetime
from pathlib import Path

import pytest
from kit.fields import FEATURES
from kit.player import flow_from, real_flow

from drivers.faults import Fault, Role
from drivers.status import DeviceState, DeviceStatus
from kiosk.engine.availability import CLOSED, equipped, has_fall_back, hindrance, terminal_hindrance
from kiosk.engine.trouble import PlatformFault, Trouble, of_device, of_platform
from kiosk.protocol.civil_time import CHINA
from kiosk.protocol.opening import Opening
from kiosk.protocol.steps import Way
from kiosk.protocol.steps.on_fault import Remedy

NOON = datetime(2026, 11, 24, 12, tzinfo=CHINA)  # a Tuesday


def status(role, *faults):
    return DeviceStatus(role, DeviceState.ONLINE, frozenset(faults))


def statuses(**given):
    """All devices well, but for those given by role: a fault, or None for one that the terminal does not have."""
    all_well = {role: status(role) for role in Role}
    for name, fault in given.items():
        role = Role(name)
        if fault is None:
            del all_well[role]
        else:
            all_well[role] = status(role, fault)
    return all_well


def flow_of(name):
    return flow_from(FEATURES / f"{name}.yaml")


def test_nothing_hinders_when_all_is_well():
    assert hindrance(real_flow(), statuses(), online=True, now=NOON) is None
    assert terminal_hindrance(statuses()) is None


@pytest.mark.parametrize("role", [Role.ID_CARD, Role.DOCUMENT_PRINTER])
def test_a_device_that_goes_takes_its_services_along(role):
    lost = statuses(**{role: Fault.OFFLINE})
    assert hindrance(real_flow(), lost, online=True, now=NOON) == of_device(role, Fault.OFFLINE)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ID_CARD, Role.DOCUMENT_PRINTER}))
def test_a_device_that_a_service_does_not_need_does_not_hinder_it(role):
    assert hindrance(real_flow(), statuses(**{role: Fault.OFFLINE}), online=True, now=NOON) is None


def test_a_terminal_without_a_printer_offers_nothing_that_prints():
    assert equipped(real_flow(), statuses())
    assert not equipped(real_flow(), statuses(document_printer=None))
    assert equipped(real_flow(), statuses(receipt_printer=None))


@pytest.mark.parametrize(("last", "expected"), [("12:00", CLOSED), ("12:01", None)])
def test_a_service_is_closed_when_its_department_is(last, expected):
    hours = {"hours": [{"days": ["tue"], "first": "08:30", "last": last}]}
    flow = real_flow().model_copy(update={"opening": Opening.model_validate(hours)})
    assert hindrance(flow, statuses(), online=True, now=NOON) == expected


def by(*ways, devices):
    """The feature flow of several ways, by these and with those devices listed."""
    flow = flow_from(Path(__file__).parent / "features" / "identify_by.yaml")
    steps = (flow.steps[0].model_copy(update={"by": ways}), *flow.steps[1:])
    return flow.model_copy(update={"steps": steps, "devices": devices})


CARDS = by(Way.ID_CARD, Way.SOCIAL_CARD, devices=(Role.ID_CARD, Role.SOCIAL_CARD))
SHOWN = by(Way.ID_CARD, Way.E_CREDENTIAL, devices=(Role.ID_CARD, Role.CODE_SCANNER))
TYPED = by(Way.PHONE_CODE, devices=())


@pytest.mark.parametrize("role", [Role.ID_CARD, Role.SOCIAL_CARD])
def test_a_device_of_one_of_several_ways_takes_only_that_way_along(role):
    assert hindrance(CARDS, statuses(**{role: Fault.OFFLINE}), online=True, now=NOON) is None
    assert equipped(CARDS, statuses(**{role: None}))


def test_without_any_way_left_nobody_begins():
    lost = statuses(id_card=Fault.BUSY, social_card=Fault.OFFLINE)
    assert hindrance(CARDS, lost, online=True, now=NOON) == of_device(Role.ID_CARD, Fault.BUSY)
    assert not equipped(CARDS, statuses(id_card=None, social_card=None))


def test_a_way_that_asks_central_is_none_while_it_is_away():
    lost = statuses(id_card=Fault.OFFLINE)
    assert hindrance(SHOWN, lost, online=True, now=NOON) is None
    assert hindrance(SHOWN, lost, online=False, now=NOON) == of_device(Role.ID_CARD, Fault.OFFLINE)
    assert hindrance(SHOWN, statuses(), online=False, now=NOON) is None
    assert hindrance(TYPED, statuses(), online=False, now=NOON) == of_platform(PlatformFault.OFFLINE)
    assert hindrance(TYPED, statuses(), online=True, now=NOON) is None


def test_nobody_pays_where_nobody_can_be_asked_about_it():
    flow = flow_from(Path(__file__).parent / "features" / "pay.yaml").model_copy(update={"offline": "available"})
    assert not flow.operations
    assert hindrance(flow, statuses(), online=False, now=NOON) == of_platform(PlatformFault.OFFLINE)
    assert hindrance(flow, statuses(), online=True, now=NOON) is None


def test_offline_services_wait_for_the_platform():
    assert hindrance(real_flow(), statuses(), online=False, now=NOON) == of_platform(PlatformFault.OFFLINE)


@pytest.mark.parametrize(
    ("role", "fault"),
    [
        (Role.UPS, Fault.ON_BATTERY),
        (Role.UPS, Fault.BATTERY_LOW),
        (Role.UPS, Fault.OVERLOAD),
        (Role.CABINET, Fault.DOOR_OPEN),
        (Role.CABINET, Fault.TAMPERED),
        (Role.CABINET, Fault.TOO_HOT),
        (Role.CABINET, Fault.TOO_COLD),
    ],
)
def test_cabinet_and_mains_are_the_whole_terminals(role, fault):
    assert terminal_hindrance(statuses(**{role: fault})) == of_device(role, fault)


@pytest.mark.parametrize("role", [Role.UPS, Role.CABINET])
@pytest.mark.parametrize("fault", [Fault.OFFLINE, Fault.TIMEOUT, Fault.CORRUPT_FRAME])
def test_a_sensor_out_of_reach_turns_nobody_away(role, fault):
    assert terminal_hindrance(statuses(**{role: fault})) is None


def test_the_gravest_is_told():
    dying = {Role.UPS: status(Role.UPS, Fault.ON_BATTERY, Fault.BATTERY_LOW)}
    assert terminal_hindrance(dying) == of_device(Role.UPS, Fault.BATTERY_LOW)


def test_a_service_that_compares_faces_is_offered_where_they_can_be():
    flow, devices = flow_of("verify_face"), statuses()
    assert hindrance(flow, devices, online=True, now=NOON, verifies=True) is None
    assert hindrance(flow, devices, online=True, now=NOON, verifies=False) == Trouble("face", "NO_VERIFIER")


def test_one_with_a_fall_back_is_offered_in_any_case():
    assert hindrance(flow_of("verify_face_otherwise"), statuses(), online=True, now=NOON, verifies=False) is None


def test_words_at_the_end_are_no_fall_back():
    flow = flow_of("verify_face")
    step = flow.step("face").model_copy(update={"on_fault": {"any": Remedy(end="found")}})
    assert not has_fall_back(step)
    assert has_fall_back(flow_of("verify_face_otherwise").step("face"))
