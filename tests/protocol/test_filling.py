"""Words with values in them: what is written is read back, and each mistake says where it is and what to write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.protocol.filling import Amount, FillingError, Hole, Plural, filled, holes, parsed

PAGES = "{count, plural, =0 {nothing} one {# page for {name}} other {# pages for {name}}}"
PLAIN = st.text(st.characters(blacklist_characters="{}", blacklist_categories=("Cs",)), min_size=1, max_size=12)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
SIMPLE = st.lists(PLAIN | st.builds(Hole, NAMES), max_size=5)


def written(parts):
    return "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in parts)


@given(SIMPLE, NAMES, SIMPLE, SIMPLE)
def test_what_is_written_is_read_back(before, name, one, other):
    words = f"{written(before)}{{{name}, plural, one {{{written(one)}}} other {{{written(other)}}}}}"
    parts = parsed(words)
    assert isinstance(parts[-1], Plural)
    assert [hole.name for hole in holes(parts)] == [
        *(part.name for part in before if isinstance(part, Hole)),
        name,
        *(part.name for part in (*one, *other) if isinstance(part, Hole)),
    ]
    assert written(dict(parts[-1].forms)["other"]) == written(other)


@given(st.text(alphabet="{}ab ,=1#one otherplural", max_size=40))
def test_any_words_are_read_or_refused_with_a_place(words):
    try:
        told = list(holes(parsed(words)))
    except FillingError as error:
        told, place = [error.hint], error.at
    else:
        place = len(words)
    assert 0 <= place <= len(words)
    assert told or not {"{", "}"} & set(words)


@pytest.mark.parametrize(
    ("language", "count", "told"),
    [
        ("en", 0, "nothing"),
        ("en", 1, "1 page for 陈*"),
        ("en", 2, "2 pages for 陈*"),
        ("en", 1234, "1,234 pages for 陈*"),
        ("zh", 1, "1 pages for 陈*"),
    ],
)
def test_each_number_has_the_words_that_its_language_wants(language, count, told):
    assert filled(PAGES, language, {"count": count, "name": "陈*"}) == told


def test_a_number_sign_outside_of_a_plural_is_just_that():
    assert filled("No. #{number}", "en", {"number": "7"}) == "No. #7"


@pytest.mark.parametrize(
    ("words", "message", "at"),
    [
        ("from {name", "{ is not closed", 5),
        ("{}", "{ wants the name of a value behind it", 0),
        ("{Name}", "{ wants the name of a value behind it", 0),
        ("a }", "} closes nothing", 2),
        ("{n, select, other {a}}", "'select' is unknown here", 0),
        ("{n, plural, one {a}}", "the plural of 'n' has no `other`", 0),
        ("{n, plural, other {a} other {b}}", "the plural of 'n' has 'other' twice", 0),
        ("{n, plural, other a}", "'other' has no words in braces", 0),
        ("{n, plural, other {{m, plural, other {a}}}}", "a plural inside that of 'n'", 19),
        ("{n, plural, other {a}", "{ is not closed", 0),
    ],
)
def test_each_mistake_is_named(words, message, at):
    with pytest.raises(FillingError) as caught:
        parsed(words)
    assert (str(caught.value), caught.value.at) == (message, at)


def test_a_plural_counts_only_whole_numbers():
    with pytest.raises(TypeError):
        filled(PAGES, "en", {"count": "2", "name": "a"})


def test_a_year_is_no_amount():
    assert filled("{year} {homes}", "en", {"year": 2026, "homes": Amount(1234)}) == "2026 1,234"
