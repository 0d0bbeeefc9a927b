"""Each kind of field: what it takes, what it says is wrong, and that it never fails on anything that is sent."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.expressions import is_of
from kit.fields import field_of

from drivers.id_card import citizen_number as on_cards
from kiosk.engine.answers import field_type
from kiosk.engine.fields import Wrong, boundaries, citizen_number, credit_code, date, money, number, parse
from kiosk.protocol.fields import (
    ChoiceField,
    CitizenNumberField,
    CreditCodeField,
    DateField,
    EmailField,
    MoneyField,
    MultiChoiceField,
    NumberField,
    PhoneField,
    TextField,
)

SCOPE = {"today": "2026-11-24"}
KINDS = (
    "text",
    "number",
    "money",
    "date",
    "date_range",
    "month_range",
    "phone",
    "email",
    "citizen_number",
    "credit_code",
    "choice",
    "multi_choice",
    "address",
)
OPTIONS = [{"id": name, "label": name} for name in ("a", "b", "c", "d")]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["first", "last", "codes", "line", "x"]), inner),
    max_leaves=6,
)


def of(model, **given_):
    kind = model.model_fields["kind"].annotation.__args__[0]
    return model(kind=kind, id="f", label="l", **given_)


def read(field, typed):
    """The value, or the key of what is wrong."""
    found = parse(field, typed, SCOPE)
    return found.key if isinstance(found, Wrong) else found


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_worth_typing_comes_out_as_it_says(kind):
    for field in field_of(kind):
        samples = boundaries(field, SCOPE)
        told = [(sample.typed, sample.problem) for sample in samples]
        found = [parse(field, sample.typed, SCOPE) for sample in samples]
        assert [
            (typed, one.key if isinstance(one, Wrong) else "") for (typed, _), one in zip(told, found, strict=True)
        ] == told
        values = [value for value in found if value is not None and not isinstance(value, Wrong)]
        assert all(is_of(value, field_type(field)) for value in values), "expressions were checked for this type"
        assert any(not problem for _, problem in told), "something right is among them"
        assert any(problem for _, problem in told) or field.optional, "and something wrong"


@given(kind=st.sampled_from(KINDS), typed=JUNK)
def test_nothing_that_is_sent_makes_a_field_fail(kind, typed):
    for field in field_of(kind):
        found = parse(field, typed, SCOPE)
        assert isinstance(found, Wrong) or found is None or typed


@pytest.mark.parametrize("kind", KINDS)
def test_an_optional_field_may_be_left_empty_and_no_other(kind):
    for field in field_of(kind):
        assert parse(field.model_copy(update={"optional": True}), None, SCOPE) is None
        assert isinstance(parse(field.model_copy(update={"optional": False}), None, SCOPE), Wrong)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (of(TextField), "a1 ".strip(), "A1"),
        (of(TextField, allowed="digits"), "12A", "field.text.digits"),
        (of(TextField, allowed="latin"), "12A", "field.text.latin"),
        (of(TextField), "京A12345", "field.text.letters_and_digits"),
        (of(TextField, min_length=3), "12", "field.text.too_short"),
        (of(TextField, max_length=3), "1234", "field.text.too_long"),
        (of(NumberField, max=10), "007", 7),
        (of(NumberField, max=10), "7.", 7),
        (of(NumberField, max=10), "7.5", "field.number.whole"),
        (of(NumberField, max=10, decimals=1), "7.5", 7.5),
        (of(NumberField, max=10, decimals=1), "7.55", "field.number.decimals"),
        (of(NumberField, min=3, max=10), "2", "field.number.too_small"),
        (of(NumberField, max=10), "11", "field.number.too_large"),
        (of(NumberField, max=10), "-1", "field.number.none"),
        (of(NumberField, max=10), "１", "field.number.none"),
        (of(MoneyField, max_fen=10_000), "12.3", 1230),
        (of(MoneyField, max_fen=10_000), "100", 10_000),
        (of(MoneyField, max_fen=10_000), "0.07", 7),
        (of(MoneyField, max_fen=10_000), "0.075", "field.money.decimals"),
        (of(MoneyField, max_fen=10_000), "100.01", "field.money.too_large"),
        (of(MoneyField, min_fen=100, max_fen=10_000), "0.99", "field.money.too_small"),
        (of(MoneyField, max_fen=10_000), "", "field.money.none"),
        (of(DateField), "20240229", "2024-02-29"),
        (of(DateField), "2024-02-29", "2024-02-29"),
        (of(DateField), "20230229", "field.date.no_such_day"),
        (of(DateField), "00000101", "field.date.no_such_day"),
        (of(DateField), "2023022", "field.date.incomplete"),
        (of(DateField, latest="today"), "20261124", "2026-11-24"),
        (of(DateField, latest="today"), "20261125", "field.date.too_late"),
        (of(DateField, earliest="today"), "20261123", "field.date.too_early"),
        (of(PhoneField), "13812345678", "13812345678"),
        (of(PhoneField), "1381234567", "field.phone.length"),
        (of(PhoneField), "02712345678", "field.phone.no_mobile"),
        (of(PhoneField), "1381234567a", "field.phone.length"),
        (of(EmailField), " Zhang.San@QQ.com ", "zhang.san@qq.com"),
        (of(EmailField), "zhang_san-1@mail.example.cn", "zhang_san-1@mail.example.cn"),
        (of(EmailField), "zhang", "field.email.at"),
        (of(EmailField), "zhang@san@qq.com", "field.email.at"),
        (of(EmailField), ".zhang@qq.com", "field.email.before"),
        (of(EmailField), "zhang san@qq.com", "field.email.before"),
        (of(EmailField), "zhang@qq", "field.email.behind"),
        (of(EmailField), "zhang@qq..com", "field.email.behind"),
        (of(EmailField), "张三@qq.com", "field.email.before"),
        (of(CitizenNumberField), "42019919880314999x"[:17] + "5", "420199198803149995"),
        (of(CitizenNumberField), "11010519491231002x", "11010519491231002X"),
        (of(CitizenNumberField), "420199198803149994", "field.citizen_number.check"),
        (of(CitizenNumberField), "42019919880314999", "field.citizen_number.length"),
        (of(CitizenNumberField), "4201991988031499X5", "field.citizen_number.signs"),
        (of(CitizenNumberField), "420199198802309995", "field.citizen_number.birth"),
        (of(CreditCodeField), "91350100M000100Y43", "91350100M000100Y43"),
        (of(CreditCodeField), "91350100m000100y43", "91350100M000100Y43"),
        (of(CreditCodeField), "11110000000021135M", "11110000000021135M"),
        (of(CreditCodeField), "91350100M000100Y44", "field.credit_code.check"),
        (of(CreditCodeField), "91350100M000100YO3", "field.credit_code.signs"),
        (of(CreditCodeField), "9135", "field.credit_code.length"),
        (of(ChoiceField, options=OPTIONS), "b", "b"),
        (of(ChoiceField, options=OPTIONS), "e", "field.choice.none"),
        (of(MultiChoiceField, options=OPTIONS), ["c", "a"], ["a", "c"]),
        (of(MultiChoiceField, options=OPTIONS), [], "field.multi_choice.too_few"),
        (of(MultiChoiceField, options=OPTIONS, max_picks=1), ["c", "a"], "field.multi_choice.too_many"),
    ],
)
def test_what_was_typed_is_taken_or_named(field, typed, value):
    assert read(field, typed) == value


@pytest.mark.parametrize(
    ("first", "last", "value"),
    [
        ("20260101", "20260101", {"first": "2026-01-01", "last": "2026-01-01"}),
        ("20260102", "20260101", "field.date_range.first_after_last"),
        ("20191231", "20260101", "field.date.too_early"),
        ("20200101", "20261125", "field.date.too_late"),
        ("20200101", "2026112", "field.date.incomplete"),
    ],
)
def test_a_range_of_days(first, last, value):
    (field,) = field_of("date_range")
    assert read(field, {"first": first, "last": last}) == value


@pytest.mark.parametrize(
    ("codes", "line", "value"),
    [
        (["42", "4201", "420102"], "3栋", "field.address.incomplete"),
        (["42", "4201", "420103"], "3", "field.address.no_line"),
        (["42", "4201", "420103"], "9" * 31, "field.address.too_long"),
        (["4201", "42"], "3栋", "field.address.incomplete"),
        ([], "3栋", "field.address.incomplete"),
        (["11"], "长安路3号", {"codes": ["11"], "names": ["北京市"], "line": "长安路3号", "text": "北京市长安路3号"}),
    ],
)
def test_an_address_goes_down_to_the_last_division(codes, line, value):
    assert read(field_of("address")[0], {"codes": codes, "line": line}) == value


def test_an_address_may_take_its_divisions_from_data():
    _, field = field_of("address")
    assert read(field, {"codes": ["42"], "line": "3栋"})["text"] == "湖北省3栋"


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_check_sign_of_a_citizen_number_is_that_of_the_cards(first_17):
    assert citizen_number.check_sign(first_17) == on_cards.check_character(first_17)


@given(st.text(credit_code.ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.data())
def test_a_credit_code_with_one_wrong_sign_is_noticed(first_17, at, data):
    code = first_17 + credit_code.check_sign(first_17)
    assert read(of(CreditCodeField), code) == code
    other = data.draw(st.sampled_from([sign for sign in credit_code.ALPHABET if sign != code[at]]))
    assert read(of(CreditCodeField), code[:at] + other + code[at + 1 :]) == "field.credit_code.check"


@given(st.integers(0, 99_999_999_999))
def test_money_typed_again_is_the_same_money(fen):
    assert read(of(MoneyField, max_fen=99_999_999_999), money.typed_again(fen)) == fen
    assert money.written(fen).replace(",", "") == f"{fen / 100:.2f}"


@given(st.integers(0, 999_999_999), st.integers(0, 3))
def test_a_number_typed_again_is_the_same_number(steps, decimals):
    value = steps / 10**decimals if decimals else steps
    assert read(of(NumberField, max=999_999_999, decimals=decimals), number.typed_again(value)) == value


@given(st.dates())
def test_a_day_typed_again_is_the_same_day(day: dt.date):
    assert read(of(DateField), date.typed_again(day.isoformat())) == day.isoformat()


@pytest.mark.parametrize(
    ("number_", "written"), [(0, "0"), (1234, "1,234"), (1234.5, "1,234.5"), (20.0, "20"), (1e6, "1,000,000")]
)
def test_a_number_is_written_as_people_read_it(number_, written):
    assert number.written(number_) == written
