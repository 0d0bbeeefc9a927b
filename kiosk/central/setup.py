"""Bring Django up in this process: the one place that decides what the settings will read."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


class NotReadyError(Exception):
    """Some files of the site cannot be used, see `kiosk.central.readiness`. The text has a line for each."""


@dataclass(frozen=True)
class Place:
    """Where a central platform lives. `flows_dir` and `self_url` None: as `kiosk.central.settings` says."""

    data: Path
    flows_dir: Path | None = None
    self_url: str | None = None
    demo: bool = False


def set_up(place: Place) -> None:
    """Make the data folder and its secret key, tell the settings where things are, and start Django. Once a process."""
    place.data.mkdir(parents=True, exist_ok=True)
    _secret(place.data / "secret-key", secrets.token_urlsafe(50))
    os.environ["KIOSK_CENTRAL_DATA"] = str(place.data.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "kiosk.central.settings"
    if place.flows_dir is not None:
        os.environ["KIOSK_CENTRAL_FLOWS"] = str(place.flows_dir.resolve())
    if place.self_url is not None:
        os.environ["KIOSK_CENTRAL_SELF"] = place.self_url
    if place.demo:
        os.environ["KIOSK_CENTRAL_DEMO"] = "1"
    import django

    django.setup()


def write_secret(file: Path, content: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = file.with_name(f"{file.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(content)
    draft.replace(file)


def _secret(file: Path, content: str) -> None:
    if not file.exists():
        write_secret(file, content)
