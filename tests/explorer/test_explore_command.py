"""`kiosk flow explore`: what it says, what it writes, and what it need not walk again."""

import json
import os
import time

import pytest
import yaml
from kit.flows import write_flow

from kiosk import staff
from kiosk.__main__ import main
from kiosk.central import cli
from kiosk.engine.scenario import Scenario
from kiosk.explorer import exploring
from kiosk.explorer.exploring import files_of, problems_of
from kiosk.explorer.kept import Kept, usually_kept
from kiosk.protocol.package import pack, unpack

PERIOD = """\
  - id: period
    kind: form
    title: title
    presets: [{id: long, label: title, first: "months_before(month_of(today), 60)", last: month_of(today)}]
    earliest: "months_before(month_of(today), 59)"
    latest: month_of(today)
"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def flows(tmp_path):
    """Two flows; the second asks for a period, and refuses one that it offers."""
    write_flow(tmp_path / "flows", "housing/good")
    flow = write_flow(tmp_path / "flows", "housing/bad") / "flow.yaml"
    flow.write_text(flow.read_text(encoding="utf-8").replace("  - id: show", f"{PERIOD}  - id: show"), encoding="utf-8")
    return tmp_path / "flows"


def edit(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def explored(capsys, *arguments):
    code = main(["flow", "explore", "--json", "--jobs", "1", *map(str, arguments)])
    return code, json.loads(capsys.readouterr().out)


def test_it_says_what_was_walked_and_what_is_broken_and_how_one_comes_there(capsys, flows, tmp_path):
    assert main(["flow", "explore", str(flows), "--jobs", "1", "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().out
    assert "good: every promise is kept" in told
    assert "bad: 1 promise is not kept" in told
    assert "states/s" in told
    assert "step 'period': what can be tapped is taken" in told
    assert "2. submit: {preset: long}" in told
    (written,) = (tmp_path / "out").iterdir()
    assert len(Scenario.model_validate(yaml.safe_load(written.read_text(encoding="utf-8"))).lines) == 2


def test_only_what_was_edited_is_walked_again(capsys, flows):
    assert [one["kept"] for one in explored(capsys, flows)[1]] == [False, False]
    code, again = explored(capsys, flows)
    assert code == 1
    assert [one["kept"] for one in again] == [True, True]
    edit(flows / "housing/good/flow.yaml", "data: {}", "data: {day: today}")
    assert [one["kept"] for one in explored(capsys, flows)[1]] == [True, False]
    assert [one["kept"] for one in explored(capsys, flows, "--again")[1]] == [False, False]


def test_words_and_comments_ask_for_no_walk_and_a_key_does(capsys, flows):
    """Of words the explorer is given the keys alone."""
    explored(capsys, flows)
    good = flows / "housing/good"
    edit(good / "texts.en.yaml", "Take your card", "Done")
    (good / "flow.yaml").write_text(f"# a comment\n{(good / 'flow.yaml').read_text('utf-8')}", encoding="utf-8")
    (good / "README.md").write_text("another file", encoding="utf-8")
    assert [one["kept"] for one in explored(capsys, flows)[1]] == [True, True]
    for language in ("zh", "en"):
        with (good / f"texts.{language}.yaml").open("a", encoding="utf-8") as texts:
            texts.write("another: key\n")
    assert [one["kept"] for one in explored(capsys, flows)[1]] == [True, False]


def test_words_that_cannot_be_read_are_told_of_though_nothing_is_walked(capsys, flows):
    explored(capsys, flows)
    edit(flows / "housing/good/texts.en.yaml", '"Take your card"', '"Take your card')
    code, (_, good) = explored(capsys, flows)
    assert code == 1
    assert "texts.en.yaml" in good["problems"][0]


def test_side_by_side_and_one_by_one_find_the_same(capsys, flows):
    one, two = (explored(capsys, flows, "--again", "--jobs", jobs)[1] for jobs in (1, 2))
    for found in (*one, *two):
        found["report"].pop("took_s")
    assert one == two


def test_a_flow_that_cannot_be_read_is_not_explored(capsys, flows):
    (flows / "housing/bad/texts.en.yaml").unlink()
    code, (bad, good) = explored(capsys, flows)
    assert code == 1
    assert bad["report"] is None
    assert "texts.en.yaml" in bad["problems"][0]
    assert good["report"]["broken"] == []


def test_a_damaged_report_is_made_anew(capsys, flows, tmp_path):
    explored(capsys, flows)
    for kept in (tmp_path / "cache").rglob("*.json"):
        kept.write_text("{", encoding="utf-8")
    assert [one["kept"] for one in explored(capsys, flows)[1]] == [False, False]


def test_without_a_place_to_keep_reports_all_is_walked(capsys, flows, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert [one["kept"] for _ in range(2) for one in explored(capsys, flows)[1]] == [False] * 4


def test_a_folder_without_flows(capsys, tmp_path):
    assert main(["flow", "explore", str(tmp_path)]) == 1
    assert "no flow.yaml" in capsys.readouterr().out


def test_a_flow_that_breaks_a_promise_is_not_published(flows, monkeypatch):
    asked = []
    monkeypatch.setattr(cli, "add_commands", lambda _commands, examine, *_more, **_further: asked.append(examine))
    staff.add_commands(None)
    (examine,) = asked
    files = files_of(flows / "housing/bad")
    problems = examine(unpack(pack(files)), files)
    told = [problem for problem in problems if "what can be tapped is taken" in problem.message]
    assert len(told) == 1
    assert told[0].hint == "the way there: submit: true; submit: {preset: long}"


def test_the_publisher_walks_what_is_new_and_is_told_again_what_is_not_kept(flows, monkeypatch):
    package = unpack(pack(files_of(flows / "housing/bad")))
    first = problems_of(package, usually_kept())
    assert first
    monkeypatch.setattr(exploring, "walk", None)  # nothing is walked any more
    assert problems_of(package, usually_kept()) == first
    with pytest.raises(TypeError):
        problems_of(package)


def test_the_publisher_walks_a_flow_that_was_edited(flows):
    """Also when only its steps were: what stands beside them is the same as ever."""
    before = problems_of(unpack(pack(files_of(flows / "housing/bad"))), usually_kept())
    edit(flows / "housing/bad/flow.yaml", "months_before(month_of(today), 60)", "months_before(month_of(today), 59)")
    after = problems_of(unpack(pack(files_of(flows / "housing/bad"))), usually_kept())
    assert before
    assert after == []


def test_reports_of_another_version_are_thrown_away_once_they_are_a_day_old(tmp_path):
    place = tmp_path / "cache" / "kiosk" / "explored"
    for name, days in (("old", 2), ("new", 0)):
        (place / name).mkdir(parents=True)
        os.utime(place / name, (time.time() - days * 24 * 3600,) * 2)
    Kept(place)
    assert {folder.name for folder in place.iterdir()} > {"new"}
    assert not (place / "old").exists()
