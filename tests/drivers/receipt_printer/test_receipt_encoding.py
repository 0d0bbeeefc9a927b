"""Which characters are printed and which are drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.receipts import RARE_NAMES

from drivers.receipt_printer.encoding import Form, split_runs, text_columns


def forms(text: str) -> list[Form]:
    return [run.form for run in split_runs(text)]


@given(st.text())
def test_runs_rejoin_to_the_text(text: str):
    runs = split_runs(text)
    assert "".join(run.text for run in runs) == text
    assert sum(run.columns for run in runs) == text_columns(text)


@given(st.text())
def test_no_run_invents_bytes(text: str):
    for run in split_runs(text):
        if run.form is Form.DRAWN:
            with pytest.raises(ValueError, match="drawn"):
                run.wire_bytes  # noqa: B018 - reading it is the test
        else:
            assert run.wire_bytes.decode("gb18030") == run.text
            assert len(run.wire_bytes) == run.columns
            assert run.wire_bytes.count(b"?") == run.text.count("?")
            assert min(run.wire_bytes) >= 0x20, "no control byte reaches the wire"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wuhan 430000", [Form.ASCII]),
        ("武汉", [Form.HANZI]),
        ("·￥、“”—…", [Form.HANZI]),  # what python-escpos turns into question marks
        ("\u3400", [Form.DRAWN]),  # extension A, four bytes in GB18030
        ("\U0002b4f6\U0002ce93", [Form.DRAWN, Form.DRAWN]),
        ("¥5", [Form.DRAWN, Form.ASCII]),
        ("\ue000", [Form.DRAWN]),  # private use: two bytes in GB18030, and no glyph
        ("€", [Form.DRAWN]),  # the standards differ
        ("e\u0301", [Form.DRAWN]),
        ("\x1b@", [Form.DRAWN, Form.ASCII]),
    ],
)
def test_forms(text: str, expected: list[Form]):
    assert forms(text) == expected


def test_a_name_keeps_its_neighbours_as_text():
    runs = split_runs("缴存人 " + RARE_NAMES[0])
    assert [(run.form, run.columns) for run in runs] == [
        (Form.HANZI, 6),
        (Form.ASCII, 1),
        (Form.HANZI, 4),
        (Form.DRAWN, 2),
        (Form.DRAWN, 2),
    ]


def test_the_text_is_not_in_the_repr():
    assert "武" not in repr(split_runs("武汉"))
