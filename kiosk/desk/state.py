"""What the desk says of itself, as it crosses the control connection."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from drivers.face_camera.stage import Attack, Lighting, Position, Standing, Wear
from drivers.faults import Fault, Role
from drivers.lights import Flash, Light

READY = "Desk ready at "
"""How the line begins that `kiosk desk` prints when it is ready; the control connection's address follows."""
DEVICES_FILE = "devices.json"
"""In the desk's directory: the address of each device, by role, as the terminal's settings take them."""


class MatScene(StrEnum):
    """What the document camera sees on its mat."""

    EMPTY = "empty"
    STRAIGHT = "straight"
    ASKEW = "askew"
    BLURRED = "blurred"
    GLARE = "glare"
    HAND = "hand"
    CARD = "card"
    COVERED = "covered"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StationState(_Model):
    """One device. `faults`: what ails it now, besides its cable and its power; `offers`: what may be made to ail it.

    `available`: False when this machine cannot start it; `why` says what is missing, and `url` is empty.
    `powered`: False when its mains are cut, or the UPS it hangs on is dead.
    """

    available: bool = True
    why: str = ""
    url: str
    plugged: bool
    powered: bool = True
    faults: tuple[Fault, ...]
    offers: tuple[Fault, ...]

    @property
    def connected(self) -> bool:
        """Whether the terminal can reach it."""
        return self.available and self.plugged and self.powered


class CardReaderState(StationState):
    """`card`: whose card lies there, counted from 1; None when none does, or a card of a wrong kind."""

    card: int | None


class SocialCardReaderState(CardReaderState):
    """`contactless`: the card was laid upon the reader, not put into it."""

    contactless: bool


class ReceiptPrinterState(StationState):
    """`receipts`: how many were printed since the desk was started; `lying`: how many of them nobody has torn off."""

    paper_low: bool
    receipts: int
    lying: int
    roll_mm: float


class DocumentPrinterState(StationState):
    """`documents`: how many were printed since the desk was started; `lying`: sheets in the mouth, not yet taken."""

    documents: int
    lying: int
    sheets_left: int
    toner_percent: float


class FaceCameraState(StationState):
    """Who stands before it and how; `watched`: somebody has the camera open."""

    stands: Standing
    light: Lighting
    position: Position
    wear: Wear
    attack: Attack
    watched: bool


class DocumentCameraState(StationState):
    """`watched`: somebody has the camera open."""

    sees: MatScene
    watched: bool


class CodeScannerState(StationState):
    """`lit`: the window is lit, a code would be read now; `held`: the prepared code before it, or "" for other text."""

    lit: bool
    held: str | None
    codes_read: int
    codes: tuple[str, ...]


class CabinetState(StationState):
    """What the sensors feel and what each guide light shows."""

    door_open: bool
    shaken: bool
    presence: bool
    sheet_in_mouth: bool
    temperature_c: float
    lights: dict[Light, Flash]


class UpsState(StationState):
    """`mains`: the big switch; `charge_percent`: of the battery; `supplies`: it gives power to what hangs on it."""

    mains: bool
    charge_percent: int
    supplies: bool


class PersonAtDesk(_Model):
    """A demo person whose cards lie ready. `number` counts from 1, as in `--person`."""

    number: int
    name: str
    kind: Literal["resident", "hmt", "foreign"]


class DeskState(_Model):
    """The whole desk: the state of each device under its role's name."""

    id_card: CardReaderState
    social_card: SocialCardReaderState
    document_printer: DocumentPrinterState
    receipt_printer: ReceiptPrinterState
    face_camera: FaceCameraState
    code_scanner: CodeScannerState
    document_camera: DocumentCameraState
    cabinet: CabinetState
    ups: UpsState
    persons: tuple[PersonAtDesk, ...]

    def station(self, role: Role) -> StationState:
        found: StationState = getattr(self, role.value)
        return found


class DeskError(Exception):
    """The desk cannot do what it was asked; the text says what is wrong and what there is instead."""
