"""The conversation that reads a social security card, whatever carries the commands to it."""

from collections.abc import Callable
from dataclasses import replace

from drivers.cancel import Deadline
from drivers.errors import ProtocolError, Refused, Timeout
from drivers.faults import Fault
from drivers.social_card import records
from drivers.social_card.apdu import (
    BY_ID,
    BY_NUMBER,
    EF_ANYWHERE,
    EF_BELOW,
    Answer,
    Command,
    File,
    Sw,
    fault_of,
    get_response,
    read_record,
    select_application,
    select_file,
)
from drivers.social_card.records import FIELDS, HEADER_SIZE, Field
from drivers.social_card.role import SocialCard

_HOPS = 8  # 61xx and 6Cxx in a row; a card needs two
_MOST_RECORDS = 16
_READING_S = 10.0  # a whole card takes a fraction of a second, an old contact card a second or two
_ABSENT = frozenset({Sw.RECORD_NOT_FOUND, Sw.FILE_NOT_FOUND, Sw.WRONG_P1_P2, Sw.WRONG_OFFSET})


class Conversation:
    """Asks one card. `transmit` carries a command and returns the raw answer; the second argument names it for logs."""

    def __init__(self, transmit: Callable[[bytes, str], bytes]) -> None:
        self._transmit = transmit
        self._deadline = Deadline(_READING_S)

    def select(self) -> bool:
        """Select the social security application; False when this card has none.

        Raises:
            Refused: CARD_INVALID, the application is there and blocked.
        """
        answer = self._ask(select_application())
        if fault_of(answer.sw) is Fault.CARD_INVALID:
            raise Refused(Fault.CARD_INVALID, f"the application is blocked: {answer.sw:04X}")
        return fault_of(answer.sw) is None

    def read(self) -> SocialCard:
        """Read the selected application's files.

        Raises:
            Refused: CARD_UNREADABLE, the card refuses; CARD_INVALID as `records.decode` says.
            ProtocolError: the answers make no sense.
            Timeout: the card answers each command, and takes too long over them all.
        """
        return records.decode(self._values(File.CARD) | self._values(File.HOLDER))

    def _values(self, file: File) -> dict[int, bytes]:
        self._select_file(file)
        wanted = [one for one in FIELDS if one.file is file]
        values: dict[int, bytes] = {}
        for one in wanted:
            value = self._by_id(one)
            if value is not None:
                values[one.id] = value
            elif not values:  # not even the first: this card knows its records by their numbers
                return self._by_number(wanted)
        return values

    def _select_file(self, file: File) -> None:
        for p1 in (EF_BELOW, EF_ANYWHERE):
            answer = self._ask(select_file(file, p1))
            if fault_of(answer.sw) is None:
                return
        raise Refused(Fault.CARD_UNREADABLE, f"select EF{file & 0xFF:02X}: {answer.sw:04X}")

    def _by_id(self, one: Field) -> bytes | None:
        # Programs in the field ask for the record with its header, or for the value's length.
        answer = self._record(one.id, BY_ID, (one.size + HEADER_SIZE, one.size, 0))
        if answer is None:
            return None
        identity, value = records.unwrap(answer.data)
        if identity != one.id:
            raise ProtocolError(f"record {identity:02X} in the place of {one.id:02X}")
        return value

    def _by_number(self, wanted: list[Field]) -> dict[int, bytes]:
        values = {}
        for number in range(1, _MOST_RECORDS + 1):
            lengths = [one.size + HEADER_SIZE for one in wanted[number - 1 : number]]
            answer = self._record(number, BY_NUMBER, (0, *lengths))
            if answer is None:
                break
            identity, value = records.unwrap(answer.data)
            values[identity] = value
        if not values:
            raise Refused(Fault.CARD_UNREADABLE, f"EF{wanted[0].file & 0xFF:02X} gives no record")
        return values

    def _record(self, which: int, by: int, lengths: tuple[int, ...]) -> Answer | None:
        """Read with the first of `lengths` that the card takes; None when there is no such record."""
        for expected in lengths:
            answer = self._ask(read_record(which, by, expected))
            if answer.sw != Sw.WRONG_LENGTH:
                break
        if answer.sw in _ABSENT:
            return None
        fault = fault_of(answer.sw)
        if fault is not None:
            raise Refused(fault, f"read record {which:02X}: {answer.sw:04X}")
        return answer

    def _ask(self, command: Command) -> Answer:
        """Send `command`, follow 61xx and 6Cxx, and return all the data with the last status word."""
        data = b""
        for _ in range(_HOPS):
            answer = self._once(command)
            if answer.right_length is not None:
                command = replace(command, expected=answer.right_length)
                continue
            data += answer.data
            if answer.more is None:
                return Answer(answer.sw, data)
            command = get_response(answer.more)
        raise ProtocolError(f"{command}: the card never comes to an end")

    def _once(self, command: Command) -> Answer:
        if self._deadline.passed:
            raise Timeout(f"{command}: the card takes more than {_READING_S} s")
        return Answer.decode(self._transmit(command.encode(), str(command)))
