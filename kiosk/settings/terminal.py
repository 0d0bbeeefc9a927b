"""What a terminal must know before it starts: one frozen value."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kiosk.protocol.tracing import Tracing
from kiosk.settings.devices import Devices


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Platform(_Section):
    """Central. `public_url` is what a printed QR code leads to; it may differ from the terminals' own way there."""

    url: str
    public_url: str
    connect_timeout_s: float = Field(3.0, gt=0)
    read_timeout_s: float = Field(15.0, gt=0)
    enrolment_code: str = ""
    key_days: int = Field(365, ge=1, description="after so many days the terminal changes its key by itself")
    trusted_root: Path = Field(description="TUF root metadata that came with the installation")


class Screen(_Section):
    """The panel and who stands before it."""

    width_px: int = Field(1080, ge=640)
    height_px: int = Field(1920, ge=640)
    language: str = Field("zh", pattern="^(zh|en)$")
    elder: bool = False
    other_language: bool = Field(True, description="residents may switch to the other language")
    home_idle_s: int = Field(60, ge=15, le=60, description="untouched for so long, home gives way to the greeting")
    full_screen: bool = True


class Watching(_Section):
    """What the face camera looks for while somebody is served: it runs for as long as a session does."""

    leave_after_s: float = Field(20.0, ge=5, le=300, description="not seen for so long, the resident is asked after")
    onlookers: bool = Field(True, description="say so when somebody stands close behind the resident")


class Faces(_Section):
    """What the terminal compares faces with."""

    models: Path = Field(Path("var/face-models"), description="where set-up put the models, see `kiosk face models`")
    watching: Watching | None = Field(None, description="absent: the camera runs only while a face is compared")


class LedgerLimits(_Section):
    """When the terminal stops serving because its records have no room; none is ever dropped."""

    min_free_mib: int = Field(64, ge=1)
    most_unsent: int = Field(50_000, ge=1)


class Remote(_Section):
    """What central may have this machine do beside what every terminal does."""

    reboot_command: tuple[str, ...] = Field(
        (), description="restarts the machine on central's command, such as [systemctl, reboot]; empty: not allowed"
    )


def _named(section: Any) -> Any:
    """Take a section that names nothing, as before `kiosk device probe --write`, for one that is empty."""
    return {} if section is None else section


class Settings(_Section):
    """Everything a terminal must know before it starts."""

    state_dir: Path
    devices: Annotated[Devices, BeforeValidator(_named)]
    platform: Platform
    screen: Screen = Screen()
    ledger: LedgerLimits = LedgerLimits()
    faces: Faces = Faces()
    remote: Remote = Remote()
    traces: Tracing = Field(Tracing.TROUBLE, description="which sessions leave a trace, see `kiosk trace`")
    place: str = Field("", description="what residents call this place; printed on receipts")
    hotline: str = Field("12345", description="whom residents may call")
