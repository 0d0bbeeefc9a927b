"""`kiosk flow new` writes a flow that is well; `kiosk flow schema` knows all that a flow may hold."""

import io
import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.__main__ import main
from kiosk.authoring.beginning import QUESTIONS, begun, refusal, usual
from kiosk.authoring.checking import problems_in
from kiosk.authoring.rehearsal import examine
from kiosk.protocol.package import check, pack, unpack
from kiosk.protocol.steps.branch import WrittenStep

ODD = {
    "service": "real-estate/x-1",
    "title_zh": "不动产（登记）、查询·A",
    "title_en": "Q & A (land), no. 1 - all",
    "department_zh": "示范不动产登记中心",
    "department_en": "Demonstration & Co.",
    "item_code": "000114001000",
    "theme": "real_estate",
    "operation": "land-1.find-it",
}


def usually() -> dict[str, str]:
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        answers[question.name] = usual(question, answers)
    return answers


@pytest.mark.parametrize("answers", [usually(), ODD], ids=["usual", "odd"])
def test_what_is_begun_is_well(answers):
    assert [refusal(question, answers[question.name]) for question in QUESTIONS] == [""] * len(QUESTIONS)
    files = begun(answers)
    assert problems_in(files) == []
    assert examine(unpack(pack(files))) == []


@given(st.fixed_dictionaries({q.name: st.from_regex(q.pattern, fullmatch=True).map(str.strip) for q in QUESTIONS}))
def test_whatever_is_not_refused_gives_a_flow(answers):
    if not any(refusal(question, answers[question.name]) for question in QUESTIONS):
        assert check(begun(answers)) == []


def test_questions_are_asked_until_the_answer_can_be(tmp_path, monkeypatch, capsys):
    lines = ["no service", "tax/proof", "完税证明", "", "", "", "", "", ""]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*lines, ""])))
    assert main(["flow", "new", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert "'no service' cannot be; small letters, digits and -" in told.err
    text = (tmp_path / "tax/proof/flow.yaml").read_text(encoding="utf-8")
    assert 'service: "tax/proof"\n' in text
    assert 'operation: "tax.find"\n' in text
    assert main(["flow", "check", str(tmp_path)]) == 0


def test_answers_may_be_given_and_nothing_is_written_over(tmp_path, capsys):
    asked = ["flow", "new", str(tmp_path), "--usual", "--service", "tax/proof"]
    assert main(asked) == 0
    assert main(asked) == 1
    assert "is there already" in capsys.readouterr().err
    assert main(["flow", "new", str(tmp_path), "--usual", "--service", "No"]) == 2


def test_without_answers_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["flow", "new", str(tmp_path)]) == 2
    assert list(tmp_path.iterdir()) == []


def test_the_schema_knows_every_kind_of_step(capsys):
    assert main(["flow", "schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert {"service", "version", "steps", "devices"} <= set(schema["required"])
    assert schema["additionalProperties"] is False
    kinds = set(schema["properties"]["steps"]["items"]["discriminator"]["mapping"])
    assert "branch" in kinds
    assert len(kinds) == len(set(_leaves(WrittenStep)))


def _leaves(union):
    for one in get_args(union):
        if isinstance(one, type):
            yield one
        elif get_args(one):
            yield from _leaves(one)
