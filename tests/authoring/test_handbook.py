"""The handbook for authors says what is so: the first hour is gone through as it is written, command by command."""

import re
import shlex
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.authoring.codes import CODES
from kiosk.engine.functions import FUNCTIONS

HANDBOOK = Path(__file__).parents[2] / "docs/flow-author"
FLOW = Path("mine/housing/archive-proof")
_STEP = re.compile(
    r"In `([\w./]+)` write\n\n```yaml\n(.*?)```\n\nin place of\n\n```yaml\n(.*?)```|```console\n(.*?)```", re.DOTALL
)


def run(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        assert command.startswith("kiosk ")
        main(shlex.split(command)[1:])
        told = capsys.readouterr().out
        if expected.endswith("...\n"):
            assert told.startswith(expected.removesuffix("...\n")), command
        else:
            assert told == expected, command


def test_the_first_hour_goes_as_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    steps = list(_STEP.finditer((HANDBOOK / "first-hour.md").read_text(encoding="utf-8")))
    for name, new, old, block in (step.groups() for step in steps):
        if block is not None:
            run(block, capsys)
            continue
        text = (FLOW / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        (FLOW / name).write_text(text.replace(old, new), encoding="utf-8")
    assert len(steps) > 12


def test_every_function_and_every_code_is_listed_and_no_other():
    rows = re.findall(
        r"^\| `([\w-]+)` \| (.*) \|$", (HANDBOOK / "checking.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    functions = {name: f"`{function.says}`" for name, function in FUNCTIONS.items()}
    assert dict(rows) == {**functions, **CODES}


def test_links_of_the_handbook_lead_somewhere():
    for page in HANDBOOK.glob("*.md"):
        for link in re.findall(r"\]\(([\w./-]+\.md)\)", page.read_text(encoding="utf-8")):
            assert (HANDBOOK / link).is_file(), (page.name, link)
