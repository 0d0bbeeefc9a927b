"""A USB device that says back what it is told."""

from drivers.transport.usb_descriptors import INTERRUPT, Descriptor, Endpoint, Interface
from drivers.transport.usb_gadget import Setup, UsbGadget

OUT, IN, EVENTS = 0x02, 0x81, 0x83
DESCRIPTOR = Descriptor(
    0x0400,
    0xC35A,
    (
        Interface(0, endpoints=(Endpoint(OUT), Endpoint(IN), Endpoint(EVENTS, INTERRUPT, 8, 10))),
        Interface(1, class_code=7, subclass=1, protocol=1),
        Interface(1, class_code=7, subclass=1, protocol=2, alternate=1),
    ),
    "Example Works",
    "读卡器",
    "A17",
)


class Echo(UsbGadget):
    """Sends back what it took; `full` lets it take nothing; answers request 1 with `greeting`."""

    greeting = bytes(range(10))

    def __init__(self, descriptor: Descriptor = DESCRIPTOR) -> None:
        super().__init__(descriptor)
        self.full = False
        self.told: list[tuple[Setup, bytes]] = []
        self.powered = 0

    def take(self, endpoint: int, packet: bytes) -> bool:
        assert endpoint == OUT
        if not self.full:
            self.send(IN, packet)
        return not self.full

    def control(self, setup: Setup, data: bytes) -> bytes | None:
        self.told.append((setup, data))
        return self.greeting if setup.request == 1 else super().control(setup, data)

    def power_up(self) -> None:
        self.powered += 1
