"""Which steps the self-test of a configured device has."""

from collections.abc import Sequence
from pathlib import Path

from kiosk.settings.devices import (
    CabinetSettings,
    CodeScannerSettings,
    DeviceSettings,
    DocumentCameraSettings,
    DocumentPrinterSettings,
    FaceCameraSettings,
    IdCardSettings,
    ReceiptPrinterSettings,
    SocialCardSettings,
    UpsSettings,
)
from kiosk.technician.selftest import cameras, cards, housing, printing, scanning
from kiosk.technician.selftest.step import Step


def steps_for(settings: DeviceSettings, frame_file: Path | None) -> Sequence[Step]:
    """Return the steps; `frame_file` is where a camera's frame is put, None for nowhere.

    Raises:
        ValueError: there is no self-test for it.
    """
    match settings:
        case IdCardSettings():
            return cards.id_card_steps()
        case SocialCardSettings():
            return cards.social_card_steps()
        case ReceiptPrinterSettings():
            return printing.receipt_steps(settings.width_dots)
        case DocumentPrinterSettings():
            return printing.document_steps()
        case FaceCameraSettings():
            return cameras.face_camera_steps(settings.url, frame_file)
        case DocumentCameraSettings():
            return cameras.document_camera_steps(settings.url, frame_file)
        case CodeScannerSettings():
            return scanning.code_scanner_steps()
        case CabinetSettings():
            return housing.cabinet_steps()
        case UpsSettings():
            return housing.ups_steps()
        case _:
            raise ValueError(f"{settings.role}: no self-test")
