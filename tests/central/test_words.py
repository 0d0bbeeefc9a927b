"""Every Chinese word in the code has an English one, and the compiled catalogue is that of the written one."""

import ast
import gettext
import re
from pathlib import Path

import kiosk.central

HERE = Path(kiosk.central.__file__).parent
CATALOGUE = HERE / "locale" / "en" / "LC_MESSAGES" / "django"
MARKED = {"_", "gettext", "gettext_lazy"}


def written():
    text = CATALOGUE.with_suffix(".po").read_text("utf-8")
    return dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, re.MULTILINE))


def compiled():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def marked_in_code():
    for file in HERE.rglob("*.py"):
        if "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKED:
                assert isinstance(node.args[0], ast.Constant), file
                yield node.args[0].value
    for file in HERE.rglob("*.html"):
        yield from re.findall(r"{% translate '([^']+)' %}", file.read_text("utf-8"))


def test_every_marked_word_is_translated():
    words = set(marked_in_code())
    assert len(words) > 100
    assert {word for word in words if not written().get(word)} == set()


def test_no_translation_is_left_over():
    assert set(written()) - set(marked_in_code()) == set()


def test_the_compiled_catalogue_is_up_to_date():
    catalogue = compiled()
    assert {chinese: catalogue.gettext(chinese) for chinese in written()} == written()
