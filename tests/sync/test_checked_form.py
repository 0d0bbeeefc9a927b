"""What a checked package says is read again as the same, and only for the package that it belongs to."""

import hashlib
from pathlib import Path

import pytest
import yaml
from kit.flows import flow_files

from kiosk.protocol.package import FlowPackage, pack, unpack
from kiosk.sync.checked_form import checked_form, read_checked_form
from kiosk.sync.flow_store import FlowStore

DATA = pack(flow_files("housing/fund", version=1, words="first"))
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def form() -> bytes:
    form = checked_form(unpack(DATA), SHA256)
    assert form is not None
    return form


def test_it_reads_back_as_the_package(form: bytes) -> None:
    package, whole = read_checked_form(form, DATA, SHA256), unpack(DATA)
    assert package is not None
    assert (package.flow, package.texts) == (whole.flow, whole.texts)
    assert dict(package.files) == dict(whole.files)


def test_no_byte_of_it_may_differ(form: bytes) -> None:
    for place in range(0, len(form), 37):
        changed = bytes((form[place] ^ 1,))
        assert read_checked_form(form[:place] + changed + form[place + 1 :], DATA, SHA256) is None
    assert read_checked_form(form[:-1], DATA, SHA256) is None
    assert read_checked_form(b"", DATA, SHA256) is None


def test_it_is_of_one_package_only(form: bytes) -> None:
    assert read_checked_form(form, DATA, "0" * 64) is None


def test_a_flow_that_would_not_read_back_the_same_gets_none() -> None:
    package = unpack(DATA)
    odd = package.flow.model_copy(update={"version": 0})
    assert checked_form(FlowPackage(odd, package.texts, package.files), SHA256) is None


def test_a_store_starts_without_it_and_writes_it_anew(tmp_path: Path) -> None:
    FlowStore(tmp_path).keep(DATA)
    beside = tmp_path / "packages" / f"{SHA256}.checked"
    kept = beside.read_bytes()
    for damage in (b"", kept[:100], b"\xff" * len(kept)):
        beside.write_bytes(damage)
        package = FlowStore(tmp_path).package(SHA256)
        assert package is not None
        assert package.flow == unpack(DATA).flow
        assert beside.read_bytes() == kept
    beside.unlink()
    assert FlowStore(tmp_path).package(SHA256) is not None
    assert beside.read_bytes() == kept


def test_it_goes_with_its_package(tmp_path: Path) -> None:
    store = FlowStore(tmp_path)
    store.keep(DATA)
    store._forget_unused()
    assert not list((tmp_path / "packages").iterdir())


def test_a_flow_that_goes_several_ways_reads_back_as_the_steps_that_its_branches_come_to() -> None:
    files = flow_files("housing/fund", version=1, words="first")
    document = yaml.safe_load(files["flow.yaml"])
    done = document["steps"].pop()
    one = {"id": "other_done", "kind": "end", "title": done["title"]}
    way = {"id": "way", "kind": "branch", "cases": [{"when": "today < '2026-01-01'", "steps": [one]}]}
    way["otherwise"] = [done]
    document |= {"engine": 2, "steps": [*document["steps"], way]}
    data = pack({**files, "flow.yaml": yaml.safe_dump(document, allow_unicode=True).encode()})
    branched = checked_form(unpack(data), SHA256)
    assert branched is not None
    package = read_checked_form(branched, data, SHA256)
    assert package is not None
    assert package.flow == unpack(data).flow
    assert [step.when for step in package.flow.steps[-2:]] == ["today < '2026-01-01'", "!(today < '2026-01-01')"]
