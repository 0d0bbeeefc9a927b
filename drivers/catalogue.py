"""What each fault of each device means to a technician: its code and the first thing to do.

Residents read other words: those stand in assets/texts/faults/<role>.<lang>.yaml under the same pair (role, fault).
"""

from dataclasses import dataclass

from drivers.faults import Fault, Role, Threshold


@dataclass(frozen=True)
class Entry:
    """A technician's line: `code` is stable for ever and stands in alarms; `remedy` is the first thing to try."""

    code: str
    remedy: str


_WIRE: dict[Fault, tuple[int, str]] = {
    Fault.OFFLINE: (1, "Check the cable and the power of the device; it reconnects by itself."),
    Fault.TIMEOUT: (2, "The device is connected but silent: switch it off and on."),
    Fault.CORRUPT_FRAME: (3, "Check the cable and the configured rate; look for interference."),
    Fault.BUSY: (4, "Another program or job holds the device; look at its queue."),
    Fault.CANCELLED: (5, "The terminal gave up waiting; no action."),
    Fault.HARDWARE_ERROR: (6, "The device reports a defect: read its own display, then call service."),
}
_CARD: dict[Fault, tuple[int, str]] = {
    Fault.NO_CARD: (10, "No card was found; clean the reader's surface if it repeats."),
    Fault.WRONG_CARD: (11, "The card is of another kind; no action."),
    Fault.CARD_REMOVED: (12, "The card was lifted too early; no action."),
    Fault.CARD_UNREADABLE: (13, "Clean the reader; try the test card."),
    Fault.CARD_INVALID: (14, "The card's contents contradict themselves; report the card, not the reader."),
    Fault.NOT_AUTHORISED: (
        15,
        "The reader's security module is locked or not authorised: replace the reader.",
    ),
}
_PAPER: dict[Fault, tuple[int, str]] = {
    Fault.PAPER_OUT: (20, "Load paper."),
    Fault.PAPER_JAM: (21, "Open the printer, take the sheet out, close it."),
    Fault.COVER_OPEN: (22, "Close the cover."),
    Fault.TONER_OUT: (23, "Replace the toner cartridge."),
    Fault.OUTPUT_FULL: (24, "Empty the output tray."),
    Fault.CUTTER_ERROR: (25, "Clear the cutter, switch the printer off and on."),
    Fault.HEAD_HOT: (26, "The print head cools down by itself; check the ventilation."),
    Fault.JOB_REFUSED: (27, "The printer refuses the format or the job: check its model and settings."),
    Fault.JOB_ABORTED: (28, "Look at the printer's own log."),
    Fault.JOB_DOUBTFUL: (29, "Look whether the sheet lies in the tray; central asks for the answer."),
}
_SHEET: dict[Fault, tuple[int, str]] = {
    Fault.NOT_TAKEN: (30, "A document lies in the output tray: lock it away as the rules for lost property say."),
}
_IMAGE: dict[Fault, tuple[int, str]] = {
    Fault.IMAGE_BLACK: (40, "Look whether something covers the lens, and at the light."),
    Fault.IMAGE_FROZEN: (41, "The camera repeats one picture: unplug it and plug it in again."),
    Fault.FORMAT_REFUSED: (42, "The camera cannot deliver what is configured: `kiosk device probe` says what it can."),
}
_PAGE: dict[Fault, tuple[int, str]] = {
    Fault.NO_PAGE: (43, "No sheet was found; look at the camera's arm and the mat."),
    Fault.IMAGE_BLURRED: (44, "Clean the lens; look whether the arm is up."),
    Fault.IMAGE_GLARE: (45, "Look for a lamp or window that is mirrored in the sheet."),
}
_CODE: dict[Fault, tuple[int, str]] = {
    Fault.NO_CODE: (50, "Nothing was scanned; clean the window if it repeats."),
}
_CABINET: dict[Fault, tuple[int, str]] = {
    Fault.DOOR_OPEN: (60, "Close and lock the cabinet."),
    Fault.TAMPERED: (61, "The tamper contact opened: inspect the cabinet before it serves again."),
    Fault.TOO_HOT: (62, "Look at the fans, the filters and the sun."),
    Fault.TOO_COLD: (63, "Look at the cabinet's heating."),
}
_MAINS: dict[Fault, tuple[int, str]] = {
    Fault.ON_BATTERY: (70, "Look at the fuse and the mains."),
    Fault.BATTERY_LOW: (
        71,
        "Restore the mains: the terminal goes dark with the battery, and comes back with the power.",
    ),
    Fault.OVERLOAD: (72, "Something hangs on the UPS that does not belong there."),
}
_PREFIX = {
    Role.ID_CARD: "IC",
    Role.SOCIAL_CARD: "SC",
    Role.DOCUMENT_PRINTER: "DP",
    Role.RECEIPT_PRINTER: "RP",
    Role.FACE_CAMERA: "FC",
    Role.CODE_SCANNER: "CS",
    Role.DOCUMENT_CAMERA: "DC",
    Role.CABINET: "CB",
    Role.UPS: "UP",
}
_FAULTS = {
    Role.ID_CARD: _WIRE | _CARD,
    Role.SOCIAL_CARD: _WIRE | _CARD,
    Role.DOCUMENT_PRINTER: _WIRE | _PAPER | _SHEET,
    Role.RECEIPT_PRINTER: _WIRE | _PAPER,
    Role.FACE_CAMERA: _WIRE | _IMAGE,
    Role.CODE_SCANNER: _WIRE | _CODE,
    Role.DOCUMENT_CAMERA: _WIRE | _IMAGE | _PAGE,
    Role.CABINET: _WIRE | _CABINET,
    Role.UPS: _WIRE | _MAINS,
}

CATALOGUE: dict[tuple[Role, Fault], Entry] = {
    (role, fault): Entry(f"{_PREFIX[role]}{number:03d}", remedy)
    for role, faults in _FAULTS.items()
    for fault, (number, remedy) in faults.items()
}
"""Every pair that a driver may report. A pair that is missing here is a defect of the driver."""

_THRESHOLDS: dict[Threshold, tuple[int, str, tuple[Role, ...]]] = {
    Threshold.PAPER_LOW: (80, "Bring paper on the next visit.", (Role.DOCUMENT_PRINTER, Role.RECEIPT_PRINTER)),
    Threshold.TONER_LOW: (81, "Bring a toner cartridge on the next visit.", (Role.DOCUMENT_PRINTER,)),
    Threshold.OUTPUT_NEARLY_FULL: (82, "Empty the output tray.", (Role.DOCUMENT_PRINTER,)),
    Threshold.WASTE_NEARLY_FULL: (84, "Bring a container for waste toner on the next visit.", (Role.DOCUMENT_PRINTER,)),
    Threshold.BATTERY_OLD: (83, "Replace the battery of the UPS.", (Role.UPS,)),
}
THRESHOLDS: dict[tuple[Role, Threshold], Entry] = {
    (role, threshold): Entry(f"{_PREFIX[role]}{number:03d}", remedy)
    for threshold, (number, remedy, roles) in _THRESHOLDS.items()
    for role in roles
}
"""Every pair that a driver may report as running low."""
