"""The settings: what is written is taken; what is wrong is told whole, with its line and its remedy."""

from pathlib import Path

import pytest

from drivers.faults import Role
from kiosk.settings import SettingsError, load_settings
from kiosk.settings.addresses import FORMS, check_address

ROOT = Path(__file__).parents[2]
GOOD = """\
state_dir: /var/lib/kiosk
devices:
  id_card: serial:/dev/kiosk/id-card?baud=115200
  receipt_printer:
    url: tcp://192.168.1.20:9100
    width_dots: 384
platform:
  url: https://central.example.gov.cn
  public_url: https://verify.example.gov.cn
  trusted_root: /etc/kiosk/root.json
"""


@pytest.fixture
def written(tmp_path):
    def write(text, name="terminal.yaml"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return write


def complaint(*files, **overrides):
    with pytest.raises(SettingsError) as caught:
        load_settings(files, overrides)
    return str(caught.value)


def test_a_device_is_an_address_or_a_mapping(written):
    devices = load_settings([written(GOOD)]).devices
    assert devices.id_card.url == "serial:/dev/kiosk/id-card?baud=115200"
    assert (devices.receipt_printer.url, devices.receipt_printer.width_dots) == ("tcp://192.168.1.20:9100", 384)
    assert [one.role for one in devices.each()] == [Role.ID_CARD, Role.RECEIPT_PRINTER]


def test_a_terminals_own_file_overrides_and_adds(written):
    own = written("devices: {receipt_printer: {width_dots: 576}, poll_s: 0.5}\n", "own.yaml")
    devices = load_settings([written(GOOD), own], {"devices": {"ups": "serial:/dev/ttyUSB3"}}).devices
    assert (devices.receipt_printer.width_dots, devices.poll_s) == (576, 0.5)
    assert devices.receipt_printer.url == "tcp://192.168.1.20:9100"
    assert devices.ups.url == "serial:/dev/ttyUSB3"


def test_every_mistake_is_told_at_once_with_its_line_and_its_remedy(written):
    told = complaint(
        written("""\
state_dir: /var/lib/kiosk
devices:
  id_crad: serial:/dev/ttyUSB0
  receipt_printer:
    url: tpc://192.168.1.20
    width_dots: wide
    charset: big5
  document_printer: ipp://host/ipp/print?colour=yes
  ups: serial:/dev/ttyUSB3?buad=2400
platform:
  url: https://central.example.gov.cn
  trusted_root: /etc/kiosk/root.json
""")
    )
    assert told.startswith("7 to mend in the settings\n")
    expected = [
        ("3:3:", "devices.id_crad: is not known here", "did you mean 'id_card'?"),
        ("5:10:", "'tpc://192.168.1.20' names no receipt_printer", "did you mean 'tcp'?"),
        ("6:17:", "devices.receipt_printer.width_dots", "integer"),
        ("7:14:", "devices.receipt_printer.charset", "gb18030, gbk, none"),
        ("8:21:", "an address in ipp: knows no option 'colour'", "known are none"),
        ("9:8:", "an address in serial: knows no option 'buad'", "did you mean 'baud'?"),
        ("11:3:", "platform.public_url: is missing", ""),
    ]
    for place, what, remedy in expected:
        line = next((line for line in told.splitlines() if f"terminal.yaml:{place}" in line), told)
        assert what in line
        assert remedy in line


@pytest.mark.parametrize(
    ("role", "address", "told"),
    [
        ("code_scanner", "serial:/dev/ttyACM0?dialect=newlnd", "did you mean 'newland'?"),
        ("ups", "serial:/dev/ttyUSB3?baud=abc", "no positive whole number"),
        ("cabinet", "modbus:/dev/ttyUSB2?unit=900", "none of 1 to 247"),
        ("face_camera", "v4l2:/dev/video0?width=640&height=tall", "height"),
        ("social_card", "pcsc:?socket=relative", "a path from /"),
        ("document_printer", "ipps://host/ipp/print?fingerprint=short", "fingerprint"),
        ("id_card", "usb:0400", "usb:0400:C35A"),
        ("receipt_printer", "tcp://host:port", "port"),
        ("document_camera", "http://somebody:secret@host/stream", "no user and password"),
    ],
)
def test_what_a_driver_would_refuse_is_told_with_its_line(written, role, address, told):
    told_in_all = complaint(written(GOOD), written(f"devices:\n  {role}: '{address}'\n", "own.yaml"))
    assert f"own.yaml:2:{len(role) + 5}: devices.{role}" in told_in_all
    assert told in told_in_all
    assert "secret" not in told_in_all


def test_a_mistake_is_told_of_the_file_that_holds_it(written):
    own = written("devices:\n  poll_s: -1\n", "own.yaml")
    assert "own.yaml:2:11: devices.poll_s" in complaint(written(GOOD), own)
    assert "--set:" in complaint(written(GOOD), devices={"poll_s": -1})


@pytest.mark.parametrize("text", ["- a list", "a: [", "a: 1\na: 2\n", "\xff"])
def test_what_is_no_settings_file_is_told_with_its_line(written, text):
    file = written(text)
    assert f"{file}:" in complaint(file)


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert "none.yaml" in complaint(tmp_path / "none.yaml")


def test_the_files_that_are_shipped_are_settings():
    settings = load_settings([ROOT / "config/default.yaml", ROOT / "config/terminal.example.yaml"])
    assert {one.role for one in settings.devices.each()} == set(Role)


@pytest.mark.parametrize(("role", "form"), [(role, form) for role, forms in FORMS.items() for form in forms.values()])
def test_every_example_of_an_address_is_an_address(role, form):
    check_address(role, form.example)


def test_an_empty_section_names_no_device(written):
    empty = GOOD.replace(GOOD[GOOD.index("  id_card") : GOOD.index("platform:")], "")
    assert "devices:\nplatform:" in empty
    assert list(load_settings([written(empty)]).devices.each()) == []


@pytest.mark.parametrize("char", ["\x1b", "\x9b", "\u202e", "\n"])
def test_an_address_that_could_steer_a_screen_is_refused_and_not_shown(written, char):
    told = complaint(written(GOOD), devices={"ups": f"serial:/dev/tty{char}[31m"})
    assert "devices.ups.url" in told
    assert char == "\n" or char not in told


@pytest.mark.parametrize("poll_s", [0, 61, float("inf"), float("nan")])
def test_a_poll_is_a_time_that_passes(written, poll_s):
    assert "devices.poll_s" in complaint(written(GOOD), devices={"poll_s": poll_s})
