"""What every ID card reader keeps to: emulated ones on each kind of wire, or a real one with `--device id_card=URL`.

Against a real reader, leave its surface empty; what needs the other end of the wire is skipped.
"""

import re
from dataclasses import replace

import pytest
from kit.patience import soon
from kit.persons import FOREIGN_2017, load_persons
from kit.wires import wires_of

from drivers.cancel import Cancel
from drivers.catalogue import CATALOGUE
from drivers.errors import Cancelled, DeviceError, ProtocolError, Refused
from drivers.faults import Fault, Role
from drivers.id_card import new_address, text_block
from drivers.id_card.commands import Sw3
from drivers.id_card.device import SamVReader
from drivers.id_card.role import IdCard, IdCardReader
from drivers.status import DeviceState, MediaState

WIRES = wires_of(Role.ID_CARD)
PERSON = load_persons()[0]
KINDS = (*{person.kind: person for person in load_persons()}.values(), FOREIGN_2017)


@pytest.fixture
def reader(driver: SamVReader) -> IdCardReader:
    return driver


def read(reader: IdCardReader, timeout_s: float = 2.0) -> IdCard:
    return reader.read(timeout_s=timeout_s, cancel=Cancel())


def fault_of_read(reader: IdCardReader, timeout_s: float = 2.0) -> Fault:
    with pytest.raises(DeviceError) as caught:
        read(reader, timeout_s)
    assert (Role.ID_CARD, caught.value.fault) in CATALOGUE
    assert PERSON.name not in str(caught.value)
    assert PERSON.number not in str(caught.value)
    return caught.value.fault


class TestIdCardReader:
    def test_an_empty_reader_is_ready(self, reader):
        status = reader.status()
        assert status.ready
        assert status.media is MediaState.NOT_PRESENT

    def test_no_card(self, reader):
        assert fault_of_read(reader, timeout_s=0.2) is Fault.NO_CARD

    def test_no_time_at_all_still_looks_once(self, reader, bench):
        bench.place(text_block.encode(PERSON))
        assert read(reader, timeout_s=0.0) == PERSON

    def test_an_empty_reader_has_nothing_to_remove(self, reader):
        assert reader.wait_removed(timeout_s=0.0, cancel=Cancel())

    def test_waiting_for_the_card_to_go_may_be_cancelled_before_it_began(self, reader):
        cancel = Cancel()
        cancel.set()
        with pytest.raises(Cancelled):
            reader.wait_removed(timeout_s=30.0, cancel=cancel)

    @pytest.mark.parametrize("person", [*load_persons()[:6], FOREIGN_2017], ids=lambda person: person.kind.name)
    def test_reads_what_stands_on_the_card(self, reader, bench, person):
        photo = b"WLf" + bytes(range(256)) * 3
        bench.place(text_block.encode(person), photo)
        assert read(reader) == replace(person, photo_wlt=photo.ljust(1024, b"\0"))

    @pytest.mark.parametrize("person", KINDS, ids=lambda person: person.kind.name)
    @pytest.mark.parametrize("fingerprint", [b"", bytes(range(256)) * 4], ids=["old", "with"])
    def test_fingerprints_where_they_are_asked_for(self, reader, bench, person, fingerprint):
        bench.place(text_block.encode(person), fingerprint=fingerprint)
        card = reader.read(timeout_s=2.0, cancel=Cancel(), with_fingerprints=True)
        assert card == replace(person, fingerprints=fingerprint)
        bench.lift()
        bench.place(text_block.encode(person), fingerprint=fingerprint)
        assert read(reader) == person

    @pytest.mark.parametrize("count", range(1, 5))
    def test_addresses_that_were_written_later(self, reader, bench, count):
        addresses = tuple(f"武汉市江岸区示例路{number}号" for number in range(count))
        bench.place(text_block.encode(PERSON), new_addresses=new_address.encode(addresses))
        assert read(reader) == replace(PERSON, new_addresses=addresses)
        assert reader.status().media is MediaState.PRESENT
        assert fault_of_read(reader, timeout_s=0.2) is Fault.NO_CARD
        bench.lift()
        assert reader.wait_removed(timeout_s=2.0, cancel=Cancel())

    def test_text_that_steers_never_leaves_the_reader(self, reader, bench):
        sly = replace(PERSON, name="王\u202e五\x1b\n六", address="武汉\u2028市\u200f1号\x00")
        bench.place(text_block.encode(sly), new_addresses=new_address.encode(["路\u20667\x07号"]))
        card = read(reader)
        assert (card.name, card.address, card.new_addresses) == ("王五 六", "武汉 市1号", ("路7号",))

    def test_a_technician_sees_which_module_it_is(self, reader):
        detail = reader.status().detail
        assert re.fullmatch(r"\d{2}\.\d{2}-\d{8}-\d{10}-\d{10}", reader.sam_id)
        assert reader.sam_id in detail
        assert reader.url in detail

    def test_a_card_that_comes_while_waiting(self, reader, bench):
        with soon(lambda: bench.place(text_block.encode(PERSON))):
            assert read(reader, timeout_s=30.0) == PERSON

    def test_a_card_is_read_once_per_placing(self, reader, bench):
        bench.place(text_block.encode(PERSON))
        read(reader)
        assert reader.status().media is MediaState.PRESENT
        assert fault_of_read(reader, timeout_s=0.2) is Fault.NO_CARD
        bench.lift()
        assert reader.status().media is MediaState.NOT_PRESENT
        bench.place(text_block.encode(PERSON))
        assert read(reader) == PERSON

    def test_the_next_card_may_follow_at_once(self, reader, bench):
        bench.place(text_block.encode(PERSON))
        read(reader)
        bench.place(text_block.encode(load_persons()[1]))
        assert read(reader) == load_persons()[1]

    def test_a_forgotten_card_is_noticed(self, reader, bench):
        bench.place(text_block.encode(PERSON))
        read(reader)
        assert not reader.wait_removed(timeout_s=0.15, cancel=Cancel())
        with soon(bench.lift):
            assert reader.wait_removed(timeout_s=30.0, cancel=Cancel())

    @pytest.mark.parametrize("answer", [Sw3.SELECT_FAILED, Sw3.WRONG_CARD])
    def test_wrong_card(self, reader, bench, answer):
        bench.place_wrong_card(answers=answer)
        assert fault_of_read(reader) is Fault.WRONG_CARD
        bench.place(text_block.encode(PERSON))
        assert read(reader) == PERSON

    @pytest.mark.parametrize("truncated", [False, True])
    def test_pulled_mid_read(self, reader, bench, truncated):
        bench.place(text_block.encode(PERSON))
        bench.lift_during_read(truncated=truncated)
        assert fault_of_read(reader) is Fault.CARD_REMOVED
        assert not bench.card_present
        bench.place(text_block.encode(PERSON))
        assert read(reader) == PERSON

    @pytest.mark.parametrize("at", [0, 5, 6, 9, -1])
    def test_a_damaged_frame_is_asked_for_again(self, reader, bench, at):
        assert reader.status().ready
        bench.place(text_block.encode(PERSON))
        bench.corrupt_next(1, at=at)
        assert read(reader) == PERSON

    @pytest.mark.parametrize(("after", "at"), [(0, -1), (1, -1), (2, -1), (2, 5)])
    def test_two_damaged_frames_in_a_row_are_survived(self, reader, bench, after, at):
        """Of find, select, base; the last knows that it is damaged while most of it is still to come."""
        assert reader.status().ready
        bench.place(text_block.encode(PERSON))
        bench.corrupt_next(2, after=after, at=at)
        assert read(reader) == PERSON

    def test_a_damaged_frame_is_told_after_three(self, reader, bench):
        assert reader.status().ready
        bench.corrupt_next(3)
        with pytest.raises(ProtocolError):
            read(reader)
        assert reader.status().ready

    def test_always_damaged(self, reader, bench):
        bench.corrupt_next(1_000_000)
        assert fault_of_read(reader) is Fault.CORRUPT_FRAME
        assert reader.status().faults == {Fault.CORRUPT_FRAME}
        bench.corrupt_next(0)
        assert reader.status().ready

    def test_unplugged_and_replugged(self, reader, bench):
        assert reader.status().ready
        bench.unplug()
        assert fault_of_read(reader) is Fault.OFFLINE
        bench.replug()
        bench.place(text_block.encode(PERSON))
        assert read(reader) == PERSON

    @pytest.mark.parametrize(
        ("trouble", "fault"),
        [(Sw3.SAM_NOT_AUTHORISED, Fault.NOT_AUTHORISED), (Sw3.SELF_TEST_FAILED, Fault.HARDWARE_ERROR)],
    )
    def test_a_module_that_will_not_work(self, reader, bench, trouble, fault):
        bench.set_trouble(trouble)
        assert fault_of_read(reader) is fault
        assert reader.status().state is DeviceState.HARDWARE_ERROR
        assert reader.status().faults == {fault}
        bench.set_trouble(None)
        assert reader.status().ready

    def test_a_module_that_stops_working(self, reader, bench):
        assert reader.status().ready
        bench.set_trouble(Sw3.SAM_NOT_AUTHORISED)
        assert fault_of_read(reader) is Fault.NOT_AUTHORISED

    def test_a_card_whose_number_is_wrong(self, reader, bench):
        forged = replace(PERSON, number=PERSON.number[:-1] + "4")
        bench.place(text_block.encode(forged))
        with pytest.raises(Refused) as caught:
            read(reader)
        assert caught.value.fault is Fault.CARD_INVALID
        assert forged.number not in str(caught.value)
        assert reader.status().media is MediaState.PRESENT
