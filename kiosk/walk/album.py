"""Pictures of the screens that a walk meets: NN-<screen>[-state].png, in the order in which they were met."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickWindow

from kiosk.walk.errors import WalkError
from kiosk.walk.runner import Walk, pause

_STILL_S = 0.12
_MOST_LOOKS = 8  # a screen that shows work under way never comes to rest


class Album:
    """Keeps the pictures of one walk in `directory`."""

    def __init__(self, window: QQuickWindow, directory: Path) -> None:
        """Older numbered pictures in `directory` are removed: an album shows one walk."""
        directory.mkdir(parents=True, exist_ok=True)
        for old in directory.glob("[0-9][0-9]-*.png"):
            old.unlink()
        self._window, self._directory = window, directory
        self._count = 0

    def take_settled(self, name: str, still_there: Callable[[], bool]) -> Walk[None]:
        """Take a picture once the screen has come to rest; the last one before `still_there` ends, if it never does."""
        image = self._window.grabWindow()
        for _ in range(_MOST_LOOKS):
            yield from pause(_STILL_S)
            if not still_there():
                break
            before, image = image, self._window.grabWindow()
            if image == before:
                break
        self._keep(image, name)

    def take(self, name: str) -> Path:
        """Take a picture now."""
        return self._keep(self._window.grabWindow(), name)

    def _keep(self, image: QImage, name: str) -> Path:
        self._count += 1
        file = self._directory / f"{self._count:02d}-{re.sub('[^a-z0-9_-]+', '-', name.lower())}.png"
        if image.isNull() or not image.save(str(file), "PNG"):  # type: ignore[call-overload]  # the stub wants bytes
            raise WalkError(f"the picture {file} could not be written")
        return file
