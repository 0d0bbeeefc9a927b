"""Pages of papers in expressions: handed to a department as they are, counted, and never read as words."""

import pytest
from kit.fields import FEATURES

from kiosk.authoring.scopes import walk
from kiosk.protocol.document import read_document

SOURCE = (FEATURES / "capture.yaml").read_text(encoding="utf-8")
_FACT = "- {id: seen, kind: show, title: t, facts: [{label: l, value: %s}]}\n- {id: done,"


def told(old: str = "", new: str = "") -> list[tuple[str, str]]:
    assert old in SOURCE
    files = {"flow.yaml": SOURCE.replace(old, new, 1).encode()}
    document, _ = read_document("flow.yaml", files["flow.yaml"])
    return [(problem.code, problem.message) for problem in walk(document, files).problems]


def test_pages_are_handed_to_a_department():
    assert told() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("extra.count", "extra.cuont", "expression-field", "cuont"),
        ("extra.count", "masked(proof.pages[0].image)", "expression-type", "image"),
        ("extra.count", "proof.pages[0].image + '.jpg'", "expression-type", "image"),
        ("proof.pages[0].image", "proof.pages[0].imgae", "expression-field", "imgae"),
        ("- {id: done,", _FACT % '"proof.pages[0].image"', "expression-type", "an image is no text to be read"),
    ],
)
def test_an_image_is_no_text(old, new, code, said):
    (found,) = told(old, new)
    assert found[0] == code
    assert said in found[1]


def test_what_is_shown_as_an_image_is_one():
    assert told("- {id: done,", _FACT.replace("%s", '"proof.pages[0].image", image: true')) == []
    ((code, said),) = told("- {id: done,", _FACT.replace("%s", "sent.receipt, image: true"))
    assert (code, "image is wanted" in said) == ("expression-type", True)


def test_how_many_there_are_can_be_shown():
    assert told("- {id: done,", _FACT % "proof.count") == []
