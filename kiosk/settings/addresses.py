"""How the address of a device may be written, by role: what `config` takes and `kiosk device probe` proposes."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

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
    form = forms[scheme]
    for name, _ in parse_qsl(rest.partition(form.mark)[2], keep_blank_values=True):
        if name not in form.options:
            hint = did_you_mean(name, form.options) or f"known are {', '.join(form.options) or 'none'}"
            raise ValueError(f"an address in {scheme}: knows no option {name!r}; {hint}")
