"""What every social security card reader keeps to: vpcd in a pcscd of our own, or with `--device social_card=URL` a
real one.

Against a real reader, leave its slots empty; what needs the other end of the wire is skipped.
"""

import threading
import time
from dataclasses import replace
from itertools import product

import pytest
from kit.patience import cancelling_takes_s, soon, until
from kit.persons import load_persons
from kit.wires import wires_of

from drivers.cancel import Cancel
from drivers.catalogue import CATALOGUE
from drivers.errors import Cancelled, DeviceError, Timeout, Unavailable
from drivers.faults import Fault, Role
from drivers.social_card.apdu import BY_ID, BY_NUMBER, EF_ANYWHERE, EF_BELOW
from drivers.social_card.card_application import CardKind, Manner
from drivers.social_card.demo_card import demo_card
from drivers.social_card.device import PcscReader
from drivers.social_card.emulator import Slot
from drivers.social_card.role import SocialCard, SocialCardReader
from drivers.social_card.vpcd_slot import Departure
from drivers.status import DeviceState, MediaState

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over


def card_of(number: int, **other) -> SocialCard:
    person = load_persons()[number]
    fields = {"name": person.name, "number": person.number, "sex": person.sex.value, "ethnic": person.ethnic}
    return demo_card(fields | {"birth": person.birth.strftime("%Y%m%d")}, **other)


CARD = card_of(0)


WIRES = wires_of(Role.SOCIAL_CARD)


@pytest.fixture
def reader(driver: PcscReader) -> SocialCardReader:
    return driver


def read(reader: SocialCardReader, timeout_s: float = 5.0) -> SocialCard:
    return reader.read(timeout_s=timeout_s, cancel=Cancel())


def fault_of_read(reader: SocialCardReader, timeout_s: float = 5.0) -> Fault:
    with pytest.raises(DeviceError) as caught:
        read(reader, timeout_s)
    assert (Role.SOCIAL_CARD, caught.value.fault) in CATALOGUE
    for personal in (CARD.name, CARD.social_number, CARD.card_id, CARD.card_number):
        assert personal not in str(caught.value)
    return caught.value.fault


class TestSocialCardReader:
    def test_an_empty_reader_is_ready(self, reader):
        status = reader.status()
        assert status.ready
        assert status.media is MediaState.NOT_PRESENT

    def test_no_card(self, reader):
        assert fault_of_read(reader, timeout_s=0.2) is Fault.NO_CARD

    def test_no_time_at_all_still_looks_once(self, reader, bench):
        bench.place(CARD)
        until(lambda: reader.status().media is MediaState.PRESENT)
        assert read(reader, timeout_s=0.0) == CARD

    def test_an_empty_reader_has_nothing_to_remove(self, reader):
        assert reader.wait_removed(timeout_s=0.0, cancel=Cancel())

    def test_cancel_within_50_ms_while_the_card_thinks(self, reader, bench):
        """PC/SC itself cannot be talked out of waiting for an answer."""
        bench.place(CARD)
        bench.answer_after(1.0)
        assert cancelling_takes_s(lambda cancel: reader.read(timeout_s=30.0, cancel=cancel)) < 0.05

    def test_waiting_for_the_card_to_go_may_be_cancelled_before_it_began(self, reader):
        cancel = Cancel()
        cancel.set()
        with pytest.raises(Cancelled):
            reader.wait_removed(timeout_s=30.0, cancel=cancel)

    @pytest.mark.parametrize("slot", Slot)
    @pytest.mark.parametrize("number", range(6))
    def test_reads_what_stands_on_the_card(self, reader, bench, number, slot):
        card = card_of(number)
        bench.place(card, slot=slot)
        assert read(reader) == card
        assert card.region == "420199"

    @pytest.mark.parametrize("version", ["1.00", "2.00", "3.00"])
    @pytest.mark.parametrize("manner", Manner)
    @pytest.mark.parametrize("knows", list(product([BY_ID, BY_NUMBER], [EF_BELOW, EF_ANYWHERE])))
    def test_cards_of_every_manner(self, reader, bench, version, manner, knows):
        card = replace(card_of(3, spec_version=version), name="古丽" * 11)
        read_by, select_by = knows
        bench.place(card, kind=CardKind(manner=manner, reads=frozenset({read_by}), selects=frozenset({select_by})))
        assert read(reader) == card

    def test_a_card_that_comes_while_waiting(self, reader, bench):
        with soon(lambda: bench.place(CARD)):
            assert read(reader, timeout_s=30.0) == CARD

    def test_a_card_may_be_read_again(self, reader, bench):
        bench.place(CARD)
        assert read(reader) == read(reader) == CARD

    def test_the_next_card_may_follow_at_once(self, reader, bench):
        bench.place(CARD)
        read(reader)
        bench.place(card_of(1))
        assert read(reader) == card_of(1)

    def test_a_forgotten_card_is_noticed(self, reader, bench):
        bench.place(CARD)
        read(reader)
        assert not reader.wait_removed(timeout_s=0.15, cancel=Cancel())
        with soon(bench.lift):
            assert reader.wait_removed(timeout_s=30.0, cancel=Cancel())

    @pytest.mark.parametrize("slot", Slot)
    def test_wrong_card(self, reader, bench, slot):
        bench.place_foreign(slot=slot)
        assert fault_of_read(reader) is Fault.WRONG_CARD
        assert fault_of_read(reader) is Fault.WRONG_CARD
        bench.place(CARD, slot=slot)
        assert read(reader) == CARD

    def test_a_wrong_card_does_not_hide_the_right_one(self, reader, bench):
        bench.place_foreign(slot=Slot.CONTACT)
        bench.place(CARD, slot=Slot.CONTACTLESS)
        until(lambda: reader.status().media is MediaState.PRESENT)
        assert read(reader) == CARD

    def test_an_unreadable_card_does_not_hide_the_right_one(self, reader, bench):
        bench.place(card_of(1), slot=Slot.CONTACT)
        bench.garble_next(1_000_000)
        bench.place(CARD, slot=Slot.CONTACTLESS)
        assert read(reader) == CARD

    @pytest.mark.parametrize("slot", Slot)
    def test_a_card_the_wrong_way_round(self, reader, bench, slot):
        bench.place_mute(slot=slot)
        assert fault_of_read(reader) is Fault.CARD_UNREADABLE
        assert reader.status().media is MediaState.PRESENT
        bench.place(CARD, slot=slot)
        assert read(reader) == CARD

    def test_a_card_that_is_turned_round_while_it_is_tried(self, reader, bench):
        bench.place_mute()
        with soon(lambda: (bench.lift(), bench.place(CARD)), after_s=0.0):
            fault = None
            try:
                assert read(reader) == CARD
            except DeviceError as error:
                fault = error.fault
        assert fault in (None, Fault.CARD_REMOVED, Fault.CARD_UNREADABLE)
        assert read(reader) == CARD

    def test_a_blocked_card(self, reader, bench):
        bench.place(CARD, kind=CardKind(blocked=True))
        assert fault_of_read(reader) is Fault.CARD_INVALID

    @pytest.mark.parametrize(("manner", "every"), [(Manner.DIRECT, 1), (Manner.GET_RESPONSE, 4)])
    def test_pulled_at_each_command(self, reader, bench, manner, every):
        """pcscd looks for cards every 0.4 s, so not each command with each manner and each departure."""
        kind = CardKind(manner=manner)
        bench.place(CARD, kind=kind)
        read(reader)
        for command in range(0, bench.commands(), every):
            bench.place(CARD, kind=kind)
            bench.lift_during_read(after=command, departure=list(Departure)[command % 3])
            assert fault_of_read(reader) is Fault.CARD_REMOVED
            assert not bench.card_present()
        bench.place(CARD)
        assert read(reader) == CARD

    def test_pulled_and_put_back_at_once(self, reader, bench):
        bench.place(CARD)
        bench.lift_during_read(after=5)
        with soon(lambda: (until(lambda: not bench.card_present()), bench.place(CARD)), after_s=0.0):
            fault = None
            try:
                assert read(reader) == CARD
            except DeviceError as error:
                fault = error.fault
        assert fault in (None, Fault.CARD_REMOVED)  # the latter where pcscd had the time to notice
        assert read(reader) == CARD

    @pytest.mark.parametrize("garbage", [b"\x90", b"\xff\xff\xff", b"\x09\xff1\x90\x00", b"\x6f\x00"])
    def test_a_damaged_answer_is_asked_for_again(self, reader, bench, garbage):
        for after in (0, 1, 5, 9):
            bench.place(CARD)
            bench.garble_next(1, garbage=garbage, after=after)
            if after == 0 and garbage == b"\x6f\x00":
                assert fault_of_read(reader) is Fault.WRONG_CARD  # a card may say so, and mean it
            else:
                assert read(reader) == CARD

    @pytest.mark.parametrize("garbage", [b"\xff\xff\xff", b"\x09\xff1\x90\x00"])
    def test_always_damaged(self, reader, bench, garbage):
        bench.place(CARD)
        bench.garble_next(1_000_000, garbage=garbage, after=2)
        assert fault_of_read(reader) is Fault.CORRUPT_FRAME
        assert reader.status().ready
        bench.place(CARD)
        assert read(reader) == CARD

    def test_a_card_that_never_comes_to_an_end(self, reader, bench):
        bench.place(CARD)
        bench.garble_next(1_000_000, garbage=b"\x61\x00", after=3)
        assert fault_of_read(reader) is Fault.CORRUPT_FRAME

    def test_a_slow_card(self, plugged, bench):
        reader = PcscReader(plugged.url, answer_timeout_s=0.3)
        try:
            bench.place(CARD)
            bench.answer_after(60.0)
            started = time.monotonic()
            with pytest.raises(Timeout):
                read(reader)
            assert time.monotonic() - started < 5.0
            threads = threading.active_count()
            for _ in range(5):
                assert reader.status().faults == {Fault.TIMEOUT}
            assert threading.active_count() == threads
            bench.answer_after(0)
            until(lambda: reader.status().ready)
            assert read(reader) == CARD
        finally:
            reader.close()

    def test_a_card_whose_number_is_wrong(self, reader, bench):
        forged = replace(CARD, social_number=CARD.social_number[:6] + "1850" + CARD.social_number[10:])
        bench.place(forged)
        assert fault_of_read(reader) is Fault.CARD_INVALID
        assert reader.status().media is MediaState.PRESENT

    def test_unplugged_and_replugged(self, reader, bench):
        assert reader.status().ready
        bench.unplug()
        assert fault_of_read(reader) is Fault.OFFLINE
        bench.replug()
        bench.place(CARD)
        assert read(reader) == CARD

    def test_the_service_comes_later(self, reader, bench):
        bench.kill_service()
        assert reader.status().state is DeviceState.OFFLINE
        assert fault_of_read(reader) is Fault.OFFLINE
        bench.place(CARD)
        bench.replug()
        assert reader.status().ready
        assert read(reader) == CARD

    @pytest.mark.parametrize("leave", ["unplug", "kill_service"])
    def test_lost_while_waiting(self, reader, bench, leave):
        with soon(getattr(bench, leave), after_s=0.2), pytest.raises(Unavailable):
            read(reader, timeout_s=30.0)
        bench.replug()
        assert reader.status().ready

    def test_the_service_is_killed_during_a_read(self, reader, bench):
        bench.place(CARD)
        bench.answer_after(0.5)
        with soon(bench.kill_service, after_s=0.1), pytest.raises(Unavailable):
            read(reader)
        bench.replug()
        bench.answer_after(0)
        assert read(reader) == CARD

    def test_restarted_between_two_calls_nobody_notices(self, reader, bench):
        bench.place(CARD)
        assert read(reader) == CARD
        bench.replug()
        assert reader.status().ready
        bench.replug()
        assert read(reader) == CARD

    def test_a_service_that_hangs(self, plugged, bench):
        reader = PcscReader(plugged.url, answer_timeout_s=0.2)
        try:
            assert reader.status().ready
            bench.hang_service()
            assert reader.status().faults == {Fault.TIMEOUT}
            with pytest.raises(Timeout):
                read(reader)
            bench.resume_service()
            until(lambda: reader.status().ready)
        finally:
            bench.resume_service()
            reader.close()

    def test_a_reader_is_found_by_a_part_of_its_name(self, plugged, bench):
        name, _, query = plugged.url.partition("?")
        for part, state in (("desk reader 00 01", DeviceState.ONLINE), ("ACME", DeviceState.OFFLINE)):
            reader = PcscReader(f"{name}{part}?{query}")
            assert reader.status().state is state
            reader.close()

    def test_only_the_named_slot_is_read(self, plugged, bench):
        name, _, query = plugged.url.partition("?")
        reader = PcscReader(f"{name}00%2001?{query}")
        bench.place_foreign(slot=Slot.CONTACT)
        assert fault_of_read(reader, timeout_s=0.5) is Fault.NO_CARD
        bench.place(CARD, slot=Slot.CONTACTLESS)
        assert read(reader) == CARD
        reader.close()
