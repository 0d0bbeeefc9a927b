"""From settings to drivers: whatever the settings take, the driver takes."""

import pytest

from drivers.faults import Role
from kiosk.devices.roster import Equipment, Holder, device_of, equipment
from kiosk.settings import Devices, SettingsError
from kiosk.settings.addresses import FORMS
from kiosk.settings.devices import BoardSettings, CabinetSettings, CodeScannerSettings


def devices(**given):
    return Devices.model_validate(given)


@pytest.mark.parametrize(("role", "form"), [(role, form) for role, forms in FORMS.items() for form in forms.values()])
def test_every_form_of_an_address_has_a_driver_that_takes_it(role, form):
    (settings,) = devices(**{role.value: form.example}).each()
    driver = device_of(settings, Holder("test"))
    driver.close()


def test_every_role_has_a_place():
    assert set(Equipment.__dataclass_fields__) == {role.value for role in Role}


def test_a_terminal_has_what_its_settings_name():
    found = equipment(devices(ups="serial:/dev/none", cabinet="modbus:/dev/none"), Holder("test"))
    assert (found.ups is None, found.cabinet is None, found.id_card) == (False, False, None)


def test_addresses_that_drivers_cannot_use_are_told_together():
    board = BoardSettings()
    wrong = devices().model_copy(
        update={
            "cabinet": CabinetSettings.model_construct(url="modbus:/dev/none?unit=999", board=board),
            "code_scanner": CodeScannerSettings.model_construct(url="serial:/dev/none?dialect=klingon"),
        }
    )
    with pytest.raises(SettingsError) as caught:
        equipment(wrong, Holder("test"))
    assert str(caught.value).startswith("2 to mend in the settings\n")
    assert "devices.cabinet: " in str(caught.value)
    assert "devices.code_scanner: " in str(caught.value)


def test_where_a_board_is_wired_is_configuration():
    board = {"contacts": {"door_open": 7}, "inverted": ["door_open"], "lights": {"cardReader": 3}}
    (settings,) = devices(cabinet={"url": "modbus:/dev/none", "board": board}).each()
    assert settings.board.board_map().contacts == {"door_open": 7}
    with pytest.raises(ValueError, match="two contacts"):
        devices(cabinet={"url": "modbus:/dev/none", "board": {"contacts": {"door_open": 1, "tampered": 1}}})
