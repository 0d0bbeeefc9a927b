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
