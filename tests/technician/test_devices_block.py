"""Found devices in a settings file: what was found stands there, and every other character as before."""

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from drivers.faults import Role
from drivers.finding import Finding
from kiosk.devices.probing.choice import Choice
from kiosk.settings import SettingsError
from kiosk.technician.devices_block import NotMergeable, block, merged
from kiosk.technician.writing import write

ROOT = Path(__file__).parents[2]
UPS = Choice(Finding(Role.UPS, "serial:/dev/kiosk/ups?baud=2400", "APC\n  evil: 1"))
READER = Choice(
    Finding(Role.ID_CARD, "serial:/dev/kiosk/id-card?baud=115200", "SAM-V 1"),
    (Finding(Role.ID_CARD, "usb:0400:C35A", "SAM-V 2"),),
)
SOCIAL = Choice(Finding(Role.SOCIAL_CARD, "pcsc:"))
FILE = """\
# the terminal at the gate
state_dir: /var/lib/kiosk   # survives updates

devices:                     # wired by Li
  # never unplug this one
  receipt_printer:
    url: tcp://192.168.1.20:9100   # the one by the door
    width_dots: 384
  id_card: usb:0400:C35A     # old reader
  # end of devices

place: 门口
"""


def test_the_section_can_be_pasted():
    told = yaml.safe_load(block([READER, SOCIAL, UPS]))
    assert told == {"devices": {"id_card": READER.taken.url, "social_card": "pcsc:", "ups": UPS.taken.url}}
    assert "  # id_card: usb:0400:C35A  # SAM-V 2\n" in block([READER])


def test_an_address_is_replaced_and_a_device_added_and_nothing_else():
    after = merged(FILE, [READER, UPS])
    assert after == FILE.replace(
        "  id_card: usb:0400:C35A     # old reader\n",
        "  id_card: serial:/dev/kiosk/id-card?baud=115200     # old reader\n"
        "  # id_card: usb:0400:C35A  # SAM-V 2\n"
        "  ups: serial:/dev/kiosk/ups?baud=2400  # APC evil: 1\n",
    )


def test_the_options_of_a_device_stay():
    printer = Choice(Finding(Role.RECEIPT_PRINTER, "lp:/dev/usb/lp0"))
    assert merged(FILE, [printer]) == FILE.replace("tcp://192.168.1.20:9100", "lp:/dev/usb/lp0")


def test_merging_twice_changes_nothing_more():
    once = merged(FILE, [READER, UPS, SOCIAL])
    assert merged(once, [READER, UPS, SOCIAL]) == once


@pytest.mark.parametrize(
    "text",
    [
        "",
        "place: x",
        "devices:\nplace: x\n",
        "devices:   # none yet\n",
        "devices: {}\n",
        "devices: {}  # none",
        "devices: ~",
    ],
)
def test_a_file_without_devices_gets_them(text):
    after = yaml.safe_load(merged(text, [SOCIAL, UPS]))
    assert after["devices"] == {"social_card": "pcsc:", "ups": UPS.taken.url}
    assert after.get("place") == (yaml.safe_load(text) or {}).get("place")


@pytest.mark.parametrize("text", ["devices: {ups: serial:/dev/a}", "{devices: }", "- devices", "devices: 7"])
def test_what_only_a_person_can_change_is_left_to_a_person(text):
    with pytest.raises(NotMergeable):
        merged(text, [UPS])


def test_a_device_without_an_address_gets_one():
    text = "devices:\n  ups: {}\n  receipt_printer:\n    width_dots: 384\n  cabinet:\n"
    printer = Choice(Finding(Role.RECEIPT_PRINTER, "tcp://a:1"))
    cabinet = Choice(Finding(Role.CABINET, "modbus:/dev/a?baud=9600&unit=1"))
    told = yaml.safe_load(merged(text, [printer, cabinet]))["devices"]
    assert told["receipt_printer"] == {"url": "tcp://a:1", "width_dots": 384}
    assert told["cabinet"] == "modbus:/dev/a?baud=9600&unit=1"


_URLS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.isprintable)
_NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(url=_URLS, name=_NAMES, other=_URLS, crlf=st.booleans())
@example(url="'\U00010000", name="", other="0", crlf=False)
def test_whatever_devices_call_themselves_is_read_back_as_it_was_and_breaks_nothing(url, name, other, crlf):
    text = FILE.replace("\n", "\r\n") if crlf else FILE
    choice = Choice(Finding(Role.UPS, url, name), (Finding(Role.UPS, other, name),), "a guess")
    expected = yaml.safe_load(FILE)
    expected["devices"]["ups"] = url
    after = merged(text, [choice])
    assert yaml.safe_load(after) == expected
    gone = [line for line in text.splitlines() if line not in after.splitlines()]
    assert gone == []


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "terminal.yaml"
    made.write_text(FILE, "utf-8")
    made.chmod(0o640)
    return made


def test_writing_keeps_what_was_and_shows_what_is_new(file):
    diff = write(file, [READER])
    assert "-  id_card: usb:0400:C35A     # old reader" in diff
    assert "+  id_card: serial:/dev/kiosk/id-card?baud=115200     # old reader" in diff
    assert file.with_name("terminal.yaml.bak").read_text("utf-8") == FILE
    assert file.read_text("utf-8") == merged(FILE, [READER])
    assert file.stat().st_mode & 0o777 == 0o640
    assert write(file, [READER]) == []


def test_a_name_that_leads_to_the_file_still_does(file, tmp_path):
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    write(link, [UPS])
    assert link.is_symlink()
    assert "ups" in file.read_text("utf-8")


def test_a_file_that_is_not_there_is_made(tmp_path):
    write(tmp_path / "new.yaml", [UPS])
    assert yaml.safe_load((tmp_path / "new.yaml").read_text("utf-8")) == {"devices": {"ups": UPS.taken.url}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("devices:\n  upss: 1\n  poll_s: 1\n", "new.yaml:2:3: devices.upss: is not known here (did you mean 'ups'?)"),
        ("devices: {ups: serial:/dev/a}", "paste the section by hand"),
        ("a: [", "is no YAML"),
        ("\udcff", "is no YAML"),
    ],
)
def test_a_file_that_would_not_load_is_not_touched(tmp_path, text, words):
    file = tmp_path / "new.yaml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    before = file.read_bytes()
    with pytest.raises(SettingsError) as caught:
        write(file, [UPS])
    assert words in str(caught.value)
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["new.yaml"]


def test_files_that_are_read_together_are_checked_together(file, tmp_path):
    default = ROOT / "config" / "default.yaml"
    with pytest.raises(SettingsError, match=r"platform\.url: is missing"):
        write(file, [UPS], [default, file])
    assert file.read_text("utf-8") == FILE
    own = tmp_path / "own.yaml"
    own.write_text("devices:\n  receipt_printer:\n    width_dots: 384\n", "utf-8")
    write(own, [UPS], [ROOT / "config" / "terminal.example.yaml", own])
    assert yaml.safe_load(own.read_text("utf-8"))["devices"]["ups"] == UPS.taken.url


def test_the_example_takes_everything(tmp_path):
    file = tmp_path / "terminal.yaml"
    file.write_text((ROOT / "config" / "terminal.example.yaml").read_text("utf-8"), "utf-8")
    diff = write(file, [READER, SOCIAL, UPS], [file])
    assert [line for line in diff if line.startswith("-") and not line.startswith("---")] == []
