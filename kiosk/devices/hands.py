"""The devices as the conductor knows them: each call goes to that device's thread, the answer comes as an event."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

from drivers.cancel import Cancel
from drivers.code_scanner.role import CodeScanner
from drivers.document_camera.role import DocumentCamera
from drivers.document_printer.role import DocumentPrinter
from drivers.faults import Fault, Role
from drivers.id_card.role import IdCardReader
from drivers.lights import Flash, Light
from drivers.receipt_printer.role import Receipt, ReceiptPrinter
from drivers.social_card.role import SocialCardReader
from drivers.status import DeviceStatus, MediaState
from kiosk.devices.cards import card_read
from kiosk.devices.document_mouth import DEFAULT_PATIENCE, DocumentMouth, Patience
from kiosk.devices.face_hands import FaceHands
from kiosk.devices.host import DeviceHost
from kiosk.devices.lighting import Lighting, Work
from kiosk.devices.mat import Mat
from kiosk.devices.roster import Device, Equipment
from kiosk.devices.sight import Sight
from kiosk.engine.effects import TakePage, VerifyFace
from kiosk.engine.events import (
    CardRemoved,
    CodeScanned,
    DeviceFailed,
    DeviceHeldUp,
    DocumentPrinted,
    Event,
    PageTaken,
    ReceiptPrinted,
    SheetLifted,
    SheetsOut,
    Ticket,
)
from kiosk.live import LivePicture
from kiosk.ports import Post, Verifier
from kiosk.protocol.personal import Personal

CardReader = IdCardReader | SocialCardReader
_log = logging.getLogger(__name__)
_RECEIPT_TIMEOUT_S = 30.0
_MOUTH_POLL_S = 0.5
_MOUTH_SENSORS = (Role.CABINET, Role.DOCUMENT_PRINTER)  # who is believed first
_TELLING = frozenset({MediaState.PRESENT, MediaState.NOT_PRESENT})


class DeviceHands:
    """Implements `kiosk.ports.Hands`. `changed` is called, from a device's thread, when a status changes."""

    def __init__(
        self,
        equipment: Equipment,
        *,
        poll_s: float,
        changed: Callable[[DeviceStatus], None],
        patience: Patience = DEFAULT_PATIENCE,
        verifier: Verifier | None = None,
    ) -> None:
        """`verifier` compares faces; without one, `verify_face` says that nobody does."""
        self._told = changed
        self._lighting, self._light_jobs = Lighting(self._set_lights), 0
        self._sights = {Role.DOCUMENT_CAMERA: Sight(), Role.FACE_CAMERA: Sight()}
        self._faces = FaceHands(verifier, self._sights[Role.FACE_CAMERA], self._submit)
        self._mat = Mat(self._sights[Role.DOCUMENT_CAMERA])
        self._looking_back: Ticket = ""
        self._mouth = DocumentMouth(attend=self._attend_mouth, changed=self._mouth_changed, patience=patience)
        self._hosts: dict[Role, DeviceHost[Any]] = {
            role: self._host(role, device, poll_s)
            for role in Role
            if (device := getattr(equipment, role.value, None)) is not None
        }

    def start(self) -> None:
        for host in self._hosts.values():
            host.start()

    def stop(self) -> None:
        """Stop them all; each takes what its device needs to let go, none waits for another."""
        with ThreadPoolExecutor(max(1, len(self._hosts)), thread_name_prefix="stop") as pool:
            list(pool.map(DeviceHost.stop, self._hosts.values()))

    def statuses(self) -> Mapping[Role, DeviceStatus]:
        """Return each device's status as last heard."""
        return {role: self._seen(host.last_status) for role, host in self._hosts.items()}

    def ask_all(self, *, timeout_s: float) -> Mapping[Role, DeviceStatus | None]:
        """Ask each device now, in its own thread; None for one that did not answer in time, as when it is at work."""
        asked = {role: host.ask() for role, host in self._hosts.items()}
        wait(asked.values(), timeout_s)
        return {role: self._seen(answer.result()) if answer.done() else None for role, answer in asked.items()}

    def read_card(self, ticket: Ticket, role: Role, *, timeout_s: float, post: Post) -> None:
        def work(reader: CardReader, cancel: Cancel) -> None:
            card = reader.read(timeout_s=timeout_s, cancel=cancel)
            post(card_read(ticket, card))

        self._submit(role, ticket, work, post)

    def watch_card(self, ticket: Ticket, role: Role, *, timeout_s: float, post: Post) -> None:
        def work(reader: CardReader, cancel: Cancel) -> None:
            if reader.wait_removed(timeout_s=timeout_s, cancel=cancel):
                post(CardRemoved(ticket, role))

        self._submit(role, ticket, work, post)

    def look_for_card(self, ticket: Ticket, role: Role, *, after_s: float, found: Callable[[], None]) -> None:
        def work(reader: CardReader, cancel: Cancel) -> None:
            if not reader.wait_removed(timeout_s=after_s, cancel=cancel):
                found()

        self._submit(role, ticket, work, _nobody)

    def scan_code(self, ticket: Ticket, *, timeout_s: float, post: Post) -> None:
        def work(scanner: CodeScanner, cancel: Cancel) -> None:
            code = scanner.scan(timeout_s=timeout_s, cancel=cancel)
            post(CodeScanned(ticket, Personal(code.text or "")))

        self._submit(Role.CODE_SCANNER, ticket, work, post)

    @property
    def verifies(self) -> bool:
        """True when faces can be compared at this terminal now."""
        return self._faces.verifies

    def look_for_verifier(self, ticket: Ticket, *, post: Post) -> None:
        self._faces.look_for_verifier(ticket, post)

    def verify_face(self, verify: VerifyFace, *, post: Post) -> None:
        self._faces.verify(verify, post)

    def glance(self, ticket: Ticket, seen: Callable[[Sequence[float], float], None], *, post: Post) -> bool:
        """Look once who stands before the face camera, see `FaceHands.glance`."""
        return Role.FACE_CAMERA in self._hosts and self._faces.glance(ticket, seen, post)

    def close_eyes(self, ticket: Ticket) -> None:
        """Close the face camera."""
        if Role.FACE_CAMERA in self._hosts:
            self._faces.close_eyes(ticket, _nobody)

    def take_page(self, take: TakePage, *, post: Post) -> None:
        self.cancel(self._looking_back)  # whoever is here now is not kept waiting for whoever was

        def told(fault: Fault | None) -> None:
            post(DeviceHeldUp(take.ticket, Role.DOCUMENT_CAMERA, fault))

        def work(camera: DocumentCamera, cancel: Cancel) -> None:
            page = self._mat.take(camera, take, told, cancel)
            post(PageTaken(take.ticket, Personal(page)))

        self._submit(Role.DOCUMENT_CAMERA, take.ticket, work, post)

    def watch_mat(self, ticket: Ticket, sheet: str, *, timeout_s: float, post: Post) -> None:
        def work(camera: DocumentCamera, cancel: Cancel) -> None:
            if self._mat.lifted(camera, sheet, timeout_s, cancel):
                post(SheetLifted(ticket))

        self._submit(Role.DOCUMENT_CAMERA, ticket, work, _nobody)

    def look_for_sheet(self, ticket: Ticket, sheet: str, *, after_s: float, found: Callable[[], None]) -> None:
        def work(camera: DocumentCamera, cancel: Cancel) -> None:
            if not self._mat.lifted(camera, sheet, after_s, cancel):
                found()
            camera.stop()

        self._looking_back = ticket
        self._submit(Role.DOCUMENT_CAMERA, ticket, work, _nobody)

    def sight(self, role: Role) -> LivePicture | None:
        """Return what that camera sees just now; None while nobody is to look through it."""
        return self._sights[role].newest if role in self._sights else None

    def forget(self) -> None:
        self._mat.forget()
        self._sights[Role.FACE_CAMERA].clear()
        self.close_eyes("forget")  # its lamp says to whoever has gone that nobody looks any more

    def watch_document(self, ticket: Ticket, *, post: Post) -> None:
        if self._mouth_sensor is not None:
            self._mouth.watch(ticket, post)

    def look_for_document(self, issue_id: str) -> None:
        if self._mouth_sensor is not None:
            self._mouth.look_back(issue_id)

    def print_document(
        self, ticket: Ticket, pdf: bytes, *, job_name: str, pages: int, copies: int, timeout_s: float, post: Post
    ) -> None:
        def trouble(fault: Fault | None) -> None:
            post(DeviceHeldUp(ticket, Role.DOCUMENT_PRINTER, fault))

        def progress(sheets: int) -> None:
            post(SheetsOut(ticket, sheets))

        def work(printer: DocumentPrinter, cancel: Cancel) -> None:
            job = printer.print(
                pdf,
                job_name=job_name,
                pages=pages,
                timeout_s=timeout_s,
                cancel=cancel,
                trouble=trouble,
                copies=copies,
                progress=progress,
            )
            post(DocumentPrinted(ticket, job.sheets))

        self._submit(Role.DOCUMENT_PRINTER, ticket, work, post)

    def print_receipt(self, ticket: Ticket, receipt: Receipt, *, post: Post) -> None:
        def work(printer: ReceiptPrinter, cancel: Cancel) -> None:
            printer.print(receipt, timeout_s=_RECEIPT_TIMEOUT_S, cancel=cancel)
            post(ReceiptPrinted(ticket))

        self._submit(Role.RECEIPT_PRINTER, ticket, work, post)

    def light(self, lights: Mapping[Light, Flash]) -> None:
        self._lighting.want(lights)

    def cancel(self, ticket: Ticket) -> None:
        self._mouth.stop(ticket)
        for host in self._hosts.values():
            host.cancel(ticket)

    def _submit(self, role: Role, ticket: Ticket, work: Callable[[Any, Cancel], None], post: Post) -> None:
        host = self._hosts.get(role)
        if host is None:
            post(DeviceFailed(ticket, role, Fault.OFFLINE))
        else:
            host.submit(ticket, work, post)

    def _host(self, role: Role, device: Device, poll_s: float) -> DeviceHost[Device]:
        defect = Fault.JOB_DOUBTFUL if role is Role.DOCUMENT_PRINTER else Fault.HARDWARE_ERROR
        return DeviceHost(role, device, poll_s=poll_s, told=self._tell, looked=self._looked, defect=defect)

    def _tell(self, status: DeviceStatus) -> None:
        self._told(self._seen(status))

    def _seen(self, status: DeviceStatus) -> DeviceStatus:
        """Return a device's status with what another device knows of it."""
        if status.role is not Role.DOCUMENT_PRINTER or not self._mouth.forgotten:
            return status
        detail = f"sheets of issue {self._mouth.forgotten} were left behind"
        return replace(status, faults=status.faults | {Fault.NOT_TAKEN}, detail=detail)

    # The document printer's mouth

    @property
    def _mouth_sensor(self) -> DeviceHost[Any] | None:
        """Who can tell whether sheets lie in the mouth: the cabinet's sensor, else the printer itself, else nobody."""
        hosts = (self._hosts.get(role) for role in _MOUTH_SENSORS)
        return next((host for host in hosts if host is not None and host.last_status.media in _TELLING), None)

    def _set_lights(self, work: Work) -> None:
        if Role.CABINET in self._hosts:
            self._light_jobs += 1
            self._submit(Role.CABINET, f"lights/{self._light_jobs}", work, _nobody)

    def _looked(self, status: DeviceStatus) -> None:
        if status.role is Role.CABINET:
            self._lighting.see(status)
        sensor = self._mouth_sensor
        if sensor is not None and sensor.role is status.role:
            self._mouth.see(status.media)

    def _attend_mouth(self, attended: bool) -> None:  # noqa: FBT001 - the mouth takes it so
        """Look often at who can tell; afterwards at nobody, for who could tell may have changed meanwhile."""
        sensor = self._mouth_sensor
        for role in _MOUTH_SENSORS:
            if host := self._hosts.get(role):
                host.attend(_MOUTH_POLL_S if attended and host is sensor else None)

    def _mouth_changed(self) -> None:
        host = self._hosts.get(Role.DOCUMENT_PRINTER)
        if host is not None:
            status = self._seen(host.last_status)
            left = Fault.NOT_TAKEN in status.faults  # no host logs it: another device saw it
            _log.info("%s: %s", host.role, status.detail if left else "the sheets that were left behind are gone")
            self._told(status)


def _nobody(_event: Event) -> None:
    """Takes the answer of work that no session waits for; the reader's own trouble is told by its status."""
