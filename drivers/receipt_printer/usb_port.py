"""The emulated printer's USB connector, plugged into an emulated bus that pyusb runs against.

What it does not simulate: the time that bytes take on the bus, and what `drivers.transport.usb_bus` says.
"""

from drivers.receipt_printer.port import Connection, Inlet
from drivers.transport.usb_bus import UsbBus
from drivers.transport.usb_descriptors import IN, Descriptor, Endpoint, Interface
from drivers.transport.usb_device import UsbAddress
from drivers.transport.usb_gadget import Setup, UsbGadget

_OUT, _IN = 0x01, 0x02 | IN
_PRINTER_CLASS, _BIDIRECTIONAL = 7, 2
_GET_DEVICE_ID = (0xA1, 0x00)  # type and number of the request


class _Gadget(UsbGadget):
    def __init__(self, descriptor: Descriptor, bus: UsbBus) -> None:
        super().__init__(descriptor)
        self._bus = bus
        self.inlet: Inlet | None = None
        self.connection = UsbConnection(self)

    def take(self, endpoint: int, packet: bytes) -> bool:
        inlet = self.inlet
        if inlet is None or endpoint != _OUT or inlet.room_bytes < len(packet):
            return False
        if not inlet.receive(self.connection, packet):
            self._bus.detach(self)
        return True

    def control(self, setup: Setup, data: bytes) -> bytes | None:
        del data
        if (setup.request_type, setup.request) != _GET_DEVICE_ID:
            return None
        at = self.descriptor
        text = f"MFG:{at.manufacturer_name};CMD:ESC/POS;MDL:{at.product_name};CLS:PRINTER;".encode()
        return (len(text) + 2).to_bytes(2, "big") + text

    def power_up(self) -> None:
        self.connection = UsbConnection(self)


class UsbConnection(Connection):
    def __init__(self, gadget: UsbGadget) -> None:
        super().__init__()
        self._gadget = gadget

    def send(self, data: bytes) -> None:
        self._gadget.send(_IN, data)


class UsbPort:
    """A `Port`.

    Args:
        bus: where it is plugged in.
        vendor: and `product`, its numbers.
        serial_number: where two alike are plugged in.
        kernel_driver: the operating system's printer driver has it, as usblp takes every printer.
        name: what it calls itself.
    """

    def __init__(
        self,
        bus: UsbBus,
        *,
        vendor: int = 0x0416,
        product: int = 0x5011,
        serial_number: str = "",
        kernel_driver: bool = True,
        name: str = "POS-80",
    ) -> None:
        endpoints = (Endpoint(_OUT), Endpoint(_IN))
        interface = Interface(0, _PRINTER_CLASS, 1, _BIDIRECTIONAL, endpoints)
        self.gadget = _Gadget(Descriptor(vendor, product, (interface,), "EXAMPLE", name, serial_number), bus)
        self._bus, self._kernel_driver = bus, kernel_driver
        self._url = str(UsbAddress(vendor, product, serial_number))

    @property
    def url(self) -> str:
        return self._url

    def open(self, inlet: Inlet) -> None:
        self.gadget.inlet = inlet
        self._bus.attach(self.gadget, kernel_driver=self._kernel_driver)

    def close(self) -> None:
        self._bus.detach(self.gadget)

    def wake(self) -> None:
        self.gadget.room()
