"""What authors upload: taken apart within limits, nothing leads out, everything of a flow comes along."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.city import zipped
from kit.flows import flow_files

from kiosk.central.publishing import bundle
from kiosk.central.publishing.bundle import flows_in
from kiosk.central.publishing.errors import PublishingError
from kiosk.protocol.package import pack, unpack_files

FUND = flow_files()


def below(folder: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}{name}": content for name, content in files.items()}


@pytest.mark.parametrize("folder", ["", "fund/", "housing/fund/", "flows/housing/fund/"])
def test_a_flow_is_found_wherever_its_folder_lies(folder):
    assert flows_in(zipped(below(folder, FUND))) == [FUND]


def test_a_package_is_taken_as_it_is():
    assert flows_in(pack(FUND)) == [unpack_files(pack(FUND))]


def test_many_flows_at_once():
    other = flow_files("transport/card")
    data = zipped({**below("flows/housing/fund/", FUND), **below("flows/transport/card/", other)})
    assert flows_in(data) == [FUND, other]


def test_fragments_and_members_come_along():
    joint = {
        "flow.yaml": b"steps:\n  - {kind: include, fragment: known}\n  - {kind: joint, parts: [{flow: housing/fund}]}\n"
    }
    files = {
        **below("flows/joint/both/", joint),
        **below("flows/housing/fund/", FUND),
        "flows/fragments/known.yaml": b"x: 1\n",
        "flows/fragments/other.yaml": b"x: 2\n",
    }
    _fund, both = flows_in(zipped(files))
    assert "fragments/known.yaml" in both
    assert "fragments/other.yaml" not in both
    assert both["housing.fund/flow.yaml"] == FUND["flow.yaml"]


def test_what_editors_and_systems_leave_behind_is_left_out():
    noise = {"flow.yaml~": b"", ".git/config": b"", "__MACOSX/._flow.yaml": b"", "Thumbs.db": b""}
    assert flows_in(zipped({**FUND, **noise})) == [FUND]


@pytest.mark.parametrize("name", ["../flow.yaml", "/etc/flow.yaml", "a/../../flow.yaml", "a\\..\\flow.yaml"])
def test_a_name_that_leads_out_is_refused(name):
    with pytest.raises(PublishingError, match="leads out of the zip"):
        flows_in(zipped({**FUND, name: b"x"}))


def test_links_and_doubles_are_refused_and_all_are_told():
    target = io.BytesIO(zipped(FUND))
    link = zipfile.ZipInfo("page2.typ")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(link, "/etc/passwd")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("page.typ", b"twice")
    with pytest.raises(PublishingError, match=r"'page2\.typ' is a link; 'page\.typ' is there twice"):
        flows_in(target.getvalue())


def test_a_bomb_is_not_unfolded():
    with pytest.raises(PublishingError, match=r"unfolds beyond its limits at 'zeros\.svg'"):
        flows_in(zipped({**FUND, "zeros.svg": bytes(bundle.MAX_FILE_BYTES + 1)}))


def test_too_many_small_files_are_refused(monkeypatch):
    monkeypatch.setattr(bundle, "_MOST_TOTAL_BYTES", 1000)
    with pytest.raises(PublishingError, match="unfolds beyond its limits"):
        flows_in(zipped({f"a{number}/flow.yaml": bytes(100) for number in range(20)}))


@pytest.mark.parametrize(("data", "words"), [(b"PK nothing", "no sound zip"), (zipped({"a.txt": b""}), "no flow.yaml")])
def test_what_holds_no_flow_is_refused(data, words):
    with pytest.raises(PublishingError, match=words):
        flows_in(data)


@given(st.binary(max_size=400))
def test_any_bytes_are_an_answer_or_a_refusal(noise):
    data = bytearray(zipped({"flow.yaml": b"service: a/b\n"}))
    for index, byte in enumerate(noise):
        data[index * 7 % len(data)] ^= byte
    with suppress(PublishingError):
        assert flows_in(bytes(data))
