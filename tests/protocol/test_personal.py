"""Redaction by type: a person's value shows itself nowhere but where somebody asked for it by name."""

import copy
import json
import pickle
import traceback
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from kiosk.ledger import journal
from kiosk.protocol import api, draft, files, mail, records
from kiosk.protocol.api import CallReply, CallRequest, IdentityReply
from kiosk.protocol.personal import ONLY_KEYS, Personal, revealed

SECRET = "张三-11010119900307123X"


class Form(BaseModel):
    name: Personal[str]
    fields: Personal[dict[str, Any]] | None = None


@pytest.mark.parametrize("show", [str, repr, "{}".format, "{!r}".format, "%s".__mod__, lambda held: f"{[held]}"])
def test_no_way_of_printing_shows_it(show):
    assert SECRET not in show(Personal(SECRET))


def test_a_model_prints_dots_and_sends_the_value():
    form = Form(name=SECRET, fields={"a": SECRET})
    assert SECRET not in repr(form) + str(form)
    assert json.loads(form.model_dump_json()) == {"name": SECRET, "fields": {"a": SECRET}}
    assert Form.model_validate_json(form.model_dump_json()) == form


def test_what_is_read_from_json_is_kept_by_nobody_else():
    """A string that is read twice is one object only where somebody kept it in between."""
    for model, text in (
        (IdentityReply, '{"person": {"name": "甲乙", "number": "11010119900307123X"}}'),
        (CallReply, '{"status": "done", "data": {"name": "甲乙"}}'),
    ):
        once, again = (held_texts(model.model_validate_json(text)) for _ in range(2))
        assert "甲乙" in once
        assert not {id(one) for one in once} & {id(one) for one in again}


def held_texts(model: BaseModel) -> list[str]:
    values = [value for _, value in model]
    return [text for value in values for text in texts_in(value)]


def texts_in(value: Any) -> list[str]:
    if isinstance(value, Personal):
        return texts_in(value.reveal())
    if isinstance(value, BaseModel):
        return held_texts(value)
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts_in(one)]
    return [value] if isinstance(value, str) and value.isalnum() and not value.isascii() else []


@pytest.mark.parametrize("module", [api, draft, files, mail, records, journal])
def test_no_model_that_may_hold_something_personal_lets_pydantic_keep_it(module):
    models = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, BaseModel)]
    mine = [one for one in models if one.__module__ == module.__name__]
    assert mine
    assert {one.__name__: one.model_config.get("cache_strings") for one in mine} == {
        one.__name__: ONLY_KEYS for one in mine
    }


def test_a_model_takes_what_is_wrapped_already():
    assert Form(name=Personal(SECRET)).name == Personal(SECRET)


def test_a_value_of_the_wrong_type_is_refused():
    with pytest.raises(ValidationError):
        Form(name=["x"])
    with pytest.raises(ValidationError):
        Form.model_validate_json('{"name": 1}')


def test_a_traceback_does_not_show_it():
    def fail(held: Personal[str]) -> None:
        raise ValueError(f"cannot use {held}")

    with pytest.raises(ValueError, match="cannot use") as raised:
        fail(Personal(SECRET))
    assert SECRET not in "".join(traceback.format_exception(raised.value))


def test_it_is_never_pickled_nor_copied_deep():
    for leave in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="never pickled"):
            leave(Personal(SECRET))


def test_what_is_made_of_it_is_as_personal():
    length = Personal(SECRET).map(len)
    assert isinstance(length, Personal)
    assert length.reveal() == len(SECRET)


def test_equal_values_are_equal_and_other_things_are_not():
    assert Personal("a") == Personal("a")
    assert Personal("a") != Personal("b")
    assert Personal("a") != "a"
    assert len({Personal("a"), Personal("a"), Personal("b")}) == 2


@pytest.mark.parametrize("status", ["done", "refused", "failed"])
def test_replies_without_data_can_be_made_and_do_not_share_it(status):
    first, second = CallReply(status=status), CallReply.model_validate_json(f'{{"status": "{status}"}}')
    assert first.data.reveal() == second.data.reveal() == {}
    assert first.data.reveal() is not second.data.reveal()


def test_a_request_on_the_wire_is_plain_json():
    request = CallRequest(transaction_id="t", service="a/b", idempotency_key="k", input={"number": SECRET})
    assert json.loads(request.model_dump_json())["input"] == {"number": SECRET}
    assert SECRET not in repr(request)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(st.data(), plain)
def test_revealed_undoes_every_wrapping(data, value):
    def wrapped(part: Any) -> Any:
        if isinstance(part, dict):
            part = {key: wrapped(item) for key, item in part.items()}
        elif isinstance(part, list):
            part = [wrapped(item) for item in part]
        return Personal(part) if data.draw(st.booleans()) else part

    assert revealed(wrapped(value)) == value
