"""The screen of `verify_face`: a mirror, and what to do; nothing to touch that could let anybody past."""

import pytest
from kit.shell_window import Shown
from PySide6.QtCore import QPointF

from kiosk.engine.events import FaceGuided, Submitted
from kiosk.engine.steps.verify_face import AGREE, AGREE_STILL, ANOTHER_WAY
from kiosk.protocol.faces import FaceGuide, FaceHint, FaceTask
from kiosk.protocol.personal import Personal
from kiosk.walk import scene


@pytest.fixture
def show(qapp):
    shown = []

    def one(name):
        shown.append(Shown(name, language="en"))
        return shown[-1]

    yield one
    for each in shown:
        each.close()


def touchable(shown, screen):
    """Return what takes a finger on that screen."""
    items = scene.shown(scene.named(shown.window, screen))
    return [one for one in items if any(child.inherits("QQuickPointerHandler") for child in one.children())]


@pytest.mark.parametrize("name", ["verify_face_starting", "verify_face", "verify_face_dark", "verify_face_again"])
def test_nothing_on_it_can_be_touched_but_the_bars(show, name):
    assert touchable(show(name), "screen_verify_face") == []
    assert touchable(show("capture_taken"), "screen_capture"), "or nothing is found to be touchable at all"


@pytest.mark.parametrize("name", ["verify_face_consent", "verify_face_consent_another_way"])
@pytest.mark.parametrize("choice", [AGREE, AGREE_STILL, ANOTHER_WAY])
def test_the_question_has_three_keys_and_none_is_chosen_beforehand(show, name, choice):
    shown = show(name)
    keys = touchable(shown, "screen_verify_face")
    assert [key.objectName() for key in keys] == [f"consent_{one}" for one in (AGREE, AGREE_STILL, ANOTHER_WAY)]
    assert len({(key.width(), key.height(), key.property("chosen")) for key in keys}) == 1
    shown.shell.model.view.choose(choice)
    assert shown.stage.posted[-1] == Submitted("face", Personal(choice))


def test_the_question_says_whose_photo_it_is(show):
    told = [show(name).shell.model.view for name in ("verify_face_consent", "verify_face_consent_portrait")]
    assert told[0].points[0] == "The camera compares your face with the photo on your card."
    assert told[1].points[0] == "The camera compares your face with the photo that the department has."
    assert "photo that the department has" in told[1].privacy


def test_the_question_says_who_gets_a_picture_and_that_it_is_one(show):
    told = show("verify_face_consent_authority")
    view, spoken = told.shell.model.view, told.shell.model.spoken
    assert view.points[0] == "Your face is compared with your photo on record, by: Demonstration police bureau."
    assert view.points[1] == "Only one small picture of your face is sent there. This terminal keeps none."
    assert "Demonstration police bureau" in view.privacy
    assert "one small picture of your face is sent to the authority" in spoken
    assert "sent to anybody" not in spoken
    waiting = show("verify_face_compared_by_authority").shell.model.view
    assert waiting.heading.startswith("The department compares your face.")


def test_the_question_names_the_other_way_that_there_is(show):
    told = [show(name).shell.model.view for name in ("verify_face_consent", "verify_face_consent_another_way")]
    assert "A service counter can do it, too." in told[0].points[2]
    assert told[0].choices[2]["label"] == "No, I will go to a counter"
    assert told[1].points[2].endswith("There is another way: Code by message.")
    assert told[1].choices[2]["note"] == "Next: Code by message"


@pytest.mark.parametrize(
    ("name", "arrow", "at"),
    [
        ("verify_face_turn_left", "left", (0.06, 0.5)),
        ("verify_face_turn_right", "right", (0.94, 0.5)),
        ("verify_face_look_up", "up", None),
        ("verify_face_blink", "", None),
        ("verify_face_covered", "", None),
    ],
)
def test_an_arrow_points_where_the_face_goes_in_the_mirror(show, name, arrow, at):
    shown = show(name)
    assert shown.shell.model.view.arrow == arrow
    sign, picture = scene.named(shown.window, "arrow"), scene.named(shown.window, "picture")
    assert (sign is not None) == bool(arrow)
    if at is not None:
        centre = picture.mapFromItem(sign, QPointF(sign.width() / 2, sign.height() / 2))
        assert (centre.x() / picture.width(), centre.y() / picture.height()) == pytest.approx(at, abs=0.03)


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("verify_face_starting", "The check begins. Please face the terminal and look into the camera."),
        ("verify_face_turn_left", "Slowly turn your head to your left, and stop there for a moment."),
        ("verify_face_covered", "Part of your face is hidden. Please take off mask or scarf."),
        ("verify_face_dark", "It is too dark. Please take off hat and dark glasses, and face the light."),
        ("verify_face_consent", "For this service the terminal has to make sure that it is you."),
        ("verify_face_not_same", "The face does not match the photo. Please take off glasses"),
    ],
)
def test_a_voice_alone_leads_on(show, name, spoken):
    assert show(name).shell.model.spoken.startswith(spoken)


def test_what_changes_is_spoken_at_once_and_progress_is_shown(show):
    shown = show("verify_face_turn_left")
    page = scene.named(shown.window, "task").parentItem().parentItem()
    assert (shown.shell.model.view.done, shown.shell.model.view.tasks) == (1, 3)
    for guide, spoken in (
        (FaceGuide(FaceTask.BLINK, 2, 3, FaceHint.TOO_FAR), "You are a little too far away. Please come closer."),
        (FaceGuide(FaceTask.BLINK, 2, 3), "Close both eyes, wait a moment, and open them again."),
    ):
        player = shown.stage.player
        player.post(FaceGuided(player.session.ticket, guide))
        shown.shell.model.refresh()
        assert page.property("spoken") == spoken
    assert shown.shell.model.view.progressText == "Part 3 of 3"


def test_the_picture_is_mirrored(show):
    """Something green stands at the left of what the camera sees."""
    shown = show("verify_face")
    picture = scene.named(shown.window, "picture")
    seen = shown.picture()
    green = [
        across
        for across in range(5, 100, 5)
        for place in [picture.mapToScene(QPointF(across / 100 * picture.width(), 0.32 * picture.height())).toPoint()]
        if seen.pixelColor(place).green() > seen.pixelColor(place).red() + 20 > seen.pixelColor(place).blue() + 10
    ]
    assert green
    assert min(green) > 50


@pytest.mark.parametrize(
    ("name", "problem", "attempts"),
    [
        ("verify_face", "", ""),
        ("verify_face_dark", "It is too dark: take off hat and dark glasses, and face the light.", ""),
        ("verify_face_several", "Please ask the others to step aside for a moment.", ""),
        ("verify_face_again", "", "Attempts left: 2"),
    ],
)
def test_it_says_what_to_do(show, name, problem, attempts):
    view = show(name).shell.model.view
    assert (view.problem, view.attemptsText) == (problem, attempts)


def test_without_a_picture_there_is_no_address_of_one(show):
    assert show("verify_face_starting").shell.model.view.source.isEmpty()
    assert show("verify_face").shell.model.view.source.toString() == "image://sights/face_camera/1"
