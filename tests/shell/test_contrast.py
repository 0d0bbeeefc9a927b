"""Words stand out from what they are written on: 4.5 to 1 (WCAG 2.1 AA), in high contrast 7 to 1 (AAA)."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlEngine

from kiosk.shell.window import QML

_WRITTEN_ON = {
    "paper": ("ink", "inkSoft", "primary", "accent", "warn", "good"),
    "ground": ("ink", "inkSoft", "primary", "accent", "warn", "good"),
    "primarySoft": ("ink", "primary"),
    "warnSoft": ("ink", "warn"),
    "goodSoft": ("ink", "good"),
    "primary": ("paper", "paleOnPrimary"),
    "primaryDark": ("paper", "paleOnPrimary"),
    "accent": ("paper",),
}
_PAIRS = [(ink, paper) for paper, inks in _WRITTEN_ON.items() for ink in inks]


@pytest.fixture
def theme(qapp):
    engine = QQmlEngine()
    engine.addImportPath(str(QML))
    found = engine.singletonInstance("Kiosk.Theme", "Theme")
    assert isinstance(found, QObject)
    yield found
    engine.deleteLater()


def _luminance(colour: QColor) -> float:
    """Return the relative luminance as WCAG 2.1 defines it, 0 to 1."""
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: QColor, other: QColor) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_scale_is_that_of_the_standard():
    assert _contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert _contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("high", "least"), [(False, 4.5), (True, 7.0)])
def test_words_stand_out(theme, high, least):
    theme.setProperty("contrast", high)
    seen = {pair: _contrast(theme.property(pair[0]), theme.property(pair[1])) for pair in _PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in seen.items() if ratio < least} == {}
