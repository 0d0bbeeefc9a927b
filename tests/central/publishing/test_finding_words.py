"""Every kind of finding is told to staff in both languages, and the checker's own words stay for the author."""

import ast
from pathlib import Path

import pytest
from django.utils import translation
from kit.flows import flow_files

import kiosk.explorer
from kiosk.authoring.codes import CODES
from kiosk.central.publishing.finding_words import WORDS, meaning
from kiosk.central.publishing.models import Submission
from kiosk.central.publishing.submitting import hand_in
from kiosk.explorer.graph import CARRIED_OUT, EVALUATED
from kiosk.explorer.promises.deeds import DEEDS
from kiosk.explorer.promises.moments import MOMENTS
from kiosk.explorer.promises.moves import MOVES
from kiosk.explorer.promises.ways import WAYS
from kiosk.protocol.publishing import Finding, Report

OWN = {"unexplored", "scenario", "upload", "package-lost", "broken", "timed_out"}
PROMISES = {one.__name__ for one in (*DEEDS, *MOMENTS, *MOVES, *(one for group in WAYS for one in group))}


def named_in_the_walk() -> set[str]:
    """Return the promises that the explorer names as texts, where a violation is told without its function."""
    texts = {CARRIED_OUT, EVALUATED}
    for file in Path(kiosk.explorer.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            told = isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in _TELLING
            first = node.args[0] if told and node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                texts.add(first.value)
    return texts


_TELLING = {"_violated", "Wrong", "Violation"}


def test_every_code_has_a_sentence_and_no_sentence_is_left_over() -> None:
    assert len(named_in_the_walk()) > 5
    assert set(WORDS) == {*CODES, *PROMISES, *named_in_the_walk(), *OWN}


@pytest.mark.parametrize("code", WORDS)
def test_every_sentence_is_there_in_both_languages(code: str) -> None:
    with translation.override("zh-hans"):
        chinese = str(meaning(code))
    with translation.override("en"):
        english = str(meaning(code))
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
    assert english.isprintable()
    assert english.replace("…", "").isascii()


def test_a_report_of_before_has_no_codes_and_can_still_be_read() -> None:
    finding = Finding.model_validate({"stage": "check", "message": "x"})
    assert meaning(finding.code) == ""


@pytest.mark.parametrize(("language", "told"), [("zh-hans", "遇到故障时群众无路可走"), ("en", "nowhere to go")])
def test_the_page_says_what_it_means_and_below_what_was_said(client, city, people, language, told) -> None:
    submission = hand_in([flow_files()], people.author)[0]
    message = "a trouble can be met: nothing but leaving is offered"
    found = Finding(stage="explore", message=message, code="a_trouble_can_be_met")
    submission.report_document = Report(findings=(found,)).model_dump(mode="json")
    submission.state = Submission.State.REFUSED
    submission.save()
    client.force_login(people.clerk)
    client.post("/i18n/setlang/", {"language": language})
    text = client.get(f"/admin/publishing/submission/{submission.pk}/change/").content.decode()
    assert told in text
    assert text.index(told) < text.index(message)
