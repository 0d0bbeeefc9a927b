"""`screenshot` of central's: of every screen there is, only those on which nothing is anybody's are pictured."""

import base64

from kit.scenes import SCENES
from kit.shell_window import Shown
from PySide6.QtGui import QImage

from kiosk.app.remote_acts import screenshot
from kiosk.protocol.records import CommandState

OF_NOBODY = {
    "attract",
    "attract_many",
    "home",
    "home_offline",
    "home_themes",
    "home_theme",
    "out_of_service",
    "broken_off",
    "joining",
    "joining_refused",
    "joining_unreachable",
    "joining_waits",
    "joining_replaces",
}
"""Greetings, services that nobody searches, and what a technician sees before the terminal serves anybody."""


def asked(shown: Shown):
    """Ask as a command does; here Qt's thread is this one, and does it at once."""
    return screenshot(lambda work: work(), shown.shell)


def test_of_all_screens_only_those_without_a_resident_are_pictured(qapp) -> None:
    pictured = set()
    for name in SCENES:
        shown = Shown(name)
        answer = asked(shown)
        assert (answer.state is CommandState.DONE) is bool(answer.file), name
        assert answer.state in (CommandState.DONE, CommandState.REFUSED), name
        pictured |= {name} if answer.file else set()
        shown.close()
    assert pictured == OF_NOBODY


def test_at_the_moment_a_resident_leaves_nothing_of_them_is_pictured(qapp) -> None:
    """The window has not been drawn since; what is grabbed is the greeting all the same."""
    greeting, left = Shown("attract"), Shown("review")
    assert left.picture() != greeting.picture()
    left.stage.player = None
    left.stage.changed()
    pictures = [picture(asked(shown).file) for shown in (greeting, left)]
    assert pictures[0] == pictures[1]
    for shown in (greeting, left):
        shown.close()


def picture(file: str) -> QImage:
    return QImage.fromData(base64.b64decode(file)).convertToFormat(QImage.Format.Format_RGB32)
