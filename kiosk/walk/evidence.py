"""What a walk leaves behind, and whether it agrees with itself: the paper, the receipt, and what central holds."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.documents.pages import page_count, page_text
from kiosk.protocol.api import TransactionView
from kiosk.protocol.records import IssueState

_DIGEST_SIGNS = 32  # as many as surely stand on one line of the receipt


@dataclass(frozen=True)
class Evidence:
    """`receipt_data`: the bytes that made the receipt. `outbox_left`: envelopes still at the terminal.

    `copies`: how many of `document` came out, one after the other.
    """

    document: bytes
    receipt_png: bytes
    receipt_data: bytes
    view: TransactionView | None
    outbox_left: int
    copies: int = 1

    def record(self) -> dict[str, Any]:
        """Return what goes into record.json."""
        held = self.view.model_dump(mode="json", exclude={"outcome"}) if self.view is not None else {}
        return {**held, "outbox_left": self.outbox_left}

    def write(self, directory: Path) -> None:
        """Write document.pdf, receipt.png and record.json."""
        (directory / "document.pdf").write_bytes(self.document)
        (directory / "receipt.png").write_bytes(self.receipt_png)
        text = json.dumps(self.record(), ensure_ascii=False, indent=2)
        (directory / "record.json").write_text(text + "\n", "utf-8")

    def missing(self, *, satisfaction: int) -> list[str]:
        """Return what is missing or contradicts itself; empty when everything is there and agrees."""
        view = self.view
        if view is None:
            return ["central holds nothing of the transaction"]
        problems = [f"{self.outbox_left} records have not left the terminal"] if self.outbox_left else []
        if view.rating is None or view.rating.satisfaction != satisfaction:
            given = view.rating.satisfaction if view.rating else "none"
            problems.append(f"the rating given was {satisfaction}, central holds {given}")
        return problems + self._missing_of_issue(view)

    def _missing_of_issue(self, view: TransactionView) -> list[str]:
        issue = view.issue
        if issue is None:
            return ["central holds no issued document"]
        pages, text = page_count(self.document), _joined(page_text(self.document))
        agrees: dict[str, Callable[[], bool]] = {
            f"the document's state at central is {issue.state}, not taken": lambda: issue.state == IssueState.TAKEN,
            f"central counts {issue.pages} pages, the printed PDF has {pages}": lambda: issue.pages == pages,
            f"central counts {issue.copies} copies, and {self.copies} came out": lambda: issue.copies == self.copies,
            f"the serial {issue.serial} does not stand in the printed PDF": lambda: (
                issue.serial in text or self._is_given()
            ),
            f"the serial {issue.serial} does not stand on the receipt": lambda: (
                issue.serial in self.receipt_data.decode("latin-1")
            ),
        }
        return [problem for problem, holds in agrees.items() if not holds()]

    def _is_given(self) -> bool:
        """True for a department's own file, which bears no serial: the receipt has its digest."""
        return hashlib.sha256(self.document).hexdigest()[:_DIGEST_SIGNS] in self.receipt_data.decode("latin-1")


def _joined(text: str) -> str:
    """Return `text` without white space: lines break where the layout wants."""
    return "".join(text.split())
