"""From a device's settings to its driver. Opens nothing: a driver touches its wire at the first call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from drivers.cabinet.role import Cabinet
from drivers.code_scanner.role import CodeScanner
from drivers.document_camera.role import DocumentCamera
from drivers.document_printer.role import DocumentPrinter
from drivers.face_camera.role import FaceCamera
from drivers.faults import Role
from drivers.id_card.photo import PhotoDecoder
from drivers.id_card.role import IdCardReader
from drivers.receipt_printer.role import ReceiptPrinter
from drivers.social_card.role import SocialCardReader
from drivers.status import DeviceStatus
from drivers.ups.role import Ups
from kiosk.settings import SettingsError
from kiosk.settings.devices import (
    CabinetSettings,
    CodeScannerSettings,
    Devices,
    DeviceSettings,
    DocumentCameraSettings,
    DocumentPrinterSettings,
    FaceCameraSettings,
    IdCardSettings,
    ReceiptPrinterSettings,
    SocialCardSettings,
    UpsSettings,
)


class Device(Protocol):
    """What every device role has."""

    def status(self) -> DeviceStatus:
        """Never raises."""

    def close(self) -> None:
        """Give the wire back."""


@dataclass(frozen=True)
class Equipment:
    """The drivers of one terminal, by role; None is a device that it does not have."""

    id_card: IdCardReader | None = None
    social_card: SocialCardReader | None = None
    receipt_printer: ReceiptPrinter | None = None
    document_printer: DocumentPrinter | None = None
    face_camera: FaceCamera | None = None
    code_scanner: CodeScanner | None = None
    document_camera: DocumentCamera | None = None
    cabinet: Cabinet | None = None
    ups: Ups | None = None


@dataclass(frozen=True)
class Holder:
    """Who has the devices. `name` is the owner of its jobs, see `IppPrinter`; `folder` outlives the program."""

    name: str = ""
    folder: Path | None = None


NOBODY = Holder()


def equipment(devices: Devices, holder: Holder) -> Equipment:
    """Return the drivers that the settings ask for.

    Raises:
        SettingsError: drivers cannot use their addresses; all of them are named.
    """
    drivers: dict[str, Any] = {role.value: device for role, device in devices_of(devices, holder).items()}
    return Equipment(**drivers)


def devices_of(devices: Devices, holder: Holder = NOBODY) -> dict[Role, Device]:
    """Return the drivers that the settings ask for, by role.

    Raises:
        SettingsError: drivers cannot use their addresses; all of them are named.
    """
    drivers: dict[Role, Device] = {}
    problems = []
    for one in devices.each():
        try:
            drivers[one.role] = device_of(one, holder)
        except ValueError as error:
            problems.append(f"  devices.{one.role}: {error}")
    if problems:
        raise SettingsError(f"{len(problems)} to mend in the settings\n" + "\n".join(problems))
    return drivers


def device_of(settings: DeviceSettings, holder: Holder = NOBODY) -> Device:
    """Return the driver that `settings` ask for. Only the module of that role is imported: some are heavy.

    Args:
        settings: one device's section.
        holder: who asks for it.

    Raises:
        ValueError: the driver cannot use the address; the text says why.
    """
    driver: Device = _DRIVERS[settings.role](settings, holder)
    return driver


# One maker a role. Each imports its own driver, so that a command that needs one device loads no other's libraries.


def _id_card(settings: IdCardSettings, _holder: Holder) -> Device:
    from drivers.id_card.device import SamVReader
    from drivers.transport.usb_device import UsbAddress

    known = [UsbAddress.from_url(f"usb:{one}") for one in settings.usb_ids]
    library = settings.photo_library
    photo = PhotoDecoder(library, function=settings.photo_function) if library else None
    return SamVReader(settings.url, usb_addresses=known, photo=photo)


def _social_card(settings: SocialCardSettings, _holder: Holder) -> Device:
    from drivers.social_card.device import PcscReader

    return PcscReader(settings.url)


def _receipt_printer(settings: ReceiptPrinterSettings, holder: Holder) -> Device:
    from drivers.receipt_printer.device import EscPosPrinter

    mark = holder.folder / "receipt_printer.torso" if holder.folder else None
    return EscPosPrinter(settings.url, width_dots=settings.width_dots, charset=settings.charset, torso_mark=mark)


def _document_printer(settings: DocumentPrinterSettings, holder: Holder) -> Device:
    from drivers.document_printer.device import IppPrinter

    return IppPrinter(settings.url, owner=holder.name)


def _face_camera(settings: FaceCameraSettings, _holder: Holder) -> Device:
    from drivers.face_camera.device import VideoFaceCamera

    return VideoFaceCamera(settings.url)


def _document_camera(settings: DocumentCameraSettings, _holder: Holder) -> Device:
    from drivers.document_camera.device import VideoDocumentCamera

    return VideoDocumentCamera(settings.url)


def _code_scanner(settings: CodeScannerSettings, _holder: Holder) -> Device:
    from drivers.code_scanner.device import SerialCodeScanner

    return SerialCodeScanner(settings.url)


def _cabinet(settings: CabinetSettings, _holder: Holder) -> Device:
    from drivers.cabinet.device import ModbusCabinet

    board = settings.board.board_map()
    return ModbusCabinet(settings.url, board=board, cold_c=settings.cold_c, hot_c=settings.hot_c)


def _ups(settings: UpsSettings, _holder: Holder) -> Device:
    from drivers.ups.device import MegatecUps

    return MegatecUps(settings.url)


_DRIVERS: Mapping[Role, Callable[[Any, Holder], Device]] = {
    Role.ID_CARD: _id_card,
    Role.SOCIAL_CARD: _social_card,
    Role.RECEIPT_PRINTER: _receipt_printer,
    Role.DOCUMENT_PRINTER: _document_printer,
    Role.FACE_CAMERA: _face_camera,
    Role.DOCUMENT_CAMERA: _document_camera,
    Role.CODE_SCANNER: _code_scanner,
    Role.CABINET: _cabinet,
    Role.UPS: _ups,
}
