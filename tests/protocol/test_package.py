"""Flow packages: what comes back is what went in, and every mistake is named with its place."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.flows import flow_files

from kiosk.protocol import package
from kiosk.protocol.package import PackageError, check, pack, unpack, unpack_files


def changed(name: str, old: str, new: str) -> dict[str, bytes]:
    files = flow_files()
    text = files[name].decode()
    assert old in text
    return {**files, name: text.replace(old, new, 1).encode()}


def zipped(*entries: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=compression)
    return target.getvalue()


def test_a_flow_survives_the_way_through_a_package() -> None:
    held = unpack(pack(flow_files()))
    assert held.flow.service == "housing/fund"
    assert held.text("en", "title") == "Statement"
    assert held.files == {"page.typ": b"= Statement\n"}


def test_the_order_of_the_files_does_not_change_the_bytes() -> None:
    files = flow_files()
    assert pack(files) == pack(dict(reversed(files.items())))


@given(st.dictionaries(st.from_regex(r"[a-z0-9]{1,8}(/[a-z0-9]{1,8})?\.svg", fullmatch=True), st.binary(max_size=300)))
def test_any_files_come_back_unchanged(files: dict[str, bytes]) -> None:
    assert unpack_files(pack(files)) == files


@given(st.binary(max_size=400))
def test_rubbish_is_refused_and_nothing_else_happens(data: bytes) -> None:
    with pytest.raises(PackageError):
        unpack(data)


@given(st.data())
def test_a_damaged_package_is_refused_or_gives_only_fit_names(data: st.DataObject) -> None:
    sound = bytearray(pack(flow_files()))
    for _ in range(3):
        sound[data.draw(st.integers(0, len(sound) - 1))] = data.draw(st.integers(0, 255))
    try:
        files = unpack_files(bytes(sound))
    except PackageError:
        return
    assert all(".." not in name and not name.startswith("/") for name in files)


@pytest.mark.parametrize(
    "name", ["../flow.yaml", "/flow.yaml", "a/../b.yaml", "a\\b.yaml", "a/b/c.yaml", "x.sh", ".yaml"]
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(PackageError, match="file name"):
        unpack_files(zipped((name, b"")))
    with pytest.raises(PackageError, match="cannot be part"):
        pack({name: b""})


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped(("a.svg", b"1"), ("a.svg", b"2"))
    with pytest.raises(PackageError, match="repeated"):
        unpack_files(twice)


def test_a_zip_bomb_is_refused_without_unfolding_it() -> None:
    bomb = zipped(("a.svg", bytes(package.MAX_FILE_BYTES * 4)))
    assert len(bomb) < package.MAX_FILE_BYTES / 50
    with pytest.raises(PackageError, match="beyond its limits"):
        unpack_files(bomb)


def test_many_files_that_are_small_alone_are_refused_together() -> None:
    each = bytes(package.MAX_FILE_BYTES - 1)
    with pytest.raises(PackageError, match="beyond its limits"):
        unpack_files(zipped(*[(f"{index}.svg", each) for index in range(5)]))
    with pytest.raises(PackageError, match="files; 200 are allowed"):
        unpack_files(zipped(*[(f"{index}.svg", b"") for index in range(201)]))


def test_a_package_that_is_too_large_is_refused_before_it_is_opened() -> None:
    with pytest.raises(PackageError, match="bytes;"):
        unpack_files(bytes(package.MAX_PACKAGE_BYTES + 1))


def test_a_sound_flow_has_no_problems() -> None:
    assert check(flow_files()) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            "flow.yaml",
            "expected_minutes: 2",
            "expected_minutes: 99",
            "flow.yaml:9:19: expected_minutes: Input",
        ),
        ("flow.yaml", "expected_minutes: 2\n", "", "flow.yaml:1:1: expected_minutes: is missing"),
        (
            "flow.yaml",
            "summary: summary",
            "sumary: summary",
            "8:1: sumary: is not known here (did you mean 'su",
        ),
        ("flow.yaml", "consent_text:", "consent_txt:", "16:5: steps.0.notice.consent_txt: is not known here (did you"),
        ("flow.yaml", "kind: notice", "kind: notise", "flow.yaml:12:5: steps.0: Input tag 'notise'"),
        ("flow.yaml", "[id_card]", "[id_crad]", "flow.yaml:10:11: devices.0: Input should be"),
        ("flow.yaml", "id: finish", "id: start", "flow.yaml:23:9: step id 'start' is used twice"),
        ("flow.yaml", "start.consent", "start.consnt", "16:19: there are no words for 'start.consnt' (did you mean 's"),
        ("flow.yaml", "page.typ", "pages.typ", "20:15: there is no file 'pages.typ' (did you mean 'page.typ'?)"),
        ("flow.yaml", "engine: 1", "engine: 99", "flow.yaml:3:9: needs engine 99; this program has 3"),
        ("flow.yaml", "theme: housing", "theme: &a housing", "flow.yaml"),
        ("flow.yaml", "theme: housing", "theme: [housing", "flow.yaml:7:6: is no YAML"),
        (
            "texts.en.yaml",
            "finish.title:",
            "finish.tilte:",
            "texts.en.yaml:7:1: 'finish.tilte' has words in en",
        ),
        ("texts.zh.yaml", '"start.point"', "12", "texts.zh.yaml:5:14: start.point: must be words, not 12"),
        ("texts.zh.yaml", '"start.point"', '" "', "texts.zh.yaml:5:14: start.point: must be words"),
        ("texts.zh.yaml", "start.title:", "title:", "texts.zh.yaml:4:1: key 'title' stands twice, first on line 1"),
    ],
)
def test_each_mistake_is_named_with_its_place(name: str, old: str, new: str, expected: str) -> None:
    found = [str(problem) for problem in check(changed(name, old, new))]
    if "&a" in new:  # an anchor that nobody uses does no harm; its alias is what blows up
        assert found == []
        found = [str(problem) for problem in check(changed(name, old, "theme: &a housing\nkeywords: [*a]"))]
        expected = "flow.yaml:7:12: anchors and aliases are not allowed"
    assert any(expected in line for line in found), found


def test_all_mistakes_are_named_at_once() -> None:
    files = changed("flow.yaml", "expected_minutes: 2", "expected_minutes: no")
    files["flow.yaml"] = files["flow.yaml"].replace(b"start.point", b"nowhere").replace(b"page.typ", b"none.typ")
    del files["texts.en.yaml"]
    found = {(problem.file, problem.line) for problem in check(files)}
    assert found == {("flow.yaml", 9), ("flow.yaml", 15), ("flow.yaml", 20), ("texts.en.yaml", 1)}


def test_a_step_that_issues_what_nobody_composed_is_named_at_its_line() -> None:
    issue = "  - {id: print, kind: issue, title: title, document: shown, receipt: r.yaml}\n  - id: finish"
    files = {**changed("flow.yaml", "  - id: finish", issue), "r.yaml": b"[]"}
    assert [(problem.line, problem.column) for problem in check(files)] == [(23, 10)]


def test_texts_may_be_nested() -> None:
    files = flow_files()
    nested = (
        files["texts.en.yaml"].decode().replace("start.title:", "start:\n  title:").replace("start.point", "  point")
    )
    files["texts.en.yaml"] = nested.replace("start.consent:", "  consent:").encode()
    assert check(files) == []
    assert unpack(pack(files)).text("en", "start.title") == "start.title"


def test_a_document_that_is_too_deep_is_refused() -> None:
    files = {**flow_files(), "deep.yaml": b"[" * 5000 + b"]" * 5000}
    assert "nested deeper" in str(check(files)[0])


def test_text_that_is_not_utf8_is_named_with_its_line() -> None:
    files = flow_files()
    files["texts.zh.yaml"] = files["texts.zh.yaml"].replace("缴存证明".encode(), "缴存证明".encode("gb18030"))
    assert str(check(files)[0]).startswith("texts.zh.yaml:1:1: is not UTF-8")


@pytest.mark.parametrize(
    "broken", [b"", b"- a\n", b"steps: 3\n", b"steps: [3]\n", b"2026-99-99", b"\xff", b"? [a]\n: b\n"]
)
def test_no_document_brings_the_checker_down(broken: bytes) -> None:
    for name in flow_files():
        assert check({**flow_files(), name: broken}) or name == "page.typ"


def test_a_package_for_a_newer_engine_is_told_apart() -> None:
    with pytest.raises(package.EngineTooOldError, match="needs engine 99"):
        unpack(pack(changed("flow.yaml", "engine: 1", "engine: 99\nunheard_of: yes")))


def test_a_kind_of_step_that_only_a_newer_engine_knows_is_told_apart_from_a_mistake() -> None:
    unheard_of = changed("flow.yaml", "kind: review", "kind: hologram")
    assert any("'hologram'" in str(problem) and "one of " in problem.hint for problem in check(unheard_of))
    newer = {**unheard_of, "flow.yaml": unheard_of["flow.yaml"].replace(b"engine: 1", b"engine: 99")}
    with pytest.raises(package.EngineTooOldError, match="needs engine 99"):
        unpack(pack(newer))


BRANCH = """\
  - id: fork
    kind: branch
    cases:
      - when: start
        steps:
          - {id: again, kind: review, title: title, template: page.typ, document_title: title, data: {}}
    otherwise: []
  - id: finish
"""


def branching(old: str = "", new: str = "") -> dict[str, bytes]:
    files = changed("flow.yaml", "  - id: finish\n", BRANCH)
    files["flow.yaml"] = files["flow.yaml"].replace(b"engine: 1", b"engine: 2")
    assert old.encode() in files["flow.yaml"]
    return {**files, "flow.yaml": files["flow.yaml"].replace(old.encode(), new.encode())}


def test_a_flow_with_a_branch_is_taken() -> None:
    assert check(branching()) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("title: title, template: page", "title: titel, template: page", "28:46: there are no words for 'titel'"),
        ("template: page.typ, d", "template: pgae.typ, d", "28:63: there is no file 'pgae.typ'"),
        ("id: again", "id: start", "28:18: step id 'start' is used twice"),
        ("kind: review, t", "kind: reviw, t", "28:13: steps.2.branch.cases.0.steps.0: Input tag 'reviw'"),
        ("template: page.typ, d", "tempalte: page.typ, d", "(did you mean 'template'?)"),
        ("when: start", "wen: start", "(did you mean 'when'?)"),
        (
            "    otherwise: []\n",
            "",
            "23:5: steps.2.branch.otherwise: is missing (the steps when no case is true; [] if",
        ),
        (
            "engine: 2",
            "engine: 1",
            "23:9: step 'fork' is of kind 'branch', which engine 1 does not know (write engine: 2)",
        ),
    ],
)
def test_mistakes_inside_a_branch_are_named_with_their_place(old: str, new: str, expected: str) -> None:
    found = [str(problem) for problem in check(branching(old, new))]
    assert any(expected in line for line in found), found


def test_a_package_with_problems_is_refused_with_all_of_them() -> None:
    with pytest.raises(PackageError) as raised:
        unpack(pack({"flow.yaml": b"service: a\n"}))
    assert len(raised.value.problems) > 5


def test_a_new_version_changes_nothing_but_the_number() -> None:
    files = flow_files(version=3)
    again = package.with_version(files, 12)
    assert again["flow.yaml"] == files["flow.yaml"].replace(b"version: 3", b"version: 12")
    assert package.with_version(again, 3) == files
