"""Which devices a terminal has: the `devices` section of its settings.

Each device is an address, or a mapping of its `url` and options. What is not named, the terminal does not have.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from drivers.cabinet.board_map import BoardMap, Contact
from drivers.cabinet.climate import Climate
from drivers.faults import Role
from drivers.lights import Light
from kiosk.settings.addresses import check_address


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DeviceSettings(_Section):
    """One device. `url` is where it is: see `kiosk.settings.addresses`."""

    role: ClassVar[Role]
    url: str

    @field_validator("url")
    @classmethod
    def _written_as_known(cls, url: str) -> str:
        check_address(cls.role, url)
        return url


class IdCardSettings(DeviceSettings):
    role = Role.ID_CARD
    usb_ids: tuple[Annotated[str, Field(pattern="^[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}$")], ...] = Field(
        ("0400:C35A", "2B19:0200", "0103:6066"), description="numbers that readers go by, for the address usb:"
    )
    photo_library: Path | None = Field(None, description="the site's own WLT decoder; without it cards have no photo")
    photo_function: str = Field("unpack", description="its symbol: int f(char *wlt, char *bgr, int save)")


class SocialCardSettings(DeviceSettings):
    role = Role.SOCIAL_CARD


class ReceiptPrinterSettings(DeviceSettings):
    role = Role.RECEIPT_PRINTER
    width_dots: int = Field(576, ge=192, le=832, multiple_of=24, description="576 for 80 mm paper, 384 for 58 mm")
    charset: Literal["gb18030", "gbk", "none"] = Field("gbk", description="what the printer's own font holds")


class DocumentPrinterSettings(DeviceSettings):
    """The last two need a sensor in the printer's mouth, see `CabinetSettings`."""

    role = Role.DOCUMENT_PRINTER
    remind_after_s: float = Field(10.0, gt=0, description="sheets that lie so long are announced to whoever is there")
    forgotten_after_s: float = Field(15.0, gt=0, description="so long after the session they are reported")


class FaceCameraSettings(DeviceSettings):
    role = Role.FACE_CAMERA


class CodeScannerSettings(DeviceSettings):
    role = Role.CODE_SCANNER


class DocumentCameraSettings(DeviceSettings):
    role = Role.DOCUMENT_CAMERA


class BoardSettings(_Section):
    """Where the board's sensors and lights are wired, by Modbus address: see `drivers.cabinet.board_map`."""

    contacts: dict[Contact, int] | None = None
    inverted: frozenset[Contact] = frozenset()
    temperature: int | None = 0
    temperature_per_degree: float = 10.0
    lights: dict[Light, int] | None = None
    lights_are_coils: bool = False

    @model_validator(mode="after")
    def _fits_together(self) -> "BoardSettings":
        self.board_map()
        return self

    def board_map(self) -> BoardMap:
        """Return the map; ValueError when it contradicts itself."""
        given = {name: value for name, value in dict(self).items() if value is not None or name == "temperature"}
        return BoardMap(**given)


class CabinetSettings(DeviceSettings):
    role = Role.CABINET
    hot_c: float = Field(60.0, description="the cabinet's inside, from which on nothing new is begun")
    cold_c: float = -5.0
    board: BoardSettings = BoardSettings()

    @model_validator(mode="after")
    def _has_room(self) -> "CabinetSettings":
        Climate(cold_c=self.cold_c, hot_c=self.hot_c)
        return self


class UpsSettings(DeviceSettings):
    role = Role.UPS


def _as_section(value: Any) -> Any:
    return {"url": value} if isinstance(value, str) else value


_Short = BeforeValidator(_as_section)


class Devices(_Section):
    """The terminal's devices, and how often an idle one is asked for its status."""

    id_card: Annotated[IdCardSettings | None, _Short] = None
    social_card: Annotated[SocialCardSettings | None, _Short] = None
    receipt_printer: Annotated[ReceiptPrinterSettings | None, _Short] = None
    document_printer: Annotated[DocumentPrinterSettings | None, _Short] = None
    face_camera: Annotated[FaceCameraSettings | None, _Short] = None
    code_scanner: Annotated[CodeScannerSettings | None, _Short] = None
    document_camera: Annotated[DocumentCameraSettings | None, _Short] = None
    cabinet: Annotated[CabinetSettings | None, _Short] = None
    ups: Annotated[UpsSettings | None, _Short] = None
    poll_s: float = Field(2.0, gt=0, le=60)  # no thread can wait for ever, and nobody wants news an hour old

    def each(self) -> Iterator[DeviceSettings]:
        """Return the settings of every device that this terminal has, in the order of the roles."""
        for role in Role:
            settings = getattr(self, role.value)
            if isinstance(settings, DeviceSettings):
                yield settings
