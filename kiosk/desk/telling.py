"""The desk's state as lines of text, for people at a terminal."""

from drivers.face_camera.stage import Attack, Lighting, Position, Wear
from drivers.faults import Fault, Role
from kiosk.desk.state import (
    CabinetState,
    CodeScannerState,
    DeskState,
    DocumentCameraState,
    DocumentPrinterState,
    FaceCameraState,
    ReceiptPrinterState,
    SocialCardReaderState,
    StationState,
    UpsState,
)
from kiosk.desk.state import CardReaderState as _CardReader

_WIDTH = 17
_USUAL = frozenset({Lighting.DAY, Position.USUAL, Wear.NOTHING, Attack.NONE})


def told(state: DeskState) -> str:
    """Return a line or two for each device: how it is, what is with it, what may be made to ail it."""
    return "\n".join(_device(role, state.station(role)) for role in Role)


def _device(role: Role, station: StationState) -> str:
    faults = ", ".join(fault for fault in station.offers if fault is not Fault.OFFLINE)
    line = f"{role.value:{_WIDTH}} {_condition(station):22} {_particulars(station)}"
    return f"{line.rstrip()}\n{'':{_WIDTH}} {station.url or '-'}   faults: {faults}"


def _condition(station: StationState) -> str:
    if not station.available:
        return f"not here: {station.why}"
    if not station.powered:
        return "without power"
    if not station.plugged:
        return "unplugged"
    return ", ".join(station.faults) or "ready"


def _particulars(station: StationState) -> str:
    match station:
        case SocialCardReaderState(card=int(card)):
            return f"card of person {card}{', contactless' * station.contactless}"
        case _CardReader(card=card):
            return f"card of person {card}" if card else "no card"
        case ReceiptPrinterState():
            low = ", low" * station.paper_low
            left = f"{station.roll_mm / 1000:.1f} m of paper{low}"
            return f"{station.receipts} printed, {station.lying} not torn off; {left}"
        case DocumentPrinterState():
            stock = f"{station.sheets_left} sheets left, toner {station.toner_percent:.0f} %"
            return f"{station.documents} printed, {station.lying} sheets in the mouth; {stock}"
        case FaceCameraState():
            how = (station.light, station.position, station.wear, station.attack)
            unusual = [word for word in how if word not in _USUAL]
            return f"sees {', '.join([station.stands, *unusual])}{', is watched' * station.watched}"
        case DocumentCameraState():
            return f"sees {station.sees}{', is watched' * station.watched}"
        case CodeScannerState():
            held = "no code" if station.held is None else f"code {station.held!r}" if station.held else "a code"
            return f"{held} before it{', lit' * station.lit}; codes: {', '.join(station.codes)}"
        case CabinetState():
            lights = ", ".join(f"{light} {flash}" for light, flash in station.lights.items() if flash != "off")
            there = "somebody before it" if station.presence else "nobody before it"
            return f"{station.temperature_c:.0f} °C, {there}; lights: {lights or 'dark'}"
        case UpsState():
            return f"mains {'on' if station.mains else 'cut'}, battery {station.charge_percent} %"
    return ""
