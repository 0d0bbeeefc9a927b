"""What is done with the face camera: a face compared, a glance at who stands there. All in the camera's thread."""

import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from drivers.cancel import Cancel
from drivers.face_camera.role import FaceCamera
from drivers.faults import Role
from kiosk.devices.face import compared
from kiosk.devices.sight import Sight
from kiosk.engine.effects import VerifyFace
from kiosk.engine.events import (
    Event,
    FaceGuided,
    FaceRefused,
    FaceSeen,
    FaceVerified,
    NoFaceInPhoto,
    Ticket,
    VerifierMissing,
)
from kiosk.engine.photo import FaceCrop
from kiosk.ports import PhotoUnusable, Post, Verifier, VerifierFailed
from kiosk.protocol.faces import FaceGuide
from kiosk.protocol.personal import Personal

_log = logging.getLogger(__name__)
_GLANCE_S = 5.0  # a camera that has to be started takes two


class Submit(Protocol):
    """As `DeviceHands` hands work to a device's thread."""

    def __call__(self, role: Role, ticket: Ticket, work: Callable[[Any, Cancel], None], post: Post) -> None: ...


class FaceHands:
    """`verifier` compares; without one nobody does. `sight` is what the resident sees of themselves meanwhile."""

    def __init__(self, verifier: Verifier | None, sight: Sight, submit: Submit) -> None:
        self._verifier, self._sight, self._submit = verifier, sight, submit

    @property
    def verifies(self) -> bool:
        """True when faces can be compared now, as far as is known."""
        return self._ready is not None

    @property
    def _ready(self) -> Verifier | None:
        return self._verifier if self._verifier is not None and self._verifier.available else None

    def look_for_verifier(self, ticket: Ticket, post: Post) -> None:
        """See `kiosk.ports.Hands.look_for_verifier`."""
        if not self.verifies:
            post(VerifierMissing(ticket))

    def verify(self, verify: VerifyFace, post: Post) -> None:
        """See `kiosk.ports.Hands.verify_face`."""
        verifier, ticket = self._ready, verify.ticket
        if verifier is None:
            post(VerifierMissing(ticket))
            return

        def work(camera: FaceCamera, cancel: Cancel) -> None:
            try:
                post(self._ended(verifier, verify, camera, cancel, post))
            except VerifierFailed as failure:
                _log.error("faces cannot be compared: %s", failure)
                post(VerifierMissing(ticket))
            except PhotoUnusable as unusable:
                _log.error("there is nothing to compare with: %s", unusable)
                post(NoFaceInPhoto(ticket))

        self._submit(Role.FACE_CAMERA, ticket, work, post)

    def glance(self, ticket: Ticket, seen: Callable[[Sequence[float], float], None], post: Post) -> bool:
        """Look once who stands there: `seen` gets what `Verifier.glance` returns, and when the picture was captured.

        False when nobody here can look; a camera that fails is posted as `DeviceFailed`, as with all work.
        """
        verifier = self._ready
        if verifier is None:
            return False

        def work(camera: FaceCamera, cancel: Cancel) -> None:
            frame = camera.newest_frame(timeout_s=_GLANCE_S, cancel=cancel)
            try:
                seen(verifier.glance(frame, cancel), frame.captured_at_s)
            except VerifierFailed as failure:
                _log.warning("nobody looks who stands there: %s", failure)

        self._submit(Role.FACE_CAMERA, ticket, work, post)
        return True

    def close_eyes(self, ticket: Ticket, post: Post) -> None:
        """Close the camera: nobody is there who is being served."""

        def work(camera: FaceCamera, _cancel: Cancel) -> None:
            camera.stop()
            if self._verifier is not None:
                self._verifier.rest()

        self._submit(Role.FACE_CAMERA, ticket, work, post)

    def _ended(self, verifier: Verifier, verify: VerifyFace, camera: FaceCamera, cancel: Cancel, post: Post) -> Event:
        ticket = verify.ticket

        def told(guide: FaceGuide) -> None:
            post(FaceGuided(ticket, guide))

        photo = verify.photo.reveal() if verify.photo is not None else None
        comparison = verifier.begin(photo, gestures=verify.gestures, false_accept=verify.false_accept)
        verdict = compared(camera, comparison, self._sight, timeout_s=verify.timeout_s, cancel=cancel, told=told)
        if isinstance(verdict, FaceCrop):
            return FaceSeen(ticket, Personal(verdict.jpeg))
        return FaceVerified(ticket) if verdict == "VERIFIED" else FaceRefused(ticket, verdict)
