"""The files of a department's reply: fetched by the gateway from where they may be, and from nowhere else."""

import base64
import hashlib

import pytest
import yaml
from kit.department import Department, drips, hangs_up, opened, says
from pydantic import ValidationError

from kiosk.central.gateway.operations import Operation
from kiosk.protocol.api import CALL, CallReply

PDF = b"%PDF-1.7 as the department has it"
WISH = {
    "transaction_id": "01900000-0000-7000-8000-0000000000aa",
    "service": "market/licence",
    "idempotency_key": "key-1",
    "input": {},
}


GIVES = says(200, PDF, **{"Content-Type": "application/pdf"})


def file(url, **changes):
    known = {"name": "a.pdf", "media_type": "application/pdf", "size": len(PDF)}
    return {**known, "sha256": hashlib.sha256(PDF).hexdigest(), "url": url, **changes}


@pytest.fixture
def department():
    with opened() as server:
        yield server


@pytest.fixture
def ask(terminal, settings, tmp_path, department: Department):
    """Ask a department whose reply is `reply`, and which has `answer` at its files."""

    def asked(reply, answer=GIVES, **changes):
        operation = {
            "name": "market.licence",
            "url": "{self}/licence",
            "files": ["file"],
            "files_at": "{self}/files/",
            "timeout_s": 5,
            **changes,
        }
        settings.OPERATIONS_FILE = tmp_path / f"{len(list(tmp_path.iterdir()))}.yaml"
        settings.OPERATIONS_FILE.write_text(yaml.safe_dump({"operations": [operation]}))
        settings.SELF_URL = department.url
        department.answers, department.files = [says(200, reply)], [answer]
        return CallReply.model_validate_json(terminal.post(CALL + "market.licence", WISH).content)

    return asked


def test_the_bytes_come_in_place_of_their_address(ask, department):
    reply = ask({"number": "1", "file": file("{self}/files/abc.pdf", note="more")})
    assert reply.status == "done"
    got = reply.data.reveal()
    assert got.keys() == {"number", "file"}
    assert got["file"].keys() == {"name", "media_type", "size", "sha256", "content"}
    assert base64.b64decode(got["file"]["content"]) == PDF
    assert department.fetched == ["/files/abc.pdf"]


def test_a_file_in_each_row_of_a_list_and_none_where_it_is_null(ask, department):
    rows = {"rows": [{"file": file("{self}/files/a.pdf")}, {"file": None}, {"file": file("{self}/files/b.pdf")}]}
    got = ask(rows, files=["rows.file"]).data.reveal()["rows"]
    assert [one["file"] and base64.b64decode(one["file"]["content"]) for one in got] == [PDF, None, PDF]
    assert department.fetched == ["/files/a.pdf", "/files/b.pdf"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/files/a.pdf",
        "{self}/other/a.pdf",
        "{self}/files/../other/a.pdf",
        "{self}/files/%2e%2e/other/a.pdf",
        "{self}/files/..%2fother/a.pdf",
        "{self}/files\\\\a.pdf",
        "{self}.example.invalid/files/a.pdf",
        "file:///etc/passwd",
        "",
    ],
)
def test_an_address_that_leads_elsewhere_is_never_asked(ask, department, url):
    reply = ask({"file": file(url)})
    assert (reply.status, reply.code) == ("failed", "file_broken")
    assert not department.fetched


@pytest.mark.parametrize(
    ("announced", "answer", "code"),
    [
        ("just a text", None, "file_broken"),
        ({"url": "{self}/files/a.pdf"}, None, "file_broken"),
        (file("{self}/files/a.pdf", size=21 * 2**20), None, "file_too_large"),
        (file("{self}/files/a.pdf"), says(200, b"x" * 2000, **{"Content-Type": "application/pdf"}), "file_too_large"),
        (file("{self}/files/a.pdf"), says(200, b"", **{"Content-Type": "application/pdf"}), "file_empty"),
        (file("{self}/files/a.pdf"), says(200, PDF, **{"Content-Type": "text/html"}), "file_broken"),
        (file("{self}/files/a.pdf"), says(404, b""), "file_broken"),
        (file("{self}/files/a.pdf"), says(302, b"", Location="/elsewhere"), "file_broken"),
        (file("{self}/files/a.pdf"), hangs_up, "unreachable"),
    ],
    ids=["a text", "no digest", "announced large", "large", "empty", "html", "not there", "redirect", "hangs up"],
)
def test_a_file_that_cannot_be_carried_fails_the_call_by_its_own_code(ask, announced, answer, code):
    given = {} if answer is None else {"answer": answer}
    reply = ask({"file": announced}, most_file_bytes=1000, **given)
    assert (reply.status, reply.code) == ("failed", code)
    assert reply.data.reveal() == {}


def test_a_file_that_drips_holds_nobody_up(ask):
    reply = ask({"file": file("{self}/files/a.pdf")}, answer=drips, timeout_s=0.5)
    assert (reply.status, reply.code) == ("failed", "timeout")


def test_a_file_that_did_not_come_is_asked_for_again_with_the_whole_answer(ask, department):
    department.first_file = hangs_up
    reply = ask({"file": file("{self}/files/a.pdf")}, idempotent=True, retries=1)
    assert reply.status == "done"
    assert len(department.asked) == 2


@pytest.mark.parametrize(
    "wrong", [{"files": ["a"]}, {"files_at": "{self}/files/"}, {"files": ["a"], "files_at": "{self}/f"}]
)
def test_an_operation_says_where_its_files_are(wrong):
    with pytest.raises(ValidationError):
        Operation.model_validate({"name": "a.b", "url": "{self}/a", **wrong})
