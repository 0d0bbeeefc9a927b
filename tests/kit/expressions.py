"""Expressions made up by hypothesis: any words in a row, trees of the grammar, and what their values must be."""

from typing import Any

from hypothesis import strategies as st

from kiosk.engine.cel.types import (
    BOOL,
    BYTES,
    DAY,
    DOUBLE,
    DURATION,
    DYN,
    FORMS,
    INT,
    MONEY,
    MONTH,
    NULL,
    TEXT,
    TIMESTAMP,
    TYPE,
    UINT,
    Field,
    ListOf,
    MapOf,
    Record,
    Text,
)

ROW = Record({"month": Field(MONTH), "amount": Field(MONEY), "note": Field(TEXT, optional=True)}, "a row")
NAMES = {
    "today": DAY,
    "name": TEXT,
    "count": INT,
    "rate": DOUBLE,
    "yes": BOOL,
    "rows": ListOf(ROW),
    "card": Record(
        {"name": Field(TEXT), "birth": Field(DAY), "old": Field(TEXT, optional=True)}, "what `identify` gives"
    ),
    "tags": MapOf(TEXT, INT),
}
VALUES: dict[str, Any] = {
    "today": "2026-11-24",
    "name": "陈示例",
    "count": 3,
    "rate": 1.5,
    "yes": True,
    "rows": [
        {"month": "2026-01", "amount": "12.50", "note": "a"},
        {"month": "2026-02", "amount": "-0.05"},
    ],
    "card": {"name": "刘样本", "birth": "1988-03-14"},
    "tags": {"a": 1, "b": 2},
}


def _one_of(words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words.split())


_ATOMS = _one_of(
    "1 0 -1 7u 1.5 .5 2e3 0x1F true false null 'a' \"b\" '' '2026-01' '2026-11-24' r'\\n' b'x' '\\u4e2d' '''t''' "
    "today name count rate yes rows card tags x y nothing card.name card.birth card.old rows[0] rows[0].month tags.a "
    "tags['b'] [] {} 9223372036854775807 9223372036854775808 1a as if in 01"
)
_SIGNS = _one_of("+ - * / % ! == != < <= > >= && || ? : . , ( ) [ ] { } in = & 'x // \\")
words = st.lists(st.one_of(_ATOMS, _SIGNS), min_size=1, max_size=8).map(" ".join)
"""Rarely an expression, but near to one."""

_OPS = _one_of("+ - * / % == != < <= > >= in && ||")
_CALLS = _one_of(
    "size length masked month_of year_of money fen money_zh number_zh digits_zh day_zh string int uint double bytes"
)
_METHODS = _one_of("contains startsWith endsWith matches size masked months_before day_or days_after nosuch")
_MACROS = _one_of("all exists exists_one existsOne filter map")


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, _OPS, inner),
        st.builds("{} {} {}".format, inner, _OPS, inner),
        st.builds("{} ? {} : {}".format, inner, inner, inner),
        st.builds("({})".format, inner),
        st.builds("!{}".format, inner),
        st.builds("-{}".format, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{'a': {}, {}: 1}}".format, inner, inner),
        st.builds("{}({})".format, _CALLS, inner),
        st.builds("{}.{}({})".format, inner, _METHODS, inner),
        st.builds("{}.{}(x, {})".format, inner, _MACROS, inner),
        st.builds("{}.map(x, {}, {})".format, inner, inner, inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("has({}.old) ? {}.old : {}".format, inner, inner, inner),
        st.builds("has({})".format, inner),
    )


trees = st.recursive(_ATOMS, _larger, max_leaves=6)
"""Mostly expressions, whose types mostly do not fit."""


def _typed(draw: st.DrawFn, kind: Any, depth: int) -> str:
    if depth == 0:
        return draw(st.sampled_from(_LEAVES[kind]))
    shape = draw(
        st.sampled_from([*_LEAVES[kind], *_SHAPES[kind], "{b} ? @ : @".replace("@", "{" + _LETTERS[kind] + "}")])
    )
    parts = [part for part in _KINDS if "{" + part + "}" in shape]
    for part in parts:
        while "{" + part + "}" in shape:
            shape = shape.replace("{" + part + "}", _typed(draw, _KINDS[part], depth - 1), 1)
    return f"({shape})"


_KINDS = {"i": INT, "t": TEXT, "b": BOOL, "d": DAY, "m": MONTH, "y": MONEY, "l": ListOf(INT)}
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}
_LEAVES = {
    INT: ["1", "0", "-7", "count", "tags.a", "tags['b']"],
    TEXT: ["'a'", "''", "name", "card.name", "(has(card.old) ? card.old : 'x')"],
    BOOL: ["true", "false", "yes", "has(card.old)"],
    DAY: ["today", "card.birth", "'2024-02-29'"],
    MONTH: ["'2026-01'", "rows[0].month"],
    MONEY: ["'12.50'", "rows[1].amount"],
    ListOf(INT): ["[1, 2]", "rows.map(r, fen(r.amount))"],
}
_SHAPES = {
    INT: [
        *("{i} + {i}", "{i} * {i}", "{i} / {i}", "-{i}", "size({l})", "length({t})", "year_of({d})", "fen({y})"),
        *("days_between({d}, {d})", "age_on({d}, {d})", "{l}[0]", "int({t})", "{d}.year_of()"),
    ],
    TEXT: [
        *("{t} + {t}", "{t} + {d}", "masked({t})", "money({i})", "money_zh({i})", "number_zh({i})", "string({i})"),
        *("digits_zh({t})", "day_zh({d})", "rows.filter(r, has(r.note))[0].month"),
    ],
    BOOL: [
        *("{i} < {i}", "{t} == {t}", "{d} <= {d}", "{b} && {b}", "{b} || !{b}", "{i} in {l}", "{t} in ['a', {t}]"),
        *("{t}.startsWith({t})", "{l}.exists(x, x > {i})", "rows.all(r, has(r.note) ? r.note != {t} : true)"),
        *("rows.exists_one(r, r.month == {m})", "!has(card.old) || card.old == {t}", "{d} == {d}", "{l} == {l}"),
    ],
    DAY: ["days_after({d}, {i})", "day_or({t}, {d})", "day(2026, 1, {i})"],
    MONTH: ["month_of({d})", "months_before({m}, {i})", "month(2026, {i})"],
    MONEY: ["yuan({i})"],
    ListOf(INT): ["{l} + {l}", "{l}.filter(x, x > {i})", "{l}.map(x, x + {i})", "{l}.map(x, x > 0, x * {i})"],
}


@st.composite
def typed(draw: st.DrawFn) -> tuple[str, Any]:
    """Return an expression and its type: nothing is wrong with it but, perhaps, a value."""
    kind = draw(st.sampled_from(list(_LEAVES)))
    return _typed(draw, kind, draw(st.integers(0, 3))), kind


def is_of(value: Any, kind: Any) -> bool:
    """True when `value`, as the evaluating package gives it, is of type `kind`."""
    match kind:
        case Text(form=form):
            return isinstance(value, str) and (not form or FORMS[form].fullmatch(value) is not None)
        case ListOf(of=inner):
            return isinstance(value, list) and all(is_of(item, inner) for item in value)
        case MapOf(key=key, of=inner):
            return isinstance(value, dict) and all(is_of(k, key) and is_of(v, inner) for k, v in value.items())
        case Record(fields=fields):
            return isinstance(value, dict) and all(
                is_of(value[name], field.type) if name in value else field.optional for name, field in fields.items()
            )
        case _:
            return kind == DYN or type(value).__name__ in _PYTHON[kind]


_PYTHON = {
    NULL: ("NoneType",),
    BOOL: ("bool",),
    INT: ("int",),
    UINT: ("int",),
    DOUBLE: ("float",),
    BYTES: ("bytes",),
    TIMESTAMP: ("datetime",),
    DURATION: ("timedelta",),
    TYPE: ("str",),
}
