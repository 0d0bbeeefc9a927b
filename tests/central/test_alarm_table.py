"""config/alarms.yaml: every fault has a meaning, in both languages, and bad tables are refused whole."""

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml
from django.utils import translation

from drivers.catalogue import CATALOGUE, THRESHOLDS
from drivers.faults import Fault, Role, Threshold
from kiosk.central.alarms.severity import Severity
from kiosk.central.alarms.sources import SOURCE_NAMES, source_name
from kiosk.central.alarms.table import TableError, load
from kiosk.protocol.records import AlarmRecord

FILE = Path("config/alarms.yaml")
TABLE = load(FILE)
OWN = {"TERMINAL_OFFLINE", "AREA_OFFLINE", "SCREEN_STUCK", "PAPER_ENDS_TODAY"}


def leaves(annotation):
    for one in get_args(annotation):
        yield from leaves(one) if get_args(one) else [one]


def reported():
    codes = set(Fault) | set(Threshold)
    return codes | {one for one in leaves(AlarmRecord.model_fields["code"].annotation) if isinstance(one, str)}


@pytest.mark.parametrize("code", sorted(reported() | OWN))
def test_every_code_has_a_severity_words_and_a_remedy(code):
    meaning = TABLE.codes[code]
    assert meaning.severity in Severity
    for words in (meaning.name, meaning.remedy):
        assert re.search(r"[\u4e00-\u9fff]", words.zh)
        assert not re.search(r"[\u4e00-\u9fff]", words.en)


def test_the_table_holds_no_code_that_nobody_says():
    assert set(TABLE.codes) == {str(code) for code in reported() | OWN}


def test_what_no_device_says_brings_its_technicians_code():
    """A device's code comes with the report, from the catalogue; central's own and the programs' stand in the table."""
    devices = {fault.value for _role, fault in CATALOGUE} | {low.value for _role, low in THRESHOLDS}
    codes = [TABLE.codes[code].technician for code in set(TABLE.codes) - devices]
    assert all(codes)
    assert len(set(codes)) == len(codes)
    known = {entry.code for entry in (*CATALOGUE.values(), *THRESHOLDS.values())}
    assert not known & set(codes)


def test_every_source_has_a_name():
    sources = leaves(AlarmRecord.model_fields["source"].annotation)
    assert {*map(str, Role), *(one for one in sources if isinstance(one, str))} <= set(SOURCE_NAMES)
    assert source_name("a_newer_part") == "a_newer_part"


def test_a_device_may_mean_it_otherwise():
    assert TABLE.meaning("document_printer", "PAPER_OUT").severity is Severity.MAJOR
    assert TABLE.meaning("receipt_printer", "PAPER_OUT").severity is Severity.MINOR
    assert TABLE.meaning("receipt_printer", "PAPER_OUT").name == TABLE.codes["PAPER_OUT"].name


def test_a_code_of_a_newer_terminal_stands_for_itself():
    meaning = TABLE.meaning("terminal", "INVENTED_LATER")
    assert (meaning.severity, str(meaning.name)) == (Severity.MINOR, "INVENTED_LATER")


def test_words_are_those_of_the_page():
    with translation.override("en"):
        assert str(TABLE.codes["PAPER_OUT"].name) == "Paper out"
    with translation.override("zh-hans"):
        assert str(TABLE.codes["PAPER_OUT"].name) == "缺纸"


def broken(tmp_path, change):
    content = yaml.safe_load(FILE.read_text("utf-8"))
    change(content)
    file = tmp_path / "alarms.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    return file


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path):
    def spoil(content):
        content["codes"]["PAPER_OUT"]["severity"] = "mayor"
        content["codes"]["PAPER_JAM"].pop("remedy")
        content["rules"]["flapping"]["most_time"] = 3

    file = broken(tmp_path, spoil)
    with pytest.raises(TableError) as caught:
        load(file)
    said = str(caught.value).splitlines()
    assert said[0] == "3 to mend in the table of alarms"
    assert all(re.match(rf"  {re.escape(str(file))}:\d+:\d+: ", line) for line in said[1:])
    for hint in ("did you mean 'major'?", "PAPER_JAM.remedy: is missing", "did you mean 'most_times'?"):
        assert hint in str(caught.value)


@pytest.mark.parametrize("content", ["", "- 1", "rules: [", "codes: {}\ncodes: {}"])
def test_what_is_no_table_is_refused(tmp_path, content):
    file = tmp_path / "alarms.yaml"
    file.write_text(content)
    with pytest.raises(TableError, match=r"alarms\.yaml"):
        load(file)


def test_a_file_that_is_not_there_is_told_with_the_remedy(tmp_path):
    with pytest.raises(TableError, match="KIOSK_CENTRAL_ALARMS"):
        load(tmp_path / "none.yaml")
