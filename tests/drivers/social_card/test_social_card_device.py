"""Urls, return codes and the probe of the PC/SC reader; what it does with cards stands in its contract."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from kit.patience import until
from smartcard import scard

from drivers.cancel import Cancel
from drivers.catalogue import CATALOGUE
from drivers.errors import Refused, Timeout, Unavailable
from drivers.faults import Fault, Role
from drivers.social_card import codes, probe
from drivers.social_card.demo_card import demo_card
from drivers.social_card.device import PcscReader, parse_url
from drivers.social_card.emulator import Slot, VpcdReader
from drivers.social_card.pcscd_socket import VARIABLE

CARD = demo_card({"name": "陈示例", "number": "420199198803149995"})


_GREETING_BYTES = 20  # of libpcsclite: a header of 8 and its version


@pytest.fixture
def bench(tmp_path):
    emulator = VpcdReader(tmp_path)
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("pcsc:", ("", "")),
        ("pcsc:ACS ACR1281", ("acs acr1281", "")),
        ("pcsc:ACS%20ACR1281", ("acs acr1281", "")),
        ("pcsc:?socket=/run/user/1000/p.comm", ("", "/run/user/1000/p.comm")),
        ("pcsc:00 01?socket=/tmp/a%20b/p.comm", ("00 01", "/tmp/a b/p.comm")),
    ],
)
def test_urls(url, means):
    assert parse_url(url) == means


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("usb:0400:C35A", "pcsc:<part of its name>"),
        ("", "pcsc:"),
        ("pcsc:?socket=relative", "path from /"),
        ("pcsc:?socket=", "path from /"),
        ("pcsc:?sock=/tmp/x", r"\?socket="),
    ],
)
def test_urls_that_cannot_be(url, says):
    with pytest.raises(ValueError, match=says):
        PcscReader(url)


def test_a_process_may_speak_to_one_pcscd_after_another(bench, tmp_path):
    """However long the path to its socket."""
    other = VpcdReader(tmp_path / ("long " * 40))
    other.start()
    readers = [PcscReader(bench.url), PcscReader(other.url)]
    cards = [CARD, demo_card({"name": "李长安", "number": "420199195109239997"})]
    for emulator, card in zip((bench, other), cards, strict=True):
        emulator.place(card)
    for _ in range(3):
        assert [reader.read(timeout_s=5.0, cancel=Cancel()) for reader in readers] == cards
    other.kill_service()
    assert [reader.status().ready for reader in readers] == [True, False]
    other.replug()
    assert [reader.status().ready for reader in readers] == [True, True]
    for reader in readers:
        reader.close()
    other.stop()


def test_the_environment_stays_as_it_was(bench):
    assert PcscReader(bench.url).status().ready
    assert "pcsc-" not in os.environ.get(VARIABLE, "")


@pytest.mark.parametrize("announced", [None, "/tmp/nothing"])
def test_a_process_that_began_without_a_socket_cannot_take_one(announced, bench):
    program = (
        "import sys; from drivers.social_card.device import PcscReader;"
        "print(PcscReader('pcsc:').status().state);"
        "PcscReader(sys.argv[1])"
    )
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    if announced:
        environment[VARIABLE] = announced
    words = [sys.executable, "-c", program, bench.url]
    told = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 1
    assert f"ValueError: this process speaks to the pcscd at {announced or '/run/pcscd/pcscd.comm'}" in told.stderr


def test_every_code_is_an_error_with_a_code_for_technicians():
    names = [name for name in dir(scard) if name.startswith(("SCARD_E_", "SCARD_W_", "SCARD_F_"))]
    assert len(names) > 40
    for name in names:
        error = codes.error_of(getattr(scard, name), "read")
        assert (Role.SOCIAL_CARD, error.fault) in CATALOGUE
        assert error.detail.startswith("read: ")


def test_codes_and_classes():
    assert isinstance(codes.error_of(scard.SCARD_E_NO_SERVICE, "x"), Unavailable)
    assert isinstance(codes.error_of(scard.SCARD_E_TIMEOUT, "x"), Timeout)
    assert codes.error_of(scard.SCARD_W_REMOVED_CARD, "x").fault is Fault.CARD_REMOVED
    assert codes.error_of(scard.SCARD_E_SHARING_VIOLATION, "x").fault is Fault.BUSY
    assert codes.error_of(scard.SCARD_E_NO_MEMORY, "x").fault is Fault.HARDWARE_ERROR


def test_the_probe_finds_the_reader_with_and_without_a_card(bench):
    found = probe.look(bench.url, Cancel())
    assert found is not None
    assert (found.role, found.url) == (Role.SOCIAL_CARD, bench.url)
    assert "Desk Reader" in found.name
    bench.place(CARD)
    assert probe.look(bench.url, Cancel()) == found
    assert bench.commands() == 0


def test_the_probe_lists_the_readers_of_the_announced_pcscd(bench, monkeypatch):
    assert probe.look(bench.url, Cancel())
    monkeypatch.setenv(VARIABLE, parse_url(bench.url)[1])
    listed = probe.addresses()
    assert len(listed) == 2
    for address in listed:
        assert probe.look(address, Cancel()) is not None
        reader = PcscReader(address)
        assert reader.status().ready
        reader.close()


@pytest.mark.parametrize("address", ["serial:/dev/ttyS0", "pcsc:ACME", "pcsc:?socket=/tmp/other"])
def test_the_probe_says_none_to_what_is_not_there(bench, address):
    assert PcscReader(bench.url).status().ready
    assert probe.look(address, Cancel()) is None


def test_the_probe_says_none_when_nobody_answers(bench, monkeypatch):
    monkeypatch.setenv(VARIABLE, parse_url(bench.url)[1])
    assert probe.addresses(Cancel())
    bench.kill_service()
    assert probe.look(bench.url, Cancel()) is None
    assert probe.addresses(Cancel()) == []


def test_the_probe_can_be_called_off(bench):
    cancel = Cancel()
    cancel.set()
    assert probe.look(bench.url, cancel) is None


def test_two_readers_of_one_card_get_along(bench):
    """A technician's probe may read while the terminal does."""
    one, other = PcscReader(bench.url), PcscReader(bench.url)
    bench.place(CARD, slot=Slot.CONTACTLESS)
    until(lambda: one.status().media.value == "present")
    for _ in range(3):
        assert one.read(timeout_s=5.0, cancel=Cancel()) == other.read(timeout_s=5.0, cancel=Cancel()) == CARD
    one.close()
    other.close()


def test_a_card_that_another_program_holds(bench):
    reader = PcscReader(bench.url)
    assert reader.status().ready
    bench.place(CARD)
    until(lambda: reader.status().media.value == "present")  # the service looks by and by
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    _, names = scard.SCardListReaders(context, [])
    code, handle, _ = scard.SCardConnect(context, names[0], scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_ANY)
    assert code == scard.SCARD_S_SUCCESS
    with pytest.raises(Refused) as caught:
        reader.read(timeout_s=5.0, cancel=Cancel())
    assert caught.value.fault is Fault.BUSY
    scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
    scard.SCardReleaseContext(context)
    assert reader.read(timeout_s=5.0, cancel=Cancel()) == CARD
    reader.close()


def test_a_pcscd_that_hangs_up_on_this_user(bench):
    """As one with polkit does. A program of ours listens in its place and hangs up with the question unread."""
    reader = PcscReader(bench.url)
    assert reader.status().ready
    bench.kill_service()
    path = parse_url(bench.url)[1]
    Path(path).unlink()
    with socket.socket(socket.AF_UNIX) as doorman, contextlib.chdir(Path(path).parent):
        doorman.bind(Path(path).name)
        doorman.listen()

        def hang_up() -> None:
            for _ in range(2):
                line, _ = doorman.accept()
                until(lambda line=line: len(line.recv(_GREETING_BYTES, socket.MSG_PEEK)) == _GREETING_BYTES)
                line.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        status = reader.status()
        thread.join()
    assert status.faults == {Fault.NOT_AUTHORISED}
    assert "polkit" in status.detail
    bench.replug()
    assert reader.status().ready
    reader.close()


def test_what_the_emulator_will_not_do(bench, tmp_path):
    with pytest.raises(RuntimeError, match="already"):
        bench.start()
    with pytest.raises(ValueError, match="empty"):
        bench.garble_next(garbage=b"")
    with pytest.raises(RuntimeError, match="not started"):
        VpcdReader().place(CARD)
    with pytest.raises(Unavailable, match="another pcscd"):
        VpcdReader(tmp_path).start()


def test_a_demo_card_is_always_the_same():
    assert demo_card({"name": "陈示例", "number": "420199198803149995"}) == CARD
    assert demo_card({"name": "", "name_en": "DOE, JOHN", "number": "932199199011090002"}).name == "DOE, JOHN"
    assert CARD.region == "420199"
