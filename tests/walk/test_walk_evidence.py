"""The evidence is whole only if the paper, the receipt and central agree."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.documents import pages
from kiosk.protocol.api import IssueView, RatingView, TransactionView
from kiosk.walk import evidence
from kiosk.walk.evidence import Evidence

SERIAL = "WH0001-20261124-00001"
VIEW = TransactionView(
    service="housing/provident-fund-statement",
    flow_version=1,
    transaction_id="0" * 36,
    outcome="completed",
    issue=IssueView(serial=SERIAL, verification_code="AAAA-BBBB-CCCC", state="taken", pages=1),
    rating=RatingView(satisfaction=5),
)
WHOLE = Evidence(b"%PDF", b"\x89PNG", b"\x1b@" + SERIAL.encode() + b"\n", VIEW, 0)


@pytest.fixture(autouse=True)
def _paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """One page on which the serial stands, broken over two lines."""
    assert pages.page_count is evidence.page_count
    monkeypatch.setattr(evidence, "page_count", lambda _pdf: 1)
    monkeypatch.setattr(evidence, "page_text", lambda _pdf: "编号 WH0001-20261124-\n00001")


def test_evidence_that_agrees_is_whole(tmp_path: Path) -> None:
    assert WHOLE.missing(satisfaction=5) == []
    WHOLE.write(tmp_path)
    assert (tmp_path / "document.pdf").read_bytes() == b"%PDF"
    assert (tmp_path / "receipt.png").read_bytes() == b"\x89PNG"
    record = json.loads((tmp_path / "record.json").read_text("utf-8"))
    assert list(record) == ["service", "flow_version", "transaction_id", "issue", "rating", "outbox_left"]
    assert record["issue"] == {
        "serial": SERIAL,
        "verification_code": "AAAA-BBBB-CCCC",
        "state": "taken",
        "pages": 1,
        "copies": 1,
    }
    assert record["rating"] == {"satisfaction": 5}


def issue(**changed: object) -> TransactionView:
    assert VIEW.issue is not None
    return VIEW.model_copy(update={"issue": VIEW.issue.model_copy(update=changed)})


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"view": None}, "central holds nothing"),
        ({"outbox_left": 2}, "2 records have not left"),
        ({"view": VIEW.model_copy(update={"issue": None})}, "no issued document"),
        ({"view": VIEW.model_copy(update={"rating": None})}, "central holds none"),
        ({"view": VIEW.model_copy(update={"rating": RatingView(satisfaction=1)})}, "central holds 1"),
        ({"view": issue(state="presented")}, "is presented, not taken"),
        ({"view": issue(pages=2)}, "counts 2 pages, the printed PDF has 1"),
        ({"view": issue(copies=2)}, "counts 2 copies, and 1 came out"),
        ({"copies": 2}, "counts 1 copies, and 2 came out"),
        ({"view": issue(serial="WH0001-20261124-00002")}, "does not stand in the printed PDF"),
        ({"receipt_data": b"\x1b@nothing"}, "does not stand on the receipt"),
    ],
)
def test_what_is_missing_is_named(changed: dict[str, object], problem: str) -> None:
    assert any(problem in line for line in replace(WHOLE, **changed).missing(satisfaction=5))  # type: ignore[arg-type]
