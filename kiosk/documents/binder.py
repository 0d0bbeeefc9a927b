"""The documents of the session at hand, in memory, until it is wiped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from drivers.receipt_printer.role import Receipt
from kiosk.documents.composer import Composer, Document
from kiosk.documents.errors import DocumentError
from kiosk.documents.pages import page_count, page_png
from kiosk.documents.qr import qr_rows
from kiosk.documents.receipts import Receipted, receipt_from
from kiosk.protocol.api import VERIFY
from kiosk.protocol.civil_time import CHINA
from kiosk.protocol.files import Files
from kiosk.protocol.package import FlowPackage
from kiosk.stack import ClearingPool


@dataclass(frozen=True)
class Imprint:
    """What is printed on a document besides its data: who issued it, where, and how to verify it."""

    serial: str
    verification_code: str
    terminal_id: str
    place: str
    hotline: str
    public_url: str
    at: datetime

    @property
    def verify_url(self) -> str:
        """Where the QR code leads to."""
        return f"{self.public_url}{VERIFY}{self.serial}?code={self.verification_code}"

    @property
    def issued_at(self) -> str:
        return f"{self.at.astimezone(CHINA):%Y-%m-%d %H:%M}"


@dataclass
class _Sheets:
    document: Document = field(repr=False)
    imprint: Imprint


@dataclass(frozen=True)
class JointResult:
    """What became of a part of a joint service, in words. `reason`: why it is not done; None when it is.

    `papers`: the id of each document that was printed, and in how many copies.
    """

    title: str
    papers: tuple[tuple[str, int], ...]
    reason: str | None


class Binder:
    """Composes in a thread of its own; holds what it composed by issue id until `wipe`."""

    def __init__(self) -> None:
        self._thread = ClearingPool(1, thread_name_prefix="documents")
        self._composers: dict[str, tuple[int, Composer]] = {}
        self._composed: Composer | None = None
        """Composed since the last wipe; all that Typst keeps is common to all of them."""
        self._held: dict[str, _Sheets] = {}
        self._files: dict[str, bytes] = {}

    def keep(self, files: Files) -> None:
        """Hold files that a department gave until `wipe`, by their digest."""
        self._files.update(files)

    def compose(
        self,
        package: FlowPackage,
        issue_id: str,
        *,
        template: str,
        data: dict[str, Any],
        imprint: Imprint,
        part: str | None = None,
        done: Callable[[Document | DocumentError], None],
    ) -> None:
        """Compose in the background; `done` is called from the documents' thread with the result.

        `part`: of a joint service, the part that it is for.
        """

        def work() -> None:
            self._composed = composer = self._composer(package)
            try:
                document = composer.compose(template, template_inputs(package, data, imprint, part), at=imprint.at)
            except DocumentError as error:
                done(error)
            else:
                self._held[issue_id] = _Sheets(document, imprint)
                done(document)

        self._thread.submit(work)

    def take(
        self, issue_id: str, digest: str, *, imprint: Imprint, done: Callable[[Document | DocumentError], None]
    ) -> None:
        """Take a kept file as the document of `issue_id`, as it is; answers as `compose` does."""
        pdf = self._files.get(digest)

        def work() -> None:
            if pdf is None:
                done(DocumentError("a file of the department: it was wiped"))
                return
            document = Document(pdf, page_count(pdf), digest)
            self._held[issue_id] = _Sheets(document, imprint)
            done(document)

        self._thread.submit(work)

    def document(self, issue_id: str) -> Document:
        """Return what was composed; KeyError once it was wiped."""
        return self._held[issue_id].document

    def page_png(self, issue_id: str, page: int, width_px: int) -> bytes:
        """Return a page of the very PDF that is printed; KeyError once it was wiped."""
        return page_png(self._held[issue_id].document.pdf, page, width_px=width_px)

    def receipt(
        self, package: FlowPackage, issue_id: str, *, template: str, data: dict[str, Any], copies: int = 1
    ) -> Receipt:
        """Return the receipt of an issue of so many copies.

        Raises:
            DocumentError: the template and the data do not fit, or the issue was wiped.
        """
        if issue_id not in self._held or template not in package.files:
            raise DocumentError(f"{template}: no such receipt, or its document was wiped")
        held = self._held[issue_id]
        paper = {"pages": held.document.pages, "copies": copies, "digest": held.document.digest}
        values = {**data, **receipt_values(held.imprint), **paper}
        return receipt_from(package.files[template], values, name=template)

    def joint_receipt(
        self, package: FlowPackage, parts: Sequence[JointResult], *, template: str, data: dict[str, Any]
    ) -> Receipt:
        """Return the one receipt of a joint service.

        Raises:
            DocumentError: the template and the data do not fit, or an issue was wiped.
        """
        issue_ids = [issue_id for part in parts for issue_id, _copies in part.papers]
        held = [self._held.get(issue_id) for issue_id in issue_ids]
        if template not in package.files or not held or None in held:
            raise DocumentError(f"{template}: no such receipt, or no document of it is at hand")
        last = self._held[issue_ids[-1]]
        told = [one for part in parts for one in self._receipted(part)]
        values = {**data, **receipt_values(last.imprint)}
        return receipt_from(package.files[template], values, name=template, receipted=told)

    def _receipted(self, part: JointResult) -> Iterator[Receipted]:
        for issue_id, copies in part.papers:
            held = self._held[issue_id]
            paper = {"pages": held.document.pages, "copies": copies, "title": part.title}
            yield Receipted("paper", {**receipt_values(held.imprint), **paper})
        if part.reason is not None:
            yield Receipted("not_done", {"title": part.title, "reason": part.reason})
        elif not part.papers:
            yield Receipted("no_paper", {"title": part.title})

    def wipe(self) -> None:
        """Forget every document and file. Also those still being composed: they are dropped when they come."""
        self._held.clear()
        self._files.clear()
        self._thread.submit(self._forget)

    def _forget(self) -> None:
        self._held.clear()
        if self._composed is not None:
            self._composed.forget()
            self._composed = None

    def close(self) -> None:
        """Stop the thread and remove the templates."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        for _, composer in self._composers.values():
            composer.close()

    def _composer(self, package: FlowPackage) -> Composer:
        service, version = package.flow.service, package.flow.version
        known = self._composers.get(service)
        if known is not None and known[0] == version:
            return known[1]
        if known is not None:
            self._composers.pop(service)[1].close()
        composer = Composer(package.files)
        self._composers[service] = (version, composer)
        return composer


def receipt_values(imprint: Imprint) -> dict[str, str]:
    """Return what receipts may name besides `receipt_data`, `pages` and `copies`."""
    return {
        "serial": imprint.serial,
        "code": imprint.verification_code,
        "verify_url": imprint.verify_url,
        "issued_at": imprint.issued_at,
        "terminal_id": imprint.terminal_id,
        "terminal_place": imprint.place,
        "hotline": imprint.hotline,
    }


def template_inputs(
    package: FlowPackage, data: dict[str, Any], imprint: Imprint, part: str | None = None
) -> dict[str, Any]:
    """Return what a template finds under `sys.inputs.data`. The department of a part signs for its own paper."""
    department = next((one.department for one in package.flow.parts if one.id == part), package.flow.department)
    day = imprint.at.astimezone(CHINA)
    return {
        **data,
        "department": package.text("zh", department),
        "terminal": {"id": imprint.terminal_id, "place": imprint.place},
        "issue": {
            "serial": imprint.serial,
            "code": imprint.verification_code,
            "verify_site": imprint.public_url.split("://")[-1] + VERIFY.rstrip("/"),
            "qr": qr_rows(imprint.verify_url),
            "issued_at": imprint.issued_at,
            "issued_on": f"{day.year}年{day.month}月{day.day}日",
        },
    }
