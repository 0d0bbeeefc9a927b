"""A portrait in a department's answer: taken out before a session sees the rest, or refused; never in a text."""

import base64

import pytest

from kiosk.engine.effects import Call
from kiosk.engine.events import CallDone, CallFailed
from kiosk.engine.photo import PortraitFile
from kiosk.engine.reply import fit
from kiosk.engine.samples import PORTRAIT
from kiosk.engine.trouble import PlatformFault
from kiosk.protocol.api import CallReply
from kiosk.protocol.personal import Personal
from kiosk.sync.departments import event_of

RESULT = {"number": "text", "picture": "portrait?"}
CALL = Call("t/1", "police.portrait", Personal({}), 5, "key", RESULT)
WRITTEN = base64.b64encode(PORTRAIT.jpeg).decode("ascii")


def answered(call=CALL, **data):
    wire = CallReply(status="done", data=Personal({"number": "1", **data})).model_dump_json()
    return event_of(call, CallReply.model_validate_json(wire))


def test_the_picture_is_beside_the_answer_which_says_only_that_there_is_one():
    event = answered(picture=WRITTEN)
    assert isinstance(event, CallDone)
    assert event.portrait.reveal() == PORTRAIT
    assert event.data.reveal() == fit(event.data.reveal(), RESULT) == {"number": "1", "picture": True}
    assert "9j/4" not in repr(event) + str(event.portrait)
    assert "xff" not in repr(PortraitFile(PORTRAIT.jpeg))


@pytest.mark.parametrize("data", [{}, {"picture": None}])
def test_where_there_is_none_nothing_stands_for_it(data):
    event = answered(**data)
    assert (event.portrait, fit(event.data.reveal(), RESULT)) == (None, {"number": "1"})


@pytest.mark.parametrize("picture", [True, "", WRITTEN[:-8], WRITTEN + "!", {"jpeg": WRITTEN}])
def test_a_picture_that_is_none_is_the_departments_fault_and_is_not_quoted(picture, caplog):
    assert answered(picture=picture) == CallFailed("t/1", PlatformFault.DEPARTMENT_DOWN)
    assert "police.portrait: the department's portrait cannot be used" in caplog.text
    assert WRITTEN[:20] not in caplog.text


def test_what_a_flow_does_not_declare_is_not_taken_for_one():
    event = answered(Call("t/1", "a.b", Personal({}), 5, "key", {"number": "text"}), picture=WRITTEN)
    assert event.portrait is None
    assert fit(event.data.reveal(), {"number": "text"}) == {"number": "1"}
