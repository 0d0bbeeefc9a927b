"""The terminal's settings: config/*.yaml, read once into one frozen value.

Later files override earlier ones, key by key. Bad input is reported whole: each problem with its file and key.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError


class SettingsError(Exception):
    """The configuration cannot be used; the text lists every problem with its place and remedy."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Devices(_Section):
    """Where each device hangs: `serial:/dev/ttyUSB0?baud=115200`, `tcp://host:9100`, `ipp://host:631/ipp/print`."""

    id_card: str
    receipt_printer: str
    document_printer: str
    receipt_width_dots: int = Field(576, description="576 for 80 mm paper, 384 for 58 mm")
    poll_s: float = Field(2.0, gt=0, description="how often an idle device is asked for its status")


class Platform(_Section):
    """Central. `public_url` is what a printed QR code leads to; it may differ from the terminals' own way there."""

    url: str
    public_url: str
    connect_timeout_s: float = Field(3.0, gt=0)
    read_timeout_s: float = Field(15.0, gt=0)
    enrolment_code: str = ""
    trusted_root: Path = Field(description="TUF root metadata that came with the installation")


class Screen(_Section):
    """The panel and who stands before it."""

    width_px: int = Field(1080, ge=640)
    height_px: int = Field(1920, ge=640)
    language: str = Field("zh", pattern="^(zh|en)$")
    elder: bool = False
    full_screen: bool = True


class Settings(_Section):
    """Everything a terminal must know before it starts."""

    state_dir: Path
    devices: Devices
    platform: Platform
    screen: Screen = Screen()
    place: str = Field("", description="what residents call this place; printed on receipts")
    hotline: str = Field("12345", description="whom residents may call")


def load_settings(files: Sequence[Path], overrides: dict[str, Any] | None = None) -> Settings:
    """Read `files` in order, then `overrides`.

    Raises:
        SettingsError: a file cannot be read, is no YAML, or holds an unknown or unfit key.
    """
    merged: dict[str, Any] = {}
    for file in files:
        merged = _merge(merged, _read(file))
    try:
        return Settings.model_validate(_merge(merged, overrides or {}))
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors(include_input=False)]
        names = ", ".join(str(file) for file in files)
        raise SettingsError(f"{names}: {len(lines)} to mend\n" + "\n".join(lines)) from None


def _read(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}; see config/terminal.example.yaml") from None
    except yaml.YAMLError as error:
        raise SettingsError(f"{file}: not YAML: {error}") from None
    if not isinstance(content, dict):
        raise SettingsError(f"{file}: must hold keys and values, see config/terminal.example.yaml")
    return content


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        known = result.get(key)
        result[key] = _merge(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return result
