"""A terminal that comes up on a disk mounted read-only shows that it is paused, and serves once the disk is mended."""

import json
from pathlib import Path

from kit.own_mounts import run_alone


def test_it_starts_and_says_so(tmp_path: Path) -> None:
    ended = run_alone("kit.read_only_program", tmp_path)
    said = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
    assert said == [{"lack": "NOT_WRITABLE"}, {"lack": None}]
    assert "the ledger takes records again" in ended.stderr
