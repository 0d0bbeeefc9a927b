"""GB 11643."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.persons import load_persons

from drivers.id_card.citizen_number import birth_date, check_character, is_valid

EXAMPLE = "11010519491231002X"  # the example printed in the standard
DIGITS = st.text("0123456789", min_size=17, max_size=17)


def test_the_standards_example():
    assert check_character(EXAMPLE[:17]) == "X"
    assert is_valid(EXAMPLE)
    assert birth_date(EXAMPLE) == date(1949, 12, 31)


@pytest.mark.parametrize("person", load_persons(), ids=lambda person: person.kind.name)
def test_the_demo_persons_numbers(person):
    assert is_valid(person.number)
    assert birth_date(person.number) == person.birth


@given(DIGITS, st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_changes_the_check(digits, at, shift):
    wrong = digits[:at] + str((int(digits[at]) + shift) % 10) + digits[at + 1 :]
    assert check_character(wrong) != check_character(digits)


@given(DIGITS, st.integers(0, 15))
def test_swapped_neighbours_change_the_check(digits, at):
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    assert (check_character(swapped) == check_character(digits)) == (swapped == digits)


@pytest.mark.parametrize(
    "number",
    [
        "",
        EXAMPLE[:17],
        EXAMPLE + "0",
        EXAMPLE.lower(),
        "110105194912310021",
        "１１０１０５１９４９１２３１００２X",
        "11010519490230002" + check_character("11010519490230002"),  # 30 February
    ],
)
def test_numbers_that_are_none(number):
    assert not is_valid(number)


@pytest.mark.parametrize("digits", ["", "1" * 16, "1" * 18, "1" * 16 + "X", "１" * 17])
def test_no_check_for_what_is_not_17_digits(digits):
    with pytest.raises(ValueError, match="17 digits"):
        check_character(digits)


@pytest.mark.parametrize("number", ["", "1101051949", "110105" + "19491331" + "0023", "110105" + "1949123X" + "0023"])
def test_no_birth_date(number):
    assert birth_date(number) is None
