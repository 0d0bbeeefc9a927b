"""`kiosk flow check`: one mistake of each kind is named by its code, at its place."""

import json
from pathlib import Path

import pytest
from kit.packages import BUSINESS_LICENCE, FLOWS, real_flow_files

from kiosk.__main__ import main
from kiosk.authoring.checking import advice_in, problems_in
from kiosk.authoring.codes import CODES

FACES = Path(__file__).parents[1] / "journeys/faces/real-estate"
NEEDED = "devices: [id_card, document_printer, receipt_printer]"
MISTAKES = {
    "yaml": ("flow.yaml", "version: 1\n", "version: 1\nversion: 2\n"),
    "folder": ("texts.en.yaml", None, None),
    "schema": ("flow.yaml", "kind: identify", "kind: identfy"),
    "rule": ("flow.yaml", "operations: [fund.statement]", "operations: [fund.state]"),
    "file-unknown": ("flow.yaml", "receipt: receipt.yaml", "receipt: reciept.yaml"),
    "text-missing": ("flow.yaml", "title: card.title", "title: card.titel"),
    "text-unused": ("texts.zh.yaml", "card.title:", "card.more: 多余\ncard.title:"),
    "text-language": ("texts.en.yaml", "card.title: Place your card", "card.title: Place your 身份证"),
    "text-value": ("texts.en.yaml", "notice.paper: Paper is free.", "notice.paper: Paper is {free."),
    "value-unused": ("flow.yaml", "engine: 1\n", "engine: 3\n"),
    "text-length": ("texts.zh.yaml", "card.title: 请放身份证", f"card.title: {'请放身份证' * 4}"),
    "device-undeclared": ("flow.yaml", NEEDED, "devices: [id_card, document_printer]"),
    "device-unused": ("flow.yaml", NEEDED, NEEDED.replace("[", "[face_camera, ")),
    "operation-unused": ("flow.yaml", "operations: [fund.statement]", "operations: [fund.statement, fund.more]"),
    "expression-syntax": ("flow.yaml", "name: card.name\n", "name: card..name\n"),
    "expression-name": ("flow.yaml", "name: card.name\n", "name: crad.name\n"),
    "expression-field": ("flow.yaml", "name: card.name\n", "name: card.nmae\n"),
    "expression-function": ("flow.yaml", "masked(card.name)", "mask(card.name)"),
    "expression-absent": ("flow.yaml", "    kind: call\n", "    kind: call\n    when: card.kind == 'hmt'\n"),
    "expression-unready": ("flow.yaml", "name: card.name\n", "name: string(rating)\n"),
    "expression-type": ("flow.yaml", 'latest: "month_of(today)"', "latest: today"),
    "expression-copies": ("flow.yaml", "document: preview\n", "document: preview\n    copies: 3 + 3\n"),
    "expression-fails": (
        "flow.yaml",
        "account: statement\n",
        "account: statement\n      one: statement.rows[0].month\n",
    ),
    "result-undeclared": ("flow.yaml", None, None),
    "document": ("statement.typ", None, None),
    "receipt": ("receipt.yaml", "{name}", "{nmae}"),
}


def broken(code: str) -> dict[str, bytes]:
    files = dict(real_flow_files())
    name, old, new = MISTAKES[code]
    if code == "folder":
        return {key: content for key, content in files.items() if key != name}
    text = files[name].decode()
    if code == "result-undeclared":
        before, _, rest = text.partition("    result:\n")
        return {**files, name: (before + rest[rest.index("    timeout_s: 15") :]).encode()}
    if code == "value-unused":
        text = text.replace("    kind: notice\n", "    kind: notice\n    values: {day: {value: today}}\n", 1)
    if code == "expression-copies":
        text = text.replace("engine: 1\n", "engine: 3\n", 1)
    if code == "document":
        old, new = 'cell("个人账号", "Account", account.account)', 'cell("个人账号", "Account", account.acount)'
    assert old in text
    return {**files, name: text.replace(old, new, 1).encode()}


def test_what_ships_is_well():
    assert problems_in(real_flow_files()) == []


def test_each_kind_of_mistake_has_an_example():
    assert MISTAKES.keys() == CODES.keys()


@pytest.mark.parametrize("code", MISTAKES)
def test_a_mistake_is_named(code):
    found = problems_in(broken(code))
    assert code in {problem.code for problem in found}, found
    (first, *_) = [problem for problem in found if problem.code == code]
    assert first.file == ("texts.en.yaml" if code == "folder" else MISTAKES[code][0])
    if code not in {"folder", "file-unknown", "schema", "yaml", "rule", "text-missing", "text-unused"}:
        assert {problem.code for problem in found} == {code}


def test_all_mistakes_are_told_at_once():
    files = broken("text-missing")
    text = files["flow.yaml"].decode().replace("name: card.name\n", "name: card.nmae\n")
    files["flow.yaml"] = text.replace("expected_minutes: 2", "expected_minutes: many").encode()
    found = {problem.code for problem in problems_in(files)}
    assert {"schema", "text-missing", "expression-field", "text-unused"} <= found


def test_a_message_that_is_too_long_for_a_phone_is_named_and_its_mail_is_not():
    files = dict(real_flow_files(BUSINESS_LICENCE))
    assert problems_in(files) == []
    flow = files["flow.yaml"].decode()
    files["flow.yaml"] = flow.replace("    email: contact.email\n", "    phone: contact.email\n").encode()
    found = {(problem.file, problem.code, problem.message) for problem in problems_in(files)}
    assert {(file, code) for file, code, _ in found} == {("mail_zh.yaml", "receipt"), ("mail_en.yaml", "receipt")}
    assert all("a short message has 1 to 300 signs" in message for _, _, message in found)
    for name in ("mail_zh.yaml", "mail_en.yaml"):
        files[name] = b'- {text: "{serial} {code} {verify_url} {name} {company} {copy} {number}"}\n'
    assert problems_in(files) == []


def write(files: dict[str, bytes], folder):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_it_is_told_as_compilers_do(tmp_path, capsys):
    folder = write(broken("expression-field"), tmp_path / "housing" / "statement")
    assert main(["flow", "check", str(folder)]) == 1
    first, line, carets, hint, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{folder}/flow.yaml:")
    assert "error[expression-field]: `card.nmae` is no field of what `identify` gives" in first
    assert line.index("card.nmae") == carets.index("^")
    assert carets.count("^") == len("card.nmae")
    assert hint == "  hint: did you mean `card.name`?"


def test_and_for_programs(tmp_path, capsys):
    folder = write(broken("expression-field"), tmp_path)
    assert main(["flow", "check", str(folder), "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["code"] == "expression-field"
    assert (found["width"], found["hint"]) == (9, "did you mean `card.name`?")
    assert main(["flow", "check", str(FLOWS), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_face_without_another_way_is_noted_and_is_no_mistake(tmp_path, capsys):
    files = {
        path.relative_to(FACES / "face-only").as_posix(): path.read_bytes()
        for path in (FACES / "face-only").rglob("*")
        if path.is_file()
    }
    folder = write(files, tmp_path / "real-estate" / "face-only")
    assert main(["flow", "check", str(folder)]) == 0
    first, line, *_, told = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{folder}/flow.yaml:15:")
    assert "note[face-only]: step 'face' leaves whoever does not agree nothing but a counter" in first
    assert "verify_face" in line
    assert told == f"{folder}: well"
    assert main(["flow", "check", str(folder), "--json"]) == 0
    (note,) = json.loads(capsys.readouterr().out)
    assert (note["code"], note["note"]) == ("face-only", True)
    assert main(["flow", "check", str(FACES / "face-or-counter"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("remedy", "noted"),
    [
        ("on_fault: {face.NOT_AGREED: {go_to: told}}", False),
        ("on_fault: {face: {go_to: told}}", False),
        ("on_fault: {any: {go_to: told}}", False),
        ("on_fault: {face.NO_PHOTO: {go_to: told}}", True),
        ("on_fault: {face.NOT_AGREED: {retry: true}, any: {go_to: told}}", True),
        ("otherwise: told, on_fault: {face.NOT_AGREED: {retry: true}}", True),
    ],
)
def test_another_way_is_one_that_leads_on_from_a_refusal(remedy, noted):
    names = ("flow.yaml", "texts.zh.yaml", "texts.en.yaml")
    files = {name: (FACES / "face-only" / name).read_bytes() for name in names}
    files["flow.yaml"] = files["flow.yaml"].replace(b"against: card}", f"against: card, {remedy}}}".encode())
    assert problems_in(files) == []
    assert [note.code for note in advice_in(files)] == ["face-only"] * noted


def test_a_place_without_flows_is_said(tmp_path, capsys):
    assert main(["flow", "check", str(tmp_path)]) == 2
    assert "no flow.yaml here or below" in capsys.readouterr().out
