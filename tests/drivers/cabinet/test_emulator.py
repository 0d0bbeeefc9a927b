"""pymodbus' own client against the emulated board."""

from collections.abc import Iterator

import pytest
from pymodbus.client import ModbusSerialClient

from drivers.cabinet.board_map import Contact
from drivers.cabinet.emulator import BoardEmulator
from drivers.cabinet.role import Colour
from drivers.lights import Flash, Light


@pytest.fixture
def board(tmp_path) -> Iterator[BoardEmulator]:
    emulator = BoardEmulator(tmp_path / "board")
    emulator.start()
    yield emulator
    emulator.stop()


class TestPymodbusOwnClient:
    """Their transport and ours know nothing of each other; the board must please both."""

    @pytest.fixture
    def client(self, board) -> Iterator[ModbusSerialClient]:
        board._slave.coils.update(dict.fromkeys(range(10), 0))
        client = ModbusSerialClient(board.url.removeprefix("modbus:").partition("?")[0], baudrate=9600, timeout=2)
        assert client.connect()
        yield client
        client.close()

    def test_every_function(self, client, board):
        board.set_contact(Contact.TAMPERED, on=True)
        board.set_temperature(-3.5)
        assert client.read_discrete_inputs(0, count=4).bits[:4] == [False, True, False, False]
        assert client.read_input_registers(0, count=1).registers == [0x10000 - 35]
        assert not client.write_coil(3, True).isError()
        assert not client.write_coils(4, [True, False, True]).isError()
        assert client.read_coils(0, count=10).bits[:10] == [*[False] * 3, True, True, False, True, *[False] * 3]
        assert not client.write_register(2, 0x0202).isError()
        assert client.read_holding_registers(0, count=6).registers == [0, 0, 0x0202, 0, 0, 0]
        assert board.light(Light.DOCUMENT_PRINTER) == (Flash.MEDIUM, Colour.GREEN)

    def test_every_denial(self, client):
        assert client.read_discrete_inputs(100, count=1).exception_code == 2
        assert client.write_register(99, 1).exception_code == 2
        assert client.write_registers(0, [1, 2]).exception_code == 1
