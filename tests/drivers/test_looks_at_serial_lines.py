"""What the looks at a serial line say to a printer; whom they find and take for whom is every look's contract."""

import contextlib
import os
import threading
import tty

import pytest

from drivers.cabinet import probe as cabinet
from drivers.cancel import Cancel
from drivers.code_scanner import probe as code_scanner
from drivers.faults import Role
from drivers.ups import probe as ups

LOOKS = {Role.CODE_SCANNER: code_scanner.look, Role.CABINET: cabinet.look, Role.UPS: ups.look}


@pytest.mark.parametrize("role", LOOKS)
def test_nothing_printable_reaches_a_printer(role):
    near, far = os.openpty()
    tty.setraw(far)
    os.set_blocking(near, False)
    heard, over = bytearray(), threading.Event()

    def answer() -> None:
        while not over.wait(0.003):
            with contextlib.suppress(BlockingIOError):
                heard.extend(os.read(near, 100))
                os.write(near, b"\x16")  # the answer to DLE EOT 1: ready

    printer = threading.Thread(target=answer)
    printer.start()
    assert LOOKS[role](f"serial:{os.ttyname(far)}", Cancel()) is None
    over.set()
    printer.join()
    os.close(near)
    os.close(far)
    assert bytes(heard) == b"\x10\x04\x01"
