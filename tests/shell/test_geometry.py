"""Each screen can be used by one finger and read by tired eyes, in each language, both ways round, in both sizes."""

import pytest
from kit import geometry
from kit.scenes import SCENES
from kit.shell_window import SIZES, Shown

pytestmark = [pytest.mark.no_cover, pytest.mark.long]  # goes through the same lines over and over

_MAY_SCROLL = ("home", "home_offline", "review_zoomed")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_every_screen_can_be_touched_and_read(qapp, size, language):
    """As it comes, and when the resident has switched to the large version there."""
    found = []
    for name in SCENES:
        shown = Shown(name, language=language, size=size)
        found += [f"{name}: {problem}" for problem in _problems(shown, name, least_px=60, least_text_px=28)]
        shown.switch_elder()
        found += [f"{name}, elder: {problem}" for problem in _problems(shown, name, least_px=80, least_text_px=36)]
        shown.close()
    assert not found, "\n" + "\n".join(found)


def _problems(shown, name, **limits):
    problems = list(geometry.problems(shown.window, **limits))
    return problems if name in _MAY_SCROLL else problems + list(geometry.scroll_problems(shown.window))


def _moved_off(target, _text):
    target.setX(-5000)


def _made_small(target, _text):
    target.setWidth(20)


def _without_a_name(target, _text):
    target.setObjectName("")


def _cut_off(_target, text):
    text.setHeight(5)


def _over_the_next(target, _text):
    target.setHeight(target.height() + 1500)


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (_moved_off, "is outside the window"),
        (_made_small, "is too small"),
        (_without_a_name, "has no name"),
        (_cut_off, "needs"),
        (_over_the_next, "overlaps"),
    ],
)
def test_what_is_wrong_is_found(qapp, spoil, found):
    shown = Shown("rate")
    assert list(geometry.problems(shown.window, least_px=60, least_text_px=28)) == []
    screenful = geometry.Screenful(shown.window)
    inside = [piece for piece in screenful.targets if any(one.name.startswith("screen_") for one in piece.ways_out)]
    spoil(inside[0].item, next(piece.item for piece in screenful.texts if inside[0] in piece.ways_out))
    problems = list(geometry.problems(shown.window, least_px=60, least_text_px=28))
    shown.close()
    assert any(found in problem for problem in problems), problems
