"""kiosk flow preview: what residents will see of a flow, in one page."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from kit.packages import FLOWS, real_flow_files

from kiosk.__main__ import main
from kiosk.preview.diagram import diagram
from kiosk.protocol.package import pack, unpack

FEE = FLOWS / "real-estate" / "certificate-fee"


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    """A copy of the shipped statement with one scenario, which stops when the paper is out."""
    for name, content in real_flow_files().items():
        if not name.startswith("scenarios/") or name.endswith("paper-out.yaml"):
            file = tmp_path / "housing" / "statement" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return tmp_path / "housing" / "statement"


def captions(page: str) -> list[str]:
    return re.findall(r"<figcaption>([^(]*) \(", page)


def test_each_state_that_a_scenario_comes_to_is_shown_once_and_the_document_as_it_is_printed(
    qapp: object, flow: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.html"
    assert main(["flow", "preview", str(flow), "--out", str(out)]) == 0
    page = out.read_text(encoding="utf-8")
    told = captions(page)
    assert {"reading_card", "platform.TIMEOUT", "printing_document document_printer.PAPER_OUT", "page 1 of 1"} <= set(
        told
    )
    assert len(page.split("data:image/png;base64,")) == len(told) + 1
    assert f"{len(told)} pictures" in capsys.readouterr().out
    assert page.count("<h2>statement</h2>") == 1


def test_steps_that_nobody_has_looked_at_are_named(qapp: object, flow: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    scenario = flow / "scenarios" / "paper-out.yaml"
    lines = scenario.read_text(encoding="utf-8").split("  - do: {composed: 1}")[0]
    scenario.write_text(lines, encoding="utf-8")
    main(["flow", "preview", str(flow), "--out", str(out), "--language", "en", "--size", "landscape", "--elder"])
    page = out.read_text(encoding="utf-8")
    assert "No scenario comes to: paper, rating, done" in page
    assert "Housing Provident Fund Statement" in page


def test_a_departments_file_is_shown_as_a_scenario_gives_it(qapp: object, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert main(["flow", "preview", str(FLOWS / "market-regulation/business-licence"), "--out", str(out)]) == 0
    told = captions(out.read_text(encoding="utf-8"))
    assert {"page 1 of 1", "file.BROKEN", "file.EMPTY", "file.TOO_LARGE"} <= set(told)


def test_a_flow_that_cannot_be_read_is_refused(flow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (flow / "texts.en.yaml").unlink()
    assert main(["flow", "preview", str(flow), "--out", str(flow / "page.html")]) == 2
    assert "texts.en.yaml" in capsys.readouterr().out
    assert not (flow / "page.html").exists()


STEPS = [
    {"id": "card", "kind": "identify", "title": "a", "on_fault": {"any": {"go_to": "done"}}},
    {
        "id": "way",
        "kind": "branch",
        "cases": [{"when": "a < b", "steps": [{"id": "one", "kind": "end", "title": "b"}]}, {"when": "c", "steps": []}],
        "otherwise": [{"id": "two", "kind": "notice", "title": "a", "when": "x"}],
    },
    {"id": "done", "kind": "end", "title": "b"},
]


def test_the_diagram_has_every_step_every_way_and_where_faults_lead() -> None:
    drawn = ET.fromstring(diagram(STEPS, unpack(pack(real_flow_files())), "en"))
    named = "{http://www.w3.org/2000/svg}"
    words = [text.text or "" for text in drawn.iter(f"{named}text")]
    for shown in ("card · identify", "way · branch", "one · end", "two · notice if x", "done · end"):
        assert shown in words
    assert {"a < b", "c", "otherwise", "any"} <= set(words)
    boxes = [(float(box.get("x", 0)), float(box.get("y", 0))) for box in drawn.iter(f"{named}rect")]
    assert len(boxes) == len(set(boxes)) == 5
    assert all(x >= 0 and x + 240 <= float(drawn.get("width", 0)) for x, _ in boxes)
    assert len(list(drawn.iter(f"{named}path"))) == 1
    assert len(list(drawn.iter(f"{named}line"))) == 1 + 3 + 2, "in, three ways, and those two that go on"


def test_a_flow_that_charges_shows_its_code_and_its_claims(qapp: object, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert main(["flow", "preview", str(FEE), "--out", str(out)]) == 0
    assert {"awaiting_payment", "pay.EXPIRED", "pay.UNKNOWN"} <= set(captions(out.read_text(encoding="utf-8")))


def test_a_list_of_answers_is_shown_and_the_question_that_is_changed_once(qapp: object, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert main(["flow", "preview", str(FLOWS / "changsha-social-security/pension-proof"), "--out", str(out)]) == 0
    page = out.read_text(encoding="utf-8")
    assert page.count("<h2>check</h2>") == 1
    assert captions(page).count("asks purpose") == 1
    assert "No scenario comes to" not in page
