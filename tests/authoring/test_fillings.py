"""What words have in braces is checked: against the values of their step, and against the other language."""

import pytest
from kit.packages import real_flow_files

from kiosk.authoring.checking import problems_in

# ruff: noqa: E501 - a mistake and what is told of it stand on one line
VALUES = (
    "    values: {first: {value: period.first, format: month}, signs: {value: length(card.name), format: number}}\n"
)
ZH, EN = "{first}{signs}", "{first}, {signs, plural, one {# sign} other {# signs}}"


def found(zh=ZH, en=EN, values=VALUES, engine=3):
    """Return the problems of the statement, whose refusal has these words."""
    files = dict(real_flow_files())
    flow = files["flow.yaml"].decode().replace("engine: 1", f"engine: {engine}")
    files["flow.yaml"] = flow.replace("    kind: call\n", f"    kind: call\n{values}", 1).encode()
    for language, words in (("zh", zh), ("en", en)):
        name = f"texts.{language}.yaml"
        lines = files[name].decode().splitlines()
        told = [f"{line.partition(':')[0]}: '{words}'" if "no_records:" in line else line for line in lines]
        files[name] = "\n".join(told).encode()
    return [f"{problem.file}: {problem.message} ({problem.hint})" for problem in problems_in(files)]


def test_values_that_are_told_in_each_language_are_well():
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"zh": ZH + "{frist}", "en": EN + "{frist}"}, "{frist} is not among the values of step 'statement' (did you mean 'first'?)"),
        ({"zh": "{first}"}, "'statement.no_records' does not tell {signs} in zh, as it does in en (write {signs} here, too)"),
        ({"en": EN.replace("one {# sign} ", "")}, "'signs' has no words for 'one', which en has (write one {…})"),
        ({"zh": "{first}{signs, plural, one {#} other {#}}"}, "zh has no 'one' for whole numbers (its forms are other)"),
        ({"en": EN.replace("signs, pl", "first, pl")}, "'first' of step 'statement' is counted here, but is no number"),
        ({"en": "{first}, {signs"}, "{signs: { is not closed (write } behind it)"),
        ({"zh": "{first}", "en": "{first}"}, "no words of step 'statement' have {signs} (remove it, or say it)"),
        ({"engine": 2}, "step 'statement' has values, which engine 2 does not know (write engine: 3)"),
        ({"values": VALUES.replace("period.first", "period.frist")}, "`period.frist` is no field"),
        ({"values": VALUES.replace("length(card.name)", "card.name")}, "int is wanted here, this gives text"),
    ],
)  # fmt: skip
def test_each_mistake_is_named(changes, told):
    problems = found(**changes)
    assert any(told in problem for problem in problems), problems


def test_words_of_the_service_and_titles_are_not_filled():
    files = dict(real_flow_files())
    files["texts.en.yaml"] = files["texts.en.yaml"].replace(b"card.title: Place your card", b"card.title: Hello {name}")
    files["texts.en.yaml"] = files["texts.en.yaml"].replace(b"summary: Print", b"summary: '{name}' #")
    told = [problem.message for problem in problems_in(files)]
    assert "{name} would stand on the screen as it is: the words of the title of step 'card' are not filled" in told
    assert "{name} would stand on the screen as it is: the words of the service are not filled" in told
