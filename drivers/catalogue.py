"""What each fault of each device means to a technician: its code and the first thing to do.

Residents read other words: those stand in assets/texts/faults.<lang>.yaml under the same pair (role, fault).
"""

from dataclasses import dataclass

from drivers.faults import Fault, Role


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
_PREFIX = {Role.ID_CARD: "IC", Role.DOCUMENT_PRINTER: "DP", Role.RECEIPT_PRINTER: "RP"}
_FAULTS = {
    Role.ID_CARD: _WIRE | _CARD,
    Role.DOCUMENT_PRINTER: _WIRE | _PAPER,
    Role.RECEIPT_PRINTER: _WIRE | _PAPER,
}

CATALOGUE: dict[tuple[Role, Fault], Entry] = {
    (role, fault): Entry(f"{_PREFIX[role]}{number:03d}", remedy)
    for role, faults in _FAULTS.items()
    for fault, (number, remedy) in faults.items()
}
"""Every pair that a driver may report. A pair that is missing here is a defect of the driver."""
