"""The terminal's settings: config/*.yaml, read once into one frozen value."""

from kiosk.settings.devices import Devices
from kiosk.settings.loading import SettingsError, load_settings
from kiosk.settings.terminal import Platform, Screen, Settings

__all__ = ["Devices", "Platform", "Screen", "Settings", "SettingsError", "load_settings"]
