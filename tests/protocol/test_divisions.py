"""The divisions of an address: the table that comes with the program, and how a flow takes one."""

import yaml
from kit.fields import WUHAN
from kit.flows import flow_files
from pydantic import TypeAdapter

from kiosk.protocol.fields import AddressField, Division
from kiosk.protocol.package import FLOW_FILE, check, pack, unpack
from kiosk.protocol.steps import FormStep

_END = "  - id: finish\n"
_FORM = """  - id: home
    kind: form
    title: start.title
    fields: [{id: home, kind: address, label: start.title, divisions: wuhan.yaml}]
"""


def with_address(**files: bytes) -> dict[str, bytes]:
    found = flow_files()
    found[FLOW_FILE] = found[FLOW_FILE].replace(_END.encode(), (_FORM + _END).encode())
    assert _FORM.encode() in found[FLOW_FILE]
    return {**found, **{name.replace("_", "."): content for name, content in files.items()}}


def test_the_table_of_wuhan_has_every_district_and_each_code_says_where_it_belongs():
    (hubei,) = TypeAdapter(tuple[Division, ...]).validate_python(yaml.safe_load(WUHAN.read_text(encoding="utf-8")))
    (wuhan,) = hubei.parts
    assert (hubei.name, wuhan.name, len(wuhan.parts)) == ("湖北省", "武汉市", 13)
    assert [len(division.code) for division in (hubei, wuhan, *wuhan.parts)] == [2, 4, *[6] * 13]
    streets = [street for district in wuhan.parts for street in district.parts]
    assert all(street.code.startswith(district.code) for district in wuhan.parts for street in district.parts)
    assert {len(street.code) for street in streets} == {9}
    assert len({street.code for street in streets}) == len(streets) == 193
    assert all(district.name.endswith("区") and district.name_en for district in wuhan.parts)


def test_a_flow_takes_its_divisions_from_a_file_and_is_whole_after_the_way():
    package = unpack(pack(with_address(wuhan_yaml=WUHAN.read_bytes())))
    step = package.flow.step("home")
    assert isinstance(step, FormStep)
    (field,) = step.fields
    assert isinstance(field, AddressField)
    assert [division.name for division in field.divisions] == ["湖北省"]


def test_a_file_of_divisions_that_is_missing_is_named_with_its_place():
    told = [str(problem) for problem in check(with_address())]
    assert any("there is no file 'wuhan.yaml'" in one and one.startswith("flow.yaml:") for one in told), told


def test_a_file_that_holds_no_divisions_is_refused():
    assert check(with_address(wuhan_yaml="- {code: x, name: 武汉市}\n".encode()))
    assert not check(with_address(wuhan_yaml='- {code: "42", name: 湖北省}\n'.encode()))
