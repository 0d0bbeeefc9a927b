"""`kiosk flow diff`: each change that a resident meets is a sentence; what nobody sees is none."""

import json

import pytest
from kit.packages import FLOWS, real_flow_files

from kiosk.__main__ import main
from kiosk.authoring.difference import differences
from kiosk.protocol.package import pack, unpack


def told(*changes: tuple[str, str, str]) -> list[str]:
    files = dict(real_flow_files())
    for name, old, new in changes:
        text = files[name].decode()
        assert old in text
        files[name] = text.replace(old, new, 1).encode()
    return differences(unpack(pack(real_flow_files())), unpack(pack(files)))


RATING = "  - id: rating\n    kind: rate\n    title: rating.title\n\n"


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (("flow.yaml", "version: 1", "version: 2"), []),
        (("flow.yaml", "keywords: [公积金,", "keywords: [公积金, 年金,"), []),
        (("scenarios/statement.yaml", "name: a", "name: one"), []),
        (
            ("flow.yaml", "expected_minutes: 2", "expected_minutes: 3"),
            ["the service, expected_minutes (how many minutes it takes): 3, was 2"],
        ),
        (
            ("flow.yaml", "accept: [resident, hmt, foreign]", "accept: [resident, hmt]"),
            ["step card, accept (which cards are taken): resident, hmt, was resident, hmt, foreign"],
        ),
        (
            ("texts.en.yaml", "period.last_year: Last year", "period.last_year: The year before"),
            ["step period, presets › last_year › label: 去年 / The year before, was 去年 / Last year"],
        ),
        (("flow.yaml", RATING, ""), ["no longer: step rating (rate: 请您评价 / Please rate us)"]),
        (("statement.typ", "20pt", "21pt"), ["the document of step preview is made otherwise: statement.typ changed"]),
        (("receipt.yaml", "办理回执", "回执"), ["the receipt of step paper is made otherwise: receipt.yaml changed"]),
        (("seal.svg", "<svg", "<svg "), ["a picture changed: seal.svg"]),
        (
            ("flow.yaml", "    kind: rate\n", "    kind: rate\n    when: card.kind == 'hmt'\n"),
            ["step rating, when (when it is asked or done): now card.kind == 'hmt'"],
        ),
    ],
)
def test_a_change_is_told(change, sentences):
    found = told(change)
    if change[1] == RATING:  # the words of the step stay behind, and nothing refers to them
        assert found == sentences
    assert sorted(found) == sorted(sentences)


def test_a_step_that_comes_and_one_that_moves():
    new = RATING.replace("rating\n", "again\n", 1)
    found = told(("flow.yaml", "  - id: done\n", f"{new}  - id: done\n"))
    assert found == ["new: step again (rate: 请您评价 / Please rate us), after rating"]
    found = told(("flow.yaml", RATING, ""), ("flow.yaml", "  - id: preview\n", f"{RATING}  - id: preview\n"))
    now, was = "statement, rating, preview, paper, done", "statement, preview, paper, rating, done"
    assert found == [f"the order of the steps: notice, card, period, {now}; it was notice, card, period, {was}"]


def test_a_list_that_names_another_step_is_told():
    listed = "  - {id: check, kind: review, title: preview.title, answers: [period]}\n  - id: statement\n"
    found = told(("flow.yaml", "  - id: statement\n", listed), ("flow.yaml", "engine: 1\n", "engine: 3\n"))
    assert len(found) == 1
    assert found[0].startswith("new: step check (review: ")
    assert found[0].endswith("), after period")


def test_the_command(tmp_path, capsys):
    folder = FLOWS / "housing/provident-fund-statement"
    package = tmp_path / "old.zip"
    files = dict(real_flow_files())
    files["texts.zh.yaml"] = files["texts.zh.yaml"].replace("打印带".encode(), "领取带".encode())
    package.write_bytes(pack(files))
    assert main(["flow", "diff", str(folder), str(folder)]) == 0
    assert capsys.readouterr().out == "nothing changes for a resident\n"
    assert main(["flow", "diff", str(package), str(folder), "--json"]) == 1
    (sentence,) = json.loads(capsys.readouterr().out)
    assert sentence.startswith("the service, summary: 打印带")
    package.write_bytes(b"no zip")
    assert main(["flow", "diff", str(package), str(folder)]) == 2
    assert f"{package}: the package is no sound zip" in capsys.readouterr().err
