"""The cabinet's I/O board on an RS-485 line: Modbus RTU, 8N1."""

from drivers.cabinet.board_map import BoardMap, Contact, light_register
from drivers.cabinet.climate import HYSTERESIS_C, Climate
from drivers.cabinet.exchange import RtuLink
from drivers.cabinet.role import CabinetReading, Colour
from drivers.cabinet.rtu import UNITS, read_inputs, read_register, write_coil, write_register
from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError
from drivers.faults import Fault, Role
from drivers.lights import Flash, Light
from drivers.status import DeviceState, DeviceStatus, MediaState
from drivers.transport.line_url import parse_line_url, whole_number

EXAMPLE = "modbus:/dev/ttyUSB2?baud=9600&unit=1"
_BAUD = 9600
_STATUS_TIMEOUT_S = 2.0
_MOUTH = {True: MediaState.PRESENT, False: MediaState.NOT_PRESENT, None: MediaState.NOT_SUPPORTED}
_STATES = {Fault.OFFLINE: DeviceState.OFFLINE, Fault.BUSY: DeviceState.DEVICE_BUSY}


class ModbusCabinet:
    """A `Cabinet` at `url`, such as `modbus:/dev/ttyUSB2?baud=9600&unit=1`. Opens the line at the first call.

    The `media` of its status is the sheet in the document printer's mouth.

    Args:
        url: port, rate and unit of the board.
        board: what is wired where.
        cold_c, hot_c, hysteresis_c: when the cabinet is too cold or too hot, in degrees Celsius.
        reply_timeout_s: how long the board may think.

    Raises:
        ValueError: `url` or the thresholds cannot be used; the message says what to write.
    """

    def __init__(
        self,
        url: str,
        *,
        board: BoardMap | None = None,
        cold_c: float = -5.0,
        hot_c: float = 60.0,
        hysteresis_c: float = HYSTERESIS_C,
        reply_timeout_s: float = 0.5,
    ) -> None:
        line = parse_line_url(url, "modbus", baud=_BAUD, options={"unit": "1"}, example=EXAMPLE)
        self._unit = whole_number(url, line.options["unit"], "unit")
        if self._unit not in UNITS:
            raise ValueError(f"{url!r}: unit={self._unit} is none of 1 to {UNITS[-1]}")
        self._board = board or BoardMap()
        self._climate = Climate(cold_c=cold_c, hot_c=hot_c, hysteresis_c=hysteresis_c)
        self._link = RtuLink(line.pipe_url, line.baud, reply_timeout_s=reply_timeout_s)

    def status(self) -> DeviceStatus:
        try:
            reading = self.read(timeout_s=_STATUS_TIMEOUT_S, cancel=Cancel())
        except DeviceError as error:
            state = _STATES.get(error.fault, DeviceState.HARDWARE_ERROR)
            faults = frozenset({error.fault})
            return DeviceStatus(Role.CABINET, state, faults, media=MediaState.UNKNOWN, detail=error.detail)
        found = {
            Fault.DOOR_OPEN: reading.door_open,
            Fault.TAMPERED: reading.tampered,
            self._climate.judge(reading.temperature_c): True,
        }
        state = DeviceState.FRAUD_ATTEMPT if reading.tampered else DeviceState.ONLINE
        faults = frozenset(fault for fault, present in found.items() if fault and present)
        return DeviceStatus(Role.CABINET, state, faults, media=_MOUTH[reading.document_output_occupied])

    def read(self, *, timeout_s: float, cancel: Cancel) -> CabinetReading:
        deadline, board = Deadline(timeout_s), self._board
        bits: list[bool] = []
        temperature_c = None
        if board.contacts:
            question = read_inputs(self._unit, board.contacts_start, board.contacts_count)
            bits = list(self._link.ask(question, deadline, cancel).bits)
        if board.temperature is not None:
            reply = self._link.ask(read_register(self._unit, board.temperature), deadline, cancel)
            temperature_c = board.celsius(reply.registers[0])
        return CabinetReading(
            door_open=board.contact(Contact.DOOR_OPEN, bits),
            tampered=board.contact(Contact.TAMPERED, bits),
            presence=board.contact(Contact.PRESENCE, bits),
            document_output_occupied=board.contact(Contact.DOCUMENT_OUTPUT, bits),
            temperature_c=temperature_c,
        )

    def set_light(
        self, light: Light, flash: Flash, *, colour: Colour | None = None, timeout_s: float, cancel: Cancel
    ) -> bool:
        address = self._board.lights.get(light)
        if address is None:
            return False
        if self._board.lights_are_coils:
            question = write_coil(self._unit, address, on=flash is not Flash.OFF)
        else:
            question = write_register(self._unit, address, light_register(flash, colour))
        self._link.ask(question, Deadline(timeout_s), cancel)
        return True

    def close(self) -> None:
        self._link.close()
