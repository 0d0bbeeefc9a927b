"""kiosk flow walk: a flow played by hand, and a way replayed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from kit.packages import FLOWS, real_package

from kiosk.__main__ import main
from kiosk.authoring.walking import HandWalk
from kiosk.engine.events import CallRefused, Left, Submitted
from kiosk.engine.scenario import Scenario, run
from kiosk.shell.words import shell_texts

STATEMENT = FLOWS / "housing" / "provident-fund-statement"
Typing = Callable[..., None]


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Typing:
    """Let the author type these lines, then end the input."""

    def typed(*lines: str) -> None:
        left: Iterator[str] = iter(lines)

        def answer(_prompt: str) -> str:
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", answer)

    return typed


def test_a_walk_shows_what_a_resident_is_told_and_is_saved_as_a_scenario(
    typing: Typing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "way.yaml"
    typing("1", "1", "submit: {preset: last_year}", "unreachable: TIMEOUT", "tap: retry", f"save {saved}", "end")
    assert main(["flow", "walk", str(STATEMENT), "--today", "2026-11-25"]) == 0
    told = capsys.readouterr().out
    assert "[1/6] notice (notice): 办理须知" in told
    assert "> submit: {preset: last_year}\n  → Call" in told
    assert shell_texts()["zh"]["faults.platform.TIMEOUT.title"] in told
    scenario = Scenario.model_validate(yaml.safe_load(saved.read_text(encoding="utf-8")))
    assert [line.expect.step for line in scenario.lines] == ["card", "period", "statement", "statement", "statement"]
    assert run(scenario, real_package().flow) == []


def test_a_scenario_is_replayed_step_by_step(typing: Typing, capsys: pytest.CaptureFixture[str]) -> None:
    typing()
    way = STATEMENT / "scenarios" / "paper-out.yaml"
    assert main(["flow", "walk", str(STATEMENT), "--scenario", str(way), "--language", "en"]) == 0
    told = capsys.readouterr().out
    assert "> held_up: {role: document_printer, fault: PAPER_OUT}" in told
    assert shell_texts()["en"]["faults.document_printer.PAPER_OUT.title"] in told


def test_what_cannot_happen_is_said_and_nothing_happens(typing: Typing, capsys: pytest.CaptureFixture[str]) -> None:
    typing("99", "submitt: true", "[", "?", "*", "end")
    assert main(["flow", "walk", str(STATEMENT)]) == 0
    told = capsys.readouterr().out
    assert "there is no 99" in told
    assert "nothing that can happen" in told
    assert "nothing that can be read" in told
    assert "save FILE" in told
    assert "tap: leave" in told
    assert "\n> " not in told


def test_a_folder_without_a_sound_flow_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "flow.yaml").write_text("service: x", encoding="utf-8")
    assert main(["flow", "walk", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().out


def test_when_all_goes_well_faults_are_not_offered_unless_asked_for() -> None:
    walk = HandWalk(real_package(), "en", "2026-11-25")
    walk.take(Submitted("notice", walk.choices()[0].value))  # type: ignore[attr-defined]
    assert not any(isinstance(event, Submitted) for event in walk.choices()), "nothing is asked while a card is read"
    assert Left() in walk.choices(everything=True)
    assert not any(isinstance(event, Left | CallRefused) for event in walk.choices())
    walk.take(Left())
    assert (walk.choices(), walk.told()) == ([], ["The session ended: left."])


def test_a_walk_lists_the_answers_and_changes_one(typing: Typing, capsys: pytest.CaptureFixture[str]) -> None:
    card = "card: {kind: resident, name: 陈示例, number: '420199198803149995', valid_to: '2040-05-06'}"
    to_the_list = ("submit: true", card, "submit: {purpose: school}", "submit: {phone: null}")
    typing(*to_the_list, "change: wish.purpose", "submit: {purpose: work}", "end")
    assert main(["flow", "walk", str(FLOWS / "changsha-social-security/pension-proof"), "--today", "2026-11-25"]) == 0
    told = capsys.readouterr().out
    before, _, after = told.partition("> change: wish.purpose")
    assert "wish.purpose: school\nwish.phone: None\n" in before
    assert "  change: wish.purpose\n" in before
    assert "asks purpose\n" in after
    assert "wish.purpose: work\nwish.phone: None\n" in after
    assert "change: wish.purpose" not in before.partition("(review)")[0]  # no list is there yet
