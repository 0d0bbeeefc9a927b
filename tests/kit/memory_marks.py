"""Takes marks of the pictures that a terminal holds: some bytes of each, by which it is known wherever it is left."""

import base64
from collections.abc import Iterator

from PySide6.QtGui import QImage

from drivers.faults import Role
from kiosk.app.terminal import TerminalApp
from kiosk.engine.session import Session

_BYTES = 48
_LEAST_DIFFERENT = 8  # of these bytes: a white margin is the mark of nothing
_TRIES = 4000


def marks(terminal: TerminalApp) -> dict[str, str]:
    """Return a mark of each picture by what it is, in hex and backwards: told so, it is no find of its own."""
    return {name: mark[::-1].hex() for name, picture in _pictures(terminal) if (mark := _mark(picture))}


def _pictures(terminal: TerminalApp) -> Iterator[tuple[str, bytes]]:
    session = terminal.conductor.session
    if session is not None:
        yield from _of(session)
    for role in (Role.DOCUMENT_CAMERA, Role.FACE_CAMERA):
        if (seen := terminal.hands.sight(role)) is not None:
            yield f"what the {role} sees", seen.rgb
            image = QImage(seen.rgb, seen.width_px, seen.height_px, 3 * seen.width_px, QImage.Format.Format_RGB888)
            yield f"what the screen shows of the {role}", _drawn(image)
    for issue, held in terminal.binder._held.items():
        yield f"the document {issue}", held.document.pdf


def _of(session: Session) -> Iterator[tuple[str, bytes]]:
    for held in (*session.answers.values(), *session.drafts.values()):
        value = held.reveal()
        for page in value.get("pages", ()) if isinstance(value, dict) else ():
            jpeg = base64.b64decode(page["image"])
            yield "a page in base64", page["image"].encode()
            yield "a page as JPEG", jpeg
            yield "a page on the screen", _drawn(QImage.fromData(jpeg))
    for photo in session.photos.values():
        yield "the photo of a card", photo.reveal().bgr


def _drawn(image: QImage) -> bytes:
    return bytes(image.convertToFormat(QImage.Format.Format_RGB32).bits())


def _mark(picture: bytes) -> bytes:
    """Return the most varied piece of `picture`; nothing where all are alike.

    Of its last half: files begin with what all of their kind begin with.
    """
    picture = picture[len(picture) // 2 :]
    step = max(1, (len(picture) - _BYTES) // _TRIES)
    pieces = (picture[at : at + _BYTES] for at in range(0, len(picture) - _BYTES, step))
    best = max(pieces, key=lambda piece: len(set(piece)), default=b"")
    return best if len(set(best)) >= _LEAST_DIFFERENT else b""
