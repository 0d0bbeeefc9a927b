"""Each screen can be used by one finger and read by tired eyes, in each language, both ways round, in both sizes."""

import pytest
from kit import geometry
from kit.scenes import SCENES
from kit.shell_window import SIZES, Shown

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

_MAY_SCROLL = ("home", "home_offline", "review_zoomed")
_CASES = [
    pytest.param(size, language, elder, id=f"{size}-{language}{'-elder' if elder else ''}")
    for size in SIZES
    for language in ("zh", "en")
    for elder in (False, True)
]


@pytest.mark.parametrize(("size", "language", "elder"), _CASES)
def test_every_screen_can_be_touched_and_read(qapp, size, language, elder):
    found = []
    for name in SCENES:
        shown = Shown(name, language=language, size=size, elder=elder)
        limits = {"least_px": 80 if elder else 60, "least_text_px": 36 if elder else 28}
        problems = list(geometry.problems(shown.window, **limits))
        if name not in _MAY_SCROLL:
            problems += geometry.scroll_problems(shown.window)
        shown.close()
        found += [f"{name}: {problem}" for problem in problems]
    assert not found, "\n" + "\n".join(found)


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
