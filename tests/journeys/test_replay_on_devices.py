"""`kiosk flow replay --devices`: a trace is carried out on emulated devices, against the same flow and a candidate."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from kiosk.__main__ import main
from kiosk.authoring.replaying import traced
from kiosk.demo.program import HOUSE
from kiosk.engine.advance import advance, begin
from kiosk.engine.scenario import Scenario, event_of
from kiosk.engine.session import Facts
from kiosk.explorer.exploring import files_of
from kiosk.explorer.walk import SESSION
from kiosk.protocol.package import pack, unpack

pytestmark = pytest.mark.journey
STATEMENT = HOUSE / "flows/housing/provident-fund-statement"


def trace_file(folder: Path, scenario: Scenario) -> Path:
    flow = unpack(pack(files_of(STATEMENT))).flow
    session, _ = begin(flow, session_id=SESSION, facts=Facts(scenario.today, "WH0000", "示范街道"))
    events = []
    for line in scenario.lines:
        events.append(event_of(session, line.do))
        session, _ = advance(session, events[-1])
    file = folder / "trace.json"
    file.write_text(traced(flow, tuple(events), scenario.today).model_dump_json(exclude_defaults=True), "utf-8")
    return file


def scenario(name: str) -> Scenario:
    return Scenario.model_validate(yaml.safe_load((STATEMENT / f"scenarios/{name}.yaml").read_text("utf-8")))


def test_the_same_flow_goes_the_same_way_on_paper(tmp_path, capsys):
    file = trace_file(tmp_path, scenario("statement"))
    assert main(["flow", "replay", str(file), "--flow", str(STATEMENT), "--devices", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["devices"] == {"lines": answer["lines"], "told": [], "same": True}


def test_a_candidate_is_carried_out_as_far_as_it_goes_the_same_way(tmp_path, capsys):
    file = trace_file(tmp_path, scenario("statement"))
    candidate = Path(shutil.copytree(STATEMENT, tmp_path / "candidate"))
    flow = candidate / "flow.yaml"
    flow.write_text(
        flow.read_text("utf-8").replace("accept: [resident, hmt, foreign]", "accept: [hmt, foreign]"), "utf-8"
    )
    assert main(["flow", "replay", str(file), "--flow", str(candidate), "--devices"]) == 1
    said = capsys.readouterr().out
    assert "candidate: card, trouble id_card.WRONG_CARD" in said
    assert "on devices: the same way, 1 lines" in said
