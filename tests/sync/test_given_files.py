"""Files in a department's answer, as the terminal takes them from central: sound and whole, or a fault of their own."""

import base64

import pytest
from kit.given_files import carried, known, locked_pdf, pdf

from kiosk.engine.effects import Call
from kiosk.engine.events import CallDone, CallFailed
from kiosk.engine.reply import fit
from kiosk.engine.trouble import FileFault, PlatformFault
from kiosk.protocol.api import CallReply
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import CallStep
from kiosk.sync.departments import event_of

PDF = pdf(2)
SHAPE = {"number": "text", "file": "pdf", "rows": [{"more": "pdf?"}]}
RESULT = CallStep.model_validate(
    {"id": "a", "kind": "call", "title": "t", "operation": "a.b", "input": {}, "result": SHAPE}
).result
CALL = Call("t/1", "a.b", Personal({}), 5, "key", RESULT)


def over_the_wire(content, /, **changes):
    file = carried(content)
    return {
        **file.model_dump(mode="json", exclude={"content", "url"}),
        "content": base64.b64encode(content).decode(),
    } | changes


def answered(**data):
    wire = CallReply(status="done", data=Personal({"number": "1", "rows": [], **data})).model_dump_json()
    return event_of(CALL, CallReply.model_validate_json(wire))


def test_what_is_known_goes_into_the_answer_and_the_bytes_beside_it():
    other = pdf(1, "另一份")
    event = answered(file=over_the_wire(PDF), rows=[{"more": None}, {"more": over_the_wire(other)}])
    assert isinstance(event, CallDone)
    assert set(event.files.reveal().values()) == {PDF, other}
    data = fit(event.data.reveal(), RESULT)
    assert data == {"number": "1", "file": known(PDF), "rows": [{}, {"more": known(other)}]}
    assert event.files.reveal()[data["file"]["sha256"]] == PDF
    assert "PDF" not in repr(event)


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        ("licence.pdf", FileFault.BROKEN),
        ({}, FileFault.BROKEN),
        (over_the_wire(PDF, content="no base64!"), FileFault.BROKEN),
        (over_the_wire(PDF, sha256="0" * 64), FileFault.BROKEN),
        (over_the_wire(PDF[:-1], size=len(PDF)), FileFault.BROKEN),
        (over_the_wire(locked_pdf()), FileFault.BROKEN),
        (over_the_wire(b""), FileFault.EMPTY),
    ],
)
def test_a_file_that_cannot_be_used_is_a_fault_of_its_own(file, fault):
    assert answered(file=file) == CallFailed("t/1", fault)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("file_broken", FileFault.BROKEN),
        ("file_empty", FileFault.EMPTY),
        ("file_too_large", FileFault.TOO_LARGE),
        ("timeout", PlatformFault.DEPARTMENT_DOWN),
    ],
)
def test_what_central_says_of_a_file_is_told_likewise(code, fault):
    assert event_of(CALL, CallReply(status="failed", code=code)) == CallFailed("t/1", fault)


def test_a_call_without_files_is_left_as_it_came():
    plain = Call("t/1", "a.b", Personal({}), 5, "key", None)
    reply = CallReply(status="done", data=Personal({"file": over_the_wire(PDF)}))
    assert event_of(plain, reply) == CallDone("t/1", reply.data)
