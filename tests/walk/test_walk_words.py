"""What is typed for a walk, what it answers, and how it tells its progress."""

import argparse
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.faults import Fault, Role
from kiosk.central.sandbox.market import code_of
from kiosk.walk.faults import OF_THE_WHOLE_TERMINAL, FaultSpec, Moment
from kiosk.walk.progress import Progress
from kiosk.walk.script import DEFAULT_TOUCHES, OWN_TOUCHES, Script

ROLES = {Moment.READ: Role.ID_CARD, Moment.PRINT: Role.DOCUMENT_PRINTER, Moment.RECEIPT: Role.RECEIPT_PRINTER}
AT_HOME = [(role, fault) for role, faults in OF_THE_WHOLE_TERMINAL.items() for fault in faults]


@given(st.sampled_from(list(ROLES)), st.sampled_from(Fault), st.sampled_from(AT_HOME), st.booleans())
def test_a_fault_reads_back_as_it_was_written(moment: Moment, fault: Fault, at_home: tuple[Role, Fault], home) -> None:
    spec = FaultSpec(*at_home, Moment.HOME) if home else FaultSpec(ROLES[moment], fault, moment)
    assert FaultSpec.parse(str(spec)) == spec


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "such as document_printer:PAPER_OUT@print"),
        ("PAPER_OUT", "such as document_printer:PAPER_OUT@print"),
        ("document_printer:PAPER_OUT", "such as document_printer:PAPER_OUT@print"),
        ("coffee_maker:PAPER_OUT@print", "there is no device 'coffee_maker'; there is id_card"),
        ("document_printer:RAIN@print", "there is no fault 'RAIN'; there is OFFLINE"),
        ("document_printer:PAPER_OUT@noon", "there is no moment 'noon'; there is home, read, print, receipt"),
        ("id_card:OFFLINE@print", "at 'print' the terminal uses document_printer and ups, not id_card"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=words):
        FaultSpec.parse(text)


def test_without_mains_the_screen_tells_of_a_printer_that_is_off() -> None:
    spec = FaultSpec.parse("ups:ON_BATTERY@print")
    assert spec.shows_as("document_printer", "OFFLINE")
    assert not spec.shows_as("ups", "ON_BATTERY")
    assert FaultSpec.parse("id_card:OFFLINE@read").shows_as("id_card", "OFFLINE")


def test_a_script_knows_what_a_resident_touches_unless_told_otherwise() -> None:
    script = Script("housing/provident-fund-statement", touches={"form": ("preset_last_year", "next")})
    assert script.touches_on("home", theme="housing") == ("?theme_housing", "service_housing_provident_fund_statement")
    assert script.touches_on("form") == ("preset_last_year", "next")
    assert script.touches_on("notice") == ("consent",)
    assert script.touches_on("call") == ()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal() -> None:
    out = Terminal()
    progress = Progress(out)
    progress.total = 2
    progress.step("home")
    progress.step("form")
    progress.end("Done.")
    assert "█" * 14 + "·" * 14 in out.getvalue()
    assert "█" * 28 + "] form" in out.getvalue()
    assert out.getvalue().endswith("Done.\n")


def test_progress_is_plain_lines_elsewhere() -> None:
    out = io.StringIO()
    progress = Progress(out)
    progress.total = 1
    progress.step("home")
    progress.step("further than thought")
    progress.end("Done.")
    assert out.getvalue() == "[ 1/1] home\n[ 2/2] further than thought\nDone.\n"


def test_what_a_walk_types_of_its_own_belongs_to_the_first_person() -> None:
    typed = OWN_TOUCHES["market-regulation/business-licence"]["form"]
    signs = [name.rpartition("key_")[2] for name in typed if "key_" in name]
    assert "".join(signs) == code_of(0)
    script = Script("market-regulation/business-licence")
    assert script.touches_on("form") == typed
    assert script.touches_on("review") == DEFAULT_TOUCHES["review"]
