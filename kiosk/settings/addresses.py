"""How the address of a device may be written, by role: what `config` takes and `kiosk device probe` proposes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from drivers.faults import Role
from kiosk.protocol.model_problems import did_you_mean


@dataclass(frozen=True)
class Form:
    """One kind of wire: how its address is written, and the options that may follow `mark`."""

    example: str
    options: tuple[str, ...] = ()
    mark: str = "?"


_BAUD = ("baud",)
_SERIAL = Form("serial:/dev/kiosk/NAME?baud=115200", _BAUD)
_NETWORK_CAMERA = Form("http://192.168.1.30:8080/stream.mjpeg#width=1280&height=720", ("width", "height"), "#")
_VIDEO_OPTIONS = ("width", "height", "fps", "format", "exposure_ms")
FORMS: Mapping[Role, Mapping[str, Form]] = {
    Role.ID_CARD: {"serial": _SERIAL, "usb": Form("usb:0400:C35A", ("framing", "serial"))},
    Role.SOCIAL_CARD: {"pcsc": Form("pcsc:", ("socket",))},
    Role.RECEIPT_PRINTER: {
        "serial": Form(_SERIAL.example, (*_BAUD, "flow")),
        "tcp": Form("tcp://192.168.1.20:9100"),
        "usb": Form("usb:04B8:0E15", ("serial",)),
        "lp": Form("lp:/dev/usb/lp0"),
    },
    Role.DOCUMENT_PRINTER: {
        "ipp": Form("ipp://192.168.1.21:631/ipp/print"),
        "ipps": Form(f"ipps://192.168.1.21:631/ipp/print?fingerprint=sha256:{'0' * 64}", ("fingerprint",)),
        "cups": Form("cups:QUEUE", ("socket", "fingerprint")),
    },
    Role.FACE_CAMERA: {
        "v4l2": Form("v4l2:/dev/video0?width=1280&height=720", _VIDEO_OPTIONS),
        "http": _NETWORK_CAMERA,
    },
    Role.CODE_SCANNER: {
        "serial": Form("serial:/dev/ttyACM0?baud=115200&dialect=newland", (*_BAUD, "dialect", "terminator"))
    },
    Role.DOCUMENT_CAMERA: {
        "v4l2": Form("v4l2:/dev/video2?width=3264&height=2448", _VIDEO_OPTIONS),
        "http": _NETWORK_CAMERA,
    },
    Role.CABINET: {"modbus": Form("modbus:/dev/ttyUSB2?baud=9600&unit=1", (*_BAUD, "unit"))},
    Role.UPS: {"serial": Form("serial:/dev/ttyUSB3?baud=2400", _BAUD)},
}


def check_address(role: Role, address: str) -> None:
    """Raise unless `address` is written as one of the role's forms.

    Raises:
        ValueError: `what is wrong; remedy`.
    """
    if not address.isprintable():  # it is going to stand on screens and in logs
        raise ValueError(f"{address!r} holds characters that cannot be seen; write it anew")
    forms = FORMS[role]
    scheme, colon, rest = address.partition(":")
    if not colon or scheme not in forms:
        near = did_you_mean(scheme, forms)
        written = " or ".join(form.example for form in forms.values())
        raise ValueError(f"{address!r} names no {role}; {near + ' ' if near else ''}write {written}")
    if "@" in urlsplit(address).netloc:
        raise ValueError("an address holds no user and password; put the device where it needs none")
    form = forms[scheme]
    for name, _ in parse_qsl(rest.partition(form.mark)[2], keep_blank_values=True):
        if name not in form.options:
            hint = did_you_mean(name, form.options) or f"known are {', '.join(form.options) or 'none'}"
            raise ValueError(f"an address in {scheme}: knows no option {name!r}; {hint}")
    _PARSERS[role](address)


# What the driver itself makes of an address. Pure, each with the libraries of its own role only.


def _id_card(address: str) -> None:
    if address.startswith("usb:"):
        from drivers.id_card.usb_opening import UsbOpening

        UsbOpening(address)
    else:
        from drivers.id_card.serial_opening import SerialOpening

        SerialOpening(address)


def _social_card(address: str) -> None:
    from drivers.social_card.device import parse_url

    parse_url(address)


def _receipt_printer(address: str) -> None:
    from drivers.transport.url import read_name

    read_name(address)


def _document_printer(address: str) -> None:
    from drivers.document_printer.address import address_of

    address_of(address)


def _camera(address: str) -> None:
    from drivers.video.source import parse

    parse(address)


def _code_scanner(address: str) -> None:
    from drivers.code_scanner.device import SerialCodeScanner

    SerialCodeScanner(address)


def _cabinet(address: str) -> None:
    from drivers.cabinet.device import ModbusCabinet

    ModbusCabinet(address)


def _ups(address: str) -> None:
    from drivers.ups.device import MegatecUps

    MegatecUps(address)


_PARSERS: Mapping[Role, Callable[[str], None]] = {
    Role.ID_CARD: _id_card,
    Role.SOCIAL_CARD: _social_card,
    Role.RECEIPT_PRINTER: _receipt_printer,
    Role.DOCUMENT_PRINTER: _document_printer,
    Role.FACE_CAMERA: _camera,
    Role.CODE_SCANNER: _code_scanner,
    Role.DOCUMENT_CAMERA: _camera,
    Role.CABINET: _cabinet,
    Role.UPS: _ups,
}
