"""What a USB device says of itself, as the bytes it sends. Pure. Source: USB 2.0, chapter 9.6.

Simplified: one configuration, numbered 1; interfaces stand in it in the order of their numbers from 0, alternate
settings one behind the other.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace

BULK, INTERRUPT = 2, 3
IN = 0x80  # of an endpoint's address and of a control request's type
DEVICE, CONFIGURATION, STRING, INTERFACE, ENDPOINT = 1, 2, 3, 4, 5

_US_ENGLISH = 0x0409
_BUS_POWERED, _POWER_UNIT_MA = 0x80, 2
_FORMATS: Mapping[int, tuple[str, str]] = {
    DEVICE: (
        "<BBHBBBBHHHBBBB",
        (
            "bLength bDescriptorType bcdUSB bDeviceClass bDeviceSubClass bDeviceProtocol bMaxPacketSize0 idVendor "
            "idProduct bcdDevice iManufacturer iProduct iSerialNumber bNumConfigurations"
        ),
    ),
    CONFIGURATION: (
        "<BBHBBBBB",
        "bLength bDescriptorType wTotalLength bNumInterfaces bConfigurationValue iConfiguration bmAttributes bMaxPower",
    ),
    INTERFACE: (
        "<BBBBBBBBB",
        (
            "bLength bDescriptorType bInterfaceNumber bAlternateSetting bNumEndpoints bInterfaceClass "
            "bInterfaceSubClass bInterfaceProtocol iInterface"
        ),
    ),
    ENDPOINT: ("<BBBBHB", "bLength bDescriptorType bEndpointAddress bmAttributes wMaxPacketSize bInterval"),
}


@dataclass(frozen=True)
class Endpoint:
    """One pipe: `address` has `IN` set when it leads to the host; `attributes` is BULK or INTERRUPT."""

    address: int
    attributes: int = BULK
    max_packet_bytes: int = 64
    interval_ms: int = 0

    def encode(self) -> bytes:
        return _pack(ENDPOINT, self.address, self.attributes, self.max_packet_bytes, self.interval_ms)


@dataclass(frozen=True)
class Interface:
    """One function of the device in one alternate setting; `class_code` by usb.org: 3 HID, 7 printer, 0xFF vendor's."""

    number: int = 0
    class_code: int = 0xFF
    subclass: int = 0
    protocol: int = 0
    endpoints: tuple[Endpoint, ...] = ()
    alternate: int = 0

    def encode(self) -> bytes:
        head = (self.number, self.alternate, len(self.endpoints), self.class_code, self.subclass, self.protocol, 0)
        return _pack(INTERFACE, *head) + b"".join(endpoint.encode() for endpoint in self.endpoints)


@dataclass(frozen=True)
class Descriptor:
    """A whole device. Strings that are empty are not offered."""

    vendor: int
    product: int
    interfaces: tuple[Interface, ...]
    manufacturer_name: str = ""
    product_name: str = ""
    serial_number: str = ""
    release: int = 0x0100

    @property
    def strings(self) -> tuple[str, str, str]:
        """Strings number 1, 2 and 3."""
        return self.manufacturer_name, self.product_name, self.serial_number

    def encode(self) -> bytes:
        numbers = (number if text else 0 for number, text in enumerate(self.strings, start=1))
        return _pack(DEVICE, 0x0200, 0, 0, 0, 64, self.vendor, self.product, self.release, *numbers, 1)

    def encode_configuration(self) -> bytes:
        """Return the configuration with all that stands in it."""
        rest = b"".join(interface.encode() for interface in self.interfaces)
        count = len({interface.number for interface in self.interfaces})
        return _pack(CONFIGURATION, 9 + len(rest), count, 1, 0, _BUS_POWERED, 100 // _POWER_UNIT_MA) + rest

    def encode_string(self, number: int) -> bytes | None:
        """Return string `number`; 0 is the list of languages; None when there is none."""
        if number == 0:
            return bytes((4, STRING)) + _US_ENGLISH.to_bytes(2, "little")
        if not 1 <= number <= len(self.strings) or not self.strings[number - 1]:
            return None
        raw = self.strings[number - 1].encode("utf-16-le")
        return bytes((2 + len(raw), STRING)) + raw


def parse(raw: bytes) -> SimpleNamespace:
    """Return the fields of the descriptor at the head of `raw` under the names of the standard, as libusb does."""
    layout, names = _FORMATS[raw[1]]
    return SimpleNamespace(**dict(zip(names.split(), struct.unpack_from(layout, raw), strict=True)))


def _pack(kind: int, *values: int) -> bytes:
    layout = _FORMATS[kind][0]
    return struct.pack(layout, struct.calcsize(layout), kind, *values)
