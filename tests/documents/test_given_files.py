"""A department's file is looked at before anybody sees, pays for or prints it."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.given_files import carried, empty_pdf, known, locked_pdf, pdf, scripted_pdf

from kiosk.documents.given import UnfitFileError, looked_at, samples_in
from kiosk.protocol.faults import FileFault
from kiosk.protocol.files import MOST_FILE_BYTES, is_file

SOUND = pdf(3)
UNFIT = {
    "no byte": (carried(b""), FileFault.EMPTY, "no byte"),
    "no page": (carried(empty_pdf()), FileFault.BROKEN, "does not open"),
    "too large": (carried(b"%PDF-1.7" + bytes(MOST_FILE_BYTES)), FileFault.TOO_LARGE, "bytes"),
    "another digest": (carried(SOUND, sha256="0" * 64), FileFault.BROKEN, "other bytes"),
    "another size": (carried(SOUND, size=len(SOUND) + 1), FileFault.BROKEN, "other bytes"),
    "another type": (carried(SOUND, media_type="text/html"), FileFault.BROKEN, "no PDF"),
    "a page of the web": (carried(b"<html>" * 400), FileFault.BROKEN, "no PDF"),
    "the first half": (carried(SOUND[: len(SOUND) // 2]), FileFault.BROKEN, "does not open"),
    "a name alone": (carried(b"%PDF-1.7\n"), FileFault.BROKEN, "does not open"),
    "under a password": (carried(locked_pdf(b"secret")), FileFault.BROKEN, "does not open"),
    "encrypted": (carried(locked_pdf()), FileFault.BROKEN, "encrypted"),
    "with a program": (carried(scripted_pdf()), FileFault.BROKEN, "program"),
}


def test_what_is_known_of_a_sound_file():
    facts = known(SOUND)
    assert is_file(facts)
    assert (facts["pages"], facts["size"], facts["name"]) == (3, len(SOUND), "执照.pdf")


@pytest.mark.parametrize("name", UNFIT)
def test_whatever_cannot_be_printed_is_found_and_rightly_named(name):
    file, fault, why = UNFIT[name]
    with pytest.raises(UnfitFileError, match=why) as found:
        looked_at(file)
    assert found.value.fault is fault


@given(st.integers(0, len(SOUND) - 1), st.integers(1, 255))
def test_one_byte_that_fell_over_is_found(place, change):
    damaged = bytearray(SOUND)
    damaged[place] ^= change
    with pytest.raises(UnfitFileError, match="other bytes"):
        looked_at(carried(SOUND).model_copy(update={"content": carried(bytes(damaged)).content}))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_file_or_a_fault_and_never_a_crash(tail):
    with contextlib.suppress(UnfitFileError):
        assert is_file(looked_at(carried(b"%PDF-1.4\n" + tail)))


def test_the_samples_in_a_folder_are_looked_at_likewise():
    files = {"scenarios/a.pdf": SOUND, "scenarios/b.pdf": SOUND[:100], "flow.yaml": b""}
    facts, unfit = samples_in(files)
    assert list(facts) == ["scenarios/a.pdf"]
    assert list(unfit) == ["scenarios/b.pdf"]
