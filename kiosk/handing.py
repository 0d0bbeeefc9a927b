"""What a session asks of reader, cameras and the printer's mouth, handed on to `kiosk.ports.Hands`."""

from collections.abc import Callable
from functools import partial
from typing import assert_never

from drivers.faults import Role
from kiosk.engine.effects import (
    LookForForgottenCard,
    LookForForgottenDocument,
    LookForForgottenSheet,
    LookForVerifier,
    ReadCard,
    ScanCode,
    TakePage,
    VerifyFace,
    WatchCard,
    WatchDocument,
    WatchMat,
)
from kiosk.ports import Hands, Post

ForHands = (
    ReadCard
    | ScanCode
    | WatchCard
    | LookForForgottenCard
    | LookForVerifier
    | VerifyFace
    | TakePage
    | WatchMat
    | LookForForgottenSheet
    | WatchDocument
    | LookForForgottenDocument
)
Forgotten = Callable[[Role, str], None]
"""Report what was left behind: where, and the alarm's code. From whatever thread."""

_TAKEN_WITHIN_S = 5.0  # whoever leaves takes the card in this time; the next resident is not at the reader yet
_PAPERS_TAKEN_WITHIN_S = 10.0  # the camera may have to be started first


def ask_hands(hands: Hands, effect: ForHands, *, post: Post, forgotten: Forgotten) -> None:  # noqa: C901 - an arm an effect
    match effect:
        case ReadCard():
            hands.read_card(effect.ticket, effect.role, timeout_s=effect.timeout_s, post=post)
        case WatchCard():
            hands.watch_card(effect.ticket, effect.role, timeout_s=effect.timeout_s, post=post)
        case LookForForgottenCard():
            found = partial(forgotten, effect.role, "CARD_FORGOTTEN")
            hands.look_for_card(effect.ticket, effect.role, after_s=_TAKEN_WITHIN_S, found=found)
        case ScanCode():
            hands.scan_code(effect.ticket, timeout_s=effect.timeout_s, post=post)
        case LookForVerifier():
            hands.look_for_verifier(effect.ticket, post=post)
        case VerifyFace():
            hands.verify_face(effect, post=post)
        case TakePage():
            hands.take_page(effect, post=post)
        case WatchMat():
            hands.watch_mat(effect.ticket, effect.sheet, timeout_s=effect.timeout_s, post=post)
        case LookForForgottenSheet():
            found = partial(forgotten, Role.DOCUMENT_CAMERA, "SHEET_FORGOTTEN")
            hands.look_for_sheet(effect.ticket, effect.sheet, after_s=_PAPERS_TAKEN_WITHIN_S, found=found)
        case WatchDocument():
            hands.watch_document(effect.ticket, post=post)
        case LookForForgottenDocument():
            hands.look_for_document(effect.issue_id)
        case _:
            assert_never(effect)
