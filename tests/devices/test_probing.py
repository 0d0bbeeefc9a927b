"""Which wires there are, whose they are, and what to take of what was found."""

import os

import pytest
from serial.tools.list_ports_common import ListPortInfo

from drivers.cancel import Cancel
from drivers.faults import Role
from drivers.finding import Finding
from drivers.id_card.emulator import SamVEmulator
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.serial_port import SerialPort
from drivers.receipt_printer.usb_port import UsbPort
from drivers.transport.serial_pipe import SerialPipe
from drivers.transport.usb_bus import UsbBus
from drivers.transport.usb_descriptors import Descriptor, Endpoint, Interface
from drivers.transport.usb_device import UsbAddress
from drivers.transport.usb_gadget import UsbGadget
from kiosk.devices.probing.choice import choose
from kiosk.devices.probing.hunt import Hunt
from kiosk.devices.probing.wire import Wire, key, plain
from kiosk.devices.probing.wires import serial_wires, usb_wires

FACE, DOCUMENT = Role.FACE_CAMERA, Role.DOCUMENT_CAMERA


def port(device, **told):
    made = ListPortInfo(str(device), skip_link_detection=True)
    for name, value in told.items():
        setattr(made, name, value)
    return made


@pytest.fixture
def machine(tmp_path):
    """A machine's folders: names that udev gave, what the kernel knows of its ttys, its consoles."""
    for name in ("kiosk", "dev", "tty"):
        (tmp_path / name).mkdir()
    for tty in ("ttyS0", "ttyS1", "ttyUSB0", "ttyUSB1"):
        (tmp_path / "dev" / tty).touch()
        (tmp_path / "tty" / tty).mkdir()
    (tmp_path / "tty" / "ttyS0" / "type").write_text("4\n", "ascii")
    (tmp_path / "tty" / "ttyS1" / "type").write_text("0\n", "ascii")
    (tmp_path / "kiosk" / "id-card").symlink_to(tmp_path / "dev" / "ttyUSB1")
    return tmp_path


def found(machine, *names, **told):
    ports = [port(machine / "dev" / name, **told) for name in names]
    consoles = machine / "consoles"
    return list(serial_wires(ports, names=machine / "kiosk", ttys=machine / "tty", consoles=consoles))


def test_a_name_from_udev_is_preferred(machine):
    assert [wire.address for wire in found(machine, "ttyUSB0", "ttyUSB1")] == [
        f"serial:{machine}/dev/ttyUSB0",
        f"serial:{machine}/kiosk/id-card",
    ]


def test_uarts_that_are_not_there_are_no_wires(machine):
    assert [wire.address for wire in found(machine, "ttyS0", "ttyS1")] == [f"serial:{machine}/dev/ttyS0"]


def test_a_radio_that_would_call_another_machine_is_left_alone(machine):
    (machine / "dev" / "rfcomm0").touch()
    assert found(machine, "rfcomm0") == []


def test_nobody_speaks_on_the_console(machine):
    (machine / "consoles").write_text("ttyS0  -W- (EC p a)  4:64\ntty0 -WU (E  p  )  4:7\n", "ascii")
    (wire,) = found(machine, "ttyS0")
    (seen,) = Hunt(frozenset(Role), Cancel(), held={}).look_at([wire], done=lambda _: None)
    assert (seen.findings, seen.barred) == ((), "it is the system's console")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("serial:/dev/null?baud=9600", "modbus:/dev/null?baud=115200&unit=3"),
        ("v4l2:/dev/null?width=1", "v4l2:/dev/null"),
        ("http://camera/a#width=1&height=2", "http://camera/a"),
        ("tcp://printer:9100", "tcp://PRINTER:9100"),
        ("usb:0400:C35A?framing=B", "usb:0400:c35a"),
        ("usb:0400:C35A?framing=B&serial=A17", "usb:0400:C35A?serial=A17"),
    ],
)
def test_addresses_of_one_wire_have_one_key(one, other):
    assert key(one) == key(other) == key(plain(one))


def test_a_link_is_the_wire_that_it_leads_to(tmp_path):
    (tmp_path / "name").symlink_to("/dev/null")
    assert key(f"serial:{tmp_path}/name?baud=9600") == key("serial:/dev/null")


def test_different_wires_have_different_keys():
    wires = ["serial:/dev/null", "serial:/dev/zero", "tcp://a:1", "tcp://a:2", "pcsc:A", "pcsc:a", "usb:1:2", "usb:1:3"]
    assert len({key(each) for each in wires}) == len(wires)


def looked(*wires, held=None, roles=frozenset(Role)):
    return Hunt(roles, Cancel(), held=held or {}).look_at(wires, done=lambda _: None)


@pytest.fixture
def reader(tmp_path):
    emulator = SamVEmulator(tmp_path / "reader", wire_time=False)
    emulator.start()
    yield emulator
    emulator.stop()


def test_a_port_that_another_program_holds_is_said_to_be_busy(reader):
    wire = Wire(plain(reader.url))
    pipe = SerialPipe(wire.path, 115200)
    (busy,) = looked(wire)
    pipe.close()
    (free,) = looked(wire)
    assert (busy.findings, busy.barred[:5]) == ((), "busy:")
    assert [each.role for each in free.findings] == [Role.ID_CARD]


def test_nobody_speaks_on_what_a_terminal_holds(reader):
    (seen,) = looked(Wire(plain(reader.url)), held={key(reader.url): "busy: a terminal"})
    assert (seen.findings, seen.barred) == ((), "busy: a terminal")


def test_a_wire_that_is_not_there_or_not_ours_is_told_apart_from_one_that_is_silent(tmp_path):
    (tmp_path / "ours").touch()
    (tmp_path / "ours").chmod(0)
    none, ours = looked(Wire(f"serial:{tmp_path}/none"), Wire(f"serial:{tmp_path}/ours"))
    assert none.barred == "there is no such device"
    assert ours.barred  # root may open it, and learns that it is no serial port
    if os.geteuid():
        assert "no permission" in ours.barred


def test_only_the_roles_that_were_asked_for_look(reader):
    (seen,) = looked(Wire(plain(reader.url)), roles=frozenset({Role.SOCIAL_CARD}))
    assert seen.findings == ()


def test_a_printer_on_a_line_is_known_before_anybody_else_speaks_there(tmp_path):
    printer = EscPosEmulator(port=SerialPort(tmp_path / "line", baud=19200))
    printer.start()
    (seen,) = looked(Wire(f"serial:{tmp_path}/line"), roles=frozenset({Role.UPS, Role.CODE_SCANNER}))
    printer.stop()
    assert (seen.findings, seen.barred) == ((), "it is a receipt_printer")
    assert not printer.unknown
    assert printer.worked_off == b"" or b"Q1" not in printer.worked_off


def test_of_several_the_first_is_taken_and_the_others_are_kept():
    one, two = Finding(Role.UPS, "serial:/dev/a"), Finding(Role.UPS, "serial:/dev/b")
    (choice,) = choose([one, two])
    assert (choice.taken, choice.others) == (one, (two,))


def test_choices_stand_in_the_order_of_the_roles():
    found = [Finding(role, "x:") for role in reversed(Role) if role not in (FACE, DOCUMENT)]
    assert [choice.taken.role for choice in choose(found)] == [role for role in Role if role not in (FACE, DOCUMENT)]


def cameras(*told):
    """Both looks at each camera, told as (name, width, height); a width of 0 is not known."""
    for number, (name, width, height) in enumerate(told):
        size = f"?width={width}&height={height}" if width else ""
        yield Finding(FACE, f"v4l2:/dev/video{number}" + ("?width=1280&height=720" if width else ""), name)
        yield Finding(DOCUMENT, f"v4l2:/dev/video{number}{size}", name)


@pytest.mark.parametrize(
    ("told", "face", "document"),
    [
        ([("Webcam", 1280, 720)], 0, None),
        ([("Webcam", 3264, 2448)], None, 0),
        ([("DocCam A3", 1280, 720)], None, 0),
        ([("Face camera", 3264, 2448)], 0, None),
        ([("USB Camera", 1920, 1080), ("USB Camera", 2592, 1944)], 0, 1),
        ([("USB Camera", 2592, 1944), ("USB Camera", 1920, 1080)], 1, 0),
        ([("高拍仪", 0, 0), ("双目人脸", 0, 0)], 1, 0),
        ([("Camera", 0, 0), ("Camera", 0, 0)], 0, 1),
        ([("Camera", 1280, 720), ("Face", 2592, 1944)], 1, 0),
    ],
)
def test_cameras_are_told_apart_by_name_then_by_size_then_by_order(told, face, document):
    chosen = {choice.taken.role: choice for choice in choose(cameras(*told))}
    numbers = [int(chosen[role].taken.url[15]) if role in chosen else None for role in (FACE, DOCUMENT)]
    assert numbers == [face, document]
    assert all(choice.guess.startswith("a guess by ") for choice in chosen.values())
    assert all(choice.others == () for choice in chosen.values())


def test_a_camera_that_nobody_looked_at_as_the_other_is_what_was_asked_for():
    found = [each for each in cameras(("Webcam", 1280, 720)) if each.role is DOCUMENT]
    assert [choice.taken.role for choice in choose(found)] == [DOCUMENT]


def test_of_the_usb_only_known_readers_and_printers_are_spoken_to():
    bus = UsbBus()
    printer = UsbPort(bus, serial_number="A17")
    others = [
        UsbGadget(Descriptor(0x046D, 0xC31C, (Interface(0, 3, 1, 1, (Endpoint(0x81),)),), "EXAMPLE", "Keyboard")),
        UsbGadget(Descriptor(0x0400, 0xC35A, (Interface(0, 3, 0, 0, (Endpoint(0x81),)),), "EXAMPLE", "Reader")),
    ]
    for gadget in (*others, printer.gadget):
        bus.attach(gadget)
    found = usb_wires([UsbAddress(0x0400, 0xC35A)], backend=bus)
    assert [wire.address for wire in found] == ["usb:0400:C35A", "usb:0416:5011?serial=A17"]
    driven = usb_wires([], driven={(0x0416, 0x5011)}, backend=bus)
    assert driven == [], "two who speak to one printer disturb it"
