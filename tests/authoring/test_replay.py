"""`kiosk flow replay`: every shipped way is found again from its trace; a candidate that goes another way is named."""

import json
from pathlib import Path

import pytest
import yaml
from kit.player import CARD

from kiosk.__main__ import main
from kiosk.authoring.replay_cli import examples
from kiosk.authoring.replaying import replay, traced
from kiosk.engine.advance import advance, begin
from kiosk.engine.scenario import Scenario, event_of
from kiosk.engine.session import Facts
from kiosk.explorer.exploring import files_of
from kiosk.explorer.walk import SESSION
from kiosk.protocol.package import pack, unpack

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

FLOWS = Path(__file__).parents[2] / "flows"
SCENARIOS = sorted(FLOWS.rglob("scenarios/*.yaml"))
STATEMENT = FLOWS / "housing/provident-fund-statement"


def package_of(folder, **changes):
    files = files_of(folder)
    for name, (old, new) in changes.items():
        content = files[f"{name}.yaml"].decode()
        assert old in content
        files[f"{name}.yaml"] = content.replace(old, new).encode()
    return unpack(pack(files))


def trace_of(file: Path):
    flow = package_of(file.parents[1]).flow
    scenario = Scenario.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    facts = Facts(scenario.today, "WH0000", "示范街道")
    session, _ = begin(flow, session_id=SESSION, facts=facts, resuming=scenario.code)
    events = []
    for line in scenario.lines:
        events.append(event_of(session, line.do))
        session, _ = advance(session, events[-1])
    return traced(flow, tuple(events), scenario.today, resuming=scenario.resuming)


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: f"{file.parents[1].name}/{file.stem}")
def test_a_way_is_found_again_from_its_trace(file):
    package = package_of(file.parents[1])
    trace = trace_of(file)
    played = replay(trace, package.flow, tuple(examples(package)))
    assert played.difference is None
    assert len(played.events) == len(trace.lines)


def test_no_value_of_a_scenario_is_in_its_trace():
    for file in SCENARIOS:
        trace = trace_of(file).model_dump_json()
        scenario = yaml.safe_load(file.read_text(encoding="utf-8"))
        cards = [line["do"]["card"] for line in scenario["lines"] if "card" in line["do"]]
        values = [card[name] for card in (*cards, CARD) for name in ("name", "number", "birth") if card.get(name)]
        assert values
        assert not [value for value in values if value in trace]


def test_a_candidate_that_takes_no_foreign_card_differs_where_one_was_read():
    trace = trace_of(STATEMENT / "scenarios/periods.yaml")
    candidate = package_of(STATEMENT, flow=("accept: [resident, hmt, foreign]", "accept: [resident, hmt]")).flow
    found = replay(trace, candidate).difference
    assert found is not None
    assert "candidate: card, trouble id_card.WRONG_CARD" in str(found)


def test_a_candidate_without_an_option_differs_where_it_was_chosen():
    trace = trace_of(STATEMENT / "scenarios/statement.yaml")
    chosen = next(line.happened.of[0] for line in trace.lines if line.happened.of[:1] and "year" in line.happened.of[0])
    candidate = package_of(STATEMENT, flow=(f"- id: {chosen}\n", "- id: another_range\n")).flow
    found = replay(trace, candidate).difference
    assert found is not None
    assert str(found).endswith(f"candidate: no Submitted taken {chosen} at_limit can happen there")


def test_the_command_says_where_and_ends_with_one(tmp_path, capsys):
    file = tmp_path / "trace.json"
    file.write_text(trace_of(STATEMENT / "scenarios/statement.yaml").model_dump_json(), encoding="utf-8")
    assert main(["flow", "replay", str(file), "--flow", str(STATEMENT)]) == 0
    assert "the same way" in capsys.readouterr().out
    other = FLOWS / "changsha-social-security/pension-proof"
    assert main(["flow", "replay", str(file), "--flow", str(other), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["difference"]["line"] >= 0
    assert not answer["same"]


@pytest.mark.parametrize("content", ["", "{}", '{"service": 1}', "[]", '{"lines": [{"at_s": -1}]}'])
def test_what_is_no_trace_is_said_in_a_sentence(tmp_path, capsys, content):
    file = tmp_path / "trace.json"
    file.write_text(content, encoding="utf-8")
    assert main(["flow", "replay", str(file), "--flow", str(STATEMENT)]) == 2
    assert "is no trace" in capsys.readouterr().out
