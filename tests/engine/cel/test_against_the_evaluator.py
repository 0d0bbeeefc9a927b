"""Our reading of CEL and the package that evaluates it agree: what is accepted, and what comes out."""

import cel
import pytest
from hypothesis import example, given, settings
from kit.expressions import NAMES, VALUES, is_of, trees, typed, words

from kiosk.engine.cel import FlawError, check, parse
from kiosk.engine.cel.operators import STANDARD
from kiosk.engine.cel.scope import Scope
from kiosk.engine.cel.syntax import Node
from kiosk.engine.cel.types import fits
from kiosk.engine.functions import FUNCTIONS

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

LEFT_OUT = ("messages are not known", "nested deeper", "`has` asks for", "`.` where a value", "`,` where a value")
"""What the package compiles and we refuse on purpose: what it cannot evaluate, `[,]`, and `has(has(a.b))`."""
IN_THE_VALUES = (ArithmeticError, LookupError, ValueError, RuntimeError)
"""What no type can exclude: overflow, division by zero, a place that a list has not, a bad pattern or date."""


def compiles(text):
    try:
        cel.compile(text)
    except ValueError:
        return False
    return True


def parsed(text) -> Node | str:
    try:
        return parse(text)
    except FlawError as error:
        flaw = error.flaw
    assert 0 <= flaw.start < flaw.end <= len(text) + 1, text
    return flaw.message


def agree(text):
    found = parsed(text)
    if isinstance(found, Node):
        assert compiles(text), f"{text!r} is accepted here and not there"
    elif not any(reason in found for reason in LEFT_OUT):
        assert not compiles(text), f"{text!r} is accepted there, here: {found}"


@settings(max_examples=400, deadline=None)
@given(words)
def test_words_in_a_row_are_accepted_by_both_or_by_none(text):
    agree(text)


@settings(max_examples=400, deadline=None)
@given(trees)
def test_trees_are_accepted_by_both_or_by_none(text):
    agree(text)


def evaluated(text):
    functions = {name: function.call for name, function in FUNCTIONS.items()}
    return cel.compile(text).execute(cel.Context(variables=VALUES, functions=functions))


def holds(text, kind):
    """Evaluate; the value is of the type, unless the values themselves stand in the way."""
    try:
        value = evaluated(text)
    except IN_THE_VALUES as error:
        return "Undefined" not in str(error)
    return is_of(value, kind)


@settings(max_examples=1000, deadline=None)
@given(trees)
@example("(1.5 in {'a': 1, 1: 1})")
@example("(null in {'a': 1, 1: 1})")
@example("(1u in {'a': 1, 1: 1})")
def test_an_expression_without_flaw_gives_the_type_that_was_said(text):
    node = parsed(text)
    if isinstance(node, Node):
        checked = check(text, node, Scope(NAMES), FUNCTIONS)
        if checked.certain and not checked.flaws:
            assert holds(text, checked.type), f"{text!r} is no {checked.type}"


@settings(max_examples=1000, deadline=None)
@given(typed())
def test_an_expression_whose_types_fit_has_no_flaw(made):
    text, kind = made
    checked = check(text, parse(text), Scope(NAMES), FUNCTIONS)
    assert fits(checked.type, kind), f"{text!r} should be {kind}, is {checked}"
    assert holds(text, checked.type), f"{text!r} is no {checked.type}"
    assert [flaw for flaw in checked.flaws if flaw.message != "division by zero"] == []


@pytest.mark.parametrize("name", sorted(STANDARD))
def test_a_standard_function_is_there_with_just_these_types(name):
    samples = {
        "int": "1",
        "uint": "1u",
        "double": "1.5",
        "text": "'1'",
        "bytes": "b'1'",
        "list of anything": "[1]",
        "map of anything": "{'a': 1}",
        "timestamp": "timestamp('2026-01-02T03:04:05Z')",
        "duration": "duration('90s')",
        "true or false": "true",
        "null": "null",
    }
    special = {"timestamp": "'2026-01-02T03:04:05Z'", "duration": "'90s'"}
    for sample in samples.values():
        own = special.get(name, sample) if sample == "'1'" else sample
        for text in (f"{name}({own})", f"{sample}.{name}()", f"{sample}.{name}('1')"):
            checked = check(text, parse(text), Scope({}), FUNCTIONS)
            known = not checked.flaws
            if name == "size" and sample == "'1'":
                assert not known, "bytes are counted there"
                continue
            try:
                value = evaluated(text)
            except (RuntimeError, TypeError):
                assert not known, f"{text} is no call there"
            else:
                assert known, f"{text} is a call there"
                assert is_of(value, checked.type), f"{text} gives {value!r}, which is not {checked.type}"
