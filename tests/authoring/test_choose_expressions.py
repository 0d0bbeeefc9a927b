"""The expressions of `choose` see an item of its list, and what was picked has that item's fields."""

import pytest
from kit.fields import FEATURES
from kit.packages import real_flow_files

from kiosk.authoring.checking import problems_in
from kiosk.authoring.scopes import walk
from kiosk.protocol.document import read_document

SOURCE = (FEATURES / "choose.yaml").read_text(encoding="utf-8")


def told(old: str = "", new: str = "") -> list[tuple[str, str]]:
    assert old in SOURCE
    files = {"flow.yaml": SOURCE.replace(old, new, 1).encode()}
    document, _ = read_document("flow.yaml", files["flow.yaml"])
    return [(problem.code, problem.hint) for problem in walk(document, files).problems]


def test_the_feature_flow_has_no_flaw():
    assert told() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("title: item.address", "title: item.adress", "expression-field", "did you mean `item.address`?"),
        ("value: item.usage", "value: item.usag", "expression-field", "did you mean `item.usage`?"),
        ("find_by: item.code", "find_by: itm.code", "expression-name", "did you mean `item`?"),
        ("items: deeds.rows", "items: deeds.row", "expression-field", "did you mean `deeds.rows`?"),
        ("items: deeds.rows", "items: deeds.rows[0].address", "expression-type", ""),
        (
            "- id: check\n",
            "- id: check\n  when: \"deed.usag == ''\"\n",
            "expression-field",
            "did you mean `deed.usage`?",
        ),
    ],
)
def test_a_mistake_is_told_with_its_remedy(old, new, code, hint):
    found = told(old, new)
    assert (code, hint) in [(name, text if hint else "") for name, text in found]


def test_what_may_not_have_been_picked_has_to_be_asked_for():
    (found,) = told("- id: check\n", "- id: check\n  when: \"firm.name != ''\"\n")
    assert "has(firm.name)" in found[1]
    assert told("- id: check\n", "- id: check\n  when: \"has(firm.name) && firm.name != ''\"\n") == []


def test_a_document_of_what_was_picked_is_tried_with_a_sample_of_it():
    files = real_flow_files("real-estate/registration-result")
    assert problems_in(files) == []
    wrong = files["result.typ"].replace(b"property.sharing", b"property.shared")
    assert [(one.code, one.file) for one in problems_in({**files, "result.typ": wrong})] == [("document", "result.typ")]
