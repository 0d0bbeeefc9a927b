"""A SAM-V reader on an emulated USB bus, in one of the three framings; `usb_framing` says what they are.

What it does not simulate: see `EmulatedSam` and `UsbBus`. No bytes are lost on this wire and none take time.
"""

from typing import TYPE_CHECKING

from drivers.id_card.emulated_sam import EmulatedSam
from drivers.id_card.frame import HEADER_SIZE, FrameParser
from drivers.id_card.sam_module import SamModule
from drivers.id_card.usb_framing import (
    BODY_IN,
    BODY_OUT,
    GET_REPORT,
    HEADER_IN,
    HEADER_OUT,
    HID_CLASS,
    SET_REPORT,
    Framing,
)
from drivers.id_card.usb_opening import READER_ADDRESSES
from drivers.transport.usb_descriptors import IN, INTERRUPT, Descriptor, Endpoint, Interface
from drivers.transport.usb_device import UsbAddress
from drivers.transport.usb_gadget import Setup, UsbGadget

if TYPE_CHECKING:
    from drivers.transport.usb_bus import UsbBus

_INTERFACES = {
    Framing.A: Interface(endpoints=tuple(map(Endpoint, (HEADER_OUT, BODY_OUT, HEADER_IN, BODY_IN)))),
    Framing.B: Interface(endpoints=(Endpoint(0x01), Endpoint(0x81))),
    Framing.C: Interface(class_code=HID_CLASS, endpoints=(Endpoint(0x81, INTERRUPT, 64, 10),)),
}


class _Gadget(UsbGadget):
    """The reader's end of the cable."""

    def __init__(self, sam: EmulatedSam, framing: Framing, address: UsbAddress) -> None:
        super().__init__(
            Descriptor(
                address.vendor,
                address.product,
                (_INTERFACES[framing],),
                product_name="Emulated SAM-V reader",
                serial_number=address.serial,
            )
        )
        self._sam, self._framing = sam, framing
        self.power_up()

    def power_up(self) -> None:
        self._parser, self._header, self._reports = FrameParser(), b"", bytearray()
        with self._sam.changed:
            self._sam.module.power_up()

    def take(self, endpoint: int, packet: bytes) -> bool:
        if self._framing is Framing.A and endpoint == HEADER_OUT:
            self._header = packet
        else:
            self._hear(self._header + packet)
            self._header = b""
        return True

    def control(self, setup: Setup, data: bytes) -> bytes | None:
        if self._framing is not Framing.C:
            return None
        match (setup.request_type, setup.request, setup.value):
            case SET_REPORT.request_type, SET_REPORT.request, SET_REPORT.value:
                self._reports.clear()
                self._hear(data)
                return b""
            case GET_REPORT.request_type, GET_REPORT.request, GET_REPORT.value:
                report = bytes(self._reports[: setup.length])
                del self._reports[: setup.length]
                return report
        return None

    def _hear(self, data: bytes) -> None:
        self._parser.feed(data)
        while (body := self._parser.next()) is not None:
            with self._sam.changed:
                frame = self._sam.answer(body)
            self._say(frame)

    def _say(self, frame: bytes) -> None:
        match self._framing:
            case Framing.A:
                self.send(HEADER_IN, frame[:HEADER_SIZE])
                self.send(BODY_IN, frame[HEADER_SIZE:])
            case Framing.B:
                self.send(IN | 1, frame)
            case Framing.C:
                self._reports += frame


class SamVUsbEmulator(EmulatedSam):
    """Control methods may be called from any thread; each takes effect before it returns.

    Args:
        bus: where it is plugged in; the driver takes it as its `backend`.
        framing: how it speaks.
        address: its numbers, and its serial number if it shall have one.
        latches: a card that was read is not found again until it is lifted, as SAM modules do; other readers differ.
        kernel_driver: a driver of the operating system grabs it whenever it is plugged in, as usbhid does.
        module: the module itself, for tests of odd ones; `latches` is the module's then.
    """

    def __init__(
        self,
        bus: "UsbBus",
        *,
        framing: Framing = Framing.A,
        address: UsbAddress = READER_ADDRESSES[0],
        latches: bool = True,
        kernel_driver: bool = False,
        module: SamModule | None = None,
    ) -> None:
        super().__init__(module or SamModule(latches=latches))
        self.url = str(address)
        self._bus, self._kernel_driver = bus, kernel_driver
        self._gadget = _Gadget(self, framing, address)

    def start(self) -> None:
        """Plug it in."""
        self.replug()

    def stop(self) -> None:
        """Unplug it; stopping twice is allowed."""
        self.unplug()

    def unplug(self) -> None:
        self._bus.detach(self._gadget)

    def replug(self) -> None:
        """Plug in again; the module has forgotten how far it had got with the card."""
        if not self._bus.attached(self._gadget):
            self._bus.attach(self._gadget, kernel_driver=self._kernel_driver)

    def unplug_after(self, size: int) -> None:
        """Pull the plug once `size` more bytes have passed, both ways counted."""
        self._bus.detach_after(self._gadget, size)

    def hang(self) -> None:
        """Let it go silent, as with its firmware crashed."""
        self._bus.hang(self._gadget)

    def resume(self) -> None:
        self._bus.resume(self._gadget)
