"""The scenarios of every flow in the house pass, and a flow that breaks one is not published."""

from pathlib import Path

import pytest
import yaml
from kit.flows import write_flow
from kit.packages import FLOWS, real_package
from kit.player import real_flow

from kiosk.__main__ import main
from kiosk.authoring.rehearsal import examine
from kiosk.documents.given import samples_in
from kiosk.engine.scenario import Scenario, run

ALL = sorted(FLOWS.glob("*/*/scenarios/*.yaml"))


def scenario_of(path: Path) -> Scenario:
    return Scenario.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_scenario(path):
    service = "/".join(path.parts[-4:-2])
    package = real_package(service)
    assert run(scenario_of(path), package.flow, samples_in(package.files)[0]) == []


def test_a_scenario_that_does_not_hold_says_where():
    scenario = scenario_of(next(path for path in ALL if path.stem == "statement"))
    first, *rest = scenario.lines
    wrong = first.model_copy(update={"expect": first.expect.model_copy(update={"step": "period"})})
    problems = run(scenario.model_copy(update={"lines": [wrong, *rest]}), real_flow())
    assert problems == ["line 1: step should be 'period', is 'card'"]


def test_an_expression_that_cannot_be_evaluated_is_a_problem_of_its_line():
    scenario = scenario_of(next(path for path in ALL if path.stem == "statement"))
    at = next(number for number, line in enumerate(scenario.lines) if line.do.reply is not None)
    flow = real_flow()
    steps = tuple(
        step.model_copy(update={"data": {"sum": "statement.totals.nothing"}}) if step.kind == "review" else step
        for step in flow.steps
    )
    problems = run(scenario, flow.model_copy(update={"steps": steps}))
    assert problems[-1].startswith(f"line {at + 1}: 'statement.totals.nothing': ")


def test_a_line_must_say_one_thing():
    with pytest.raises(ValueError, match="say one thing that happens"):
        Scenario.model_validate({"name": "a", "today": "2026-01-01", "lines": [{"do": {"tap": "back", "printed": 1}}]})


def test_the_command_tells_what_failed(tmp_path, capsys):
    assert main(["flow", "test", str(FLOWS)]) == 0
    folder = tmp_path / "housing" / "provident-fund-statement"
    for name, content in real_package().files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for name in ("flow.yaml", "texts.zh.yaml", "texts.en.yaml"):
        text = (FLOWS / "housing/provident-fund-statement" / name).read_text(encoding="utf-8")
        (folder / name).write_text(
            text.replace("months_before(month_of(today), 35)", "month_of(today)"), encoding="utf-8"
        )
    assert main(["flow", "test", str(tmp_path)]) == 1
    assert "scenarios/periods.yaml:1:1: line 10: input should be" in capsys.readouterr().out


def test_the_command_takes_along_what_a_flow_includes(tmp_path, capsys):
    (tmp_path / "fragments").mkdir()
    (tmp_path / "fragments" / "more.yaml").write_text("steps: [{id: start, kind: rate, title: title}]")
    flow = write_flow(tmp_path) / "flow.yaml"
    text = flow.read_text().replace("engine: 1", "engine: 2")
    flow.write_text(text.replace("  - id: finish", "  - {kind: include, fragment: more}\n  - id: finish"))
    assert main(["flow", "test", str(tmp_path)]) == 1
    assert "fragments/more.yaml:1:14: step id 'start' is used twice" in capsys.readouterr().out


def test_a_package_without_scenarios_is_not_complete():
    package = real_package()
    bare = {name: data for name, data in package.files.items() if not name.startswith("scenarios/")}
    problems = examine(type(package)(package.flow, package.texts, bare))
    assert [problem.message for problem in problems] == ["the flow has no scenario"]
