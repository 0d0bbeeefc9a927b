"""Every Chinese word in the code has an English one, in the catalogue of its slice or in the platform's.

A slice (a folder below `kiosk.central`) may have a `locale` of its own: what it says is written down beside it.
"""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kiosk.central

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

HERE = Path(kiosk.central.__file__).parent
CATALOGUES = sorted(HERE.rglob("locale/en/LC_MESSAGES/django.po"))
MARKED = {"_", "gettext", "gettext_lazy"}

each_catalogue = pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parents[3].name)


def written(catalogue: Path) -> dict[str, str]:
    text = catalogue.read_text("utf-8")
    return dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, re.MULTILINE))


def compiled(catalogue: Path) -> gettext.GNUTranslations:
    with catalogue.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def marked_in_code() -> Iterator[str]:
    for file in HERE.rglob("*.py"):
        if "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKED:
                assert isinstance(node.args[0], ast.Constant), file
                yield node.args[0].value
    for file in HERE.rglob("*.html"):
        for word in re.findall(r"{% translate '([^']+)' %}", file.read_text("utf-8")):
            yield word.replace("%", "%%")  # so Django's template tag looks it up


def test_every_marked_word_is_translated() -> None:
    words = set(marked_in_code())
    assert len(words) > 100
    known = {word for file in CATALOGUES for word, english in written(file).items() if english}
    assert words - known == set()


def test_no_word_is_translated_in_two_ways() -> None:
    """Django reads all catalogues into one, so that the last word about a word would win."""
    seen: dict[str, str] = {}
    for file in CATALOGUES:
        for word, english in written(file).items():
            assert seen.setdefault(word, english) == english, f"{word} in {file}"


@each_catalogue
def test_no_translation_is_left_over(catalogue: Path) -> None:
    assert set(written(catalogue)) - set(marked_in_code()) == set()


@each_catalogue
def test_the_compiled_catalogue_is_up_to_date(catalogue: Path) -> None:
    words = compiled(catalogue)
    assert {chinese: words.gettext(chinese) for chinese in written(catalogue)} == written(catalogue)
