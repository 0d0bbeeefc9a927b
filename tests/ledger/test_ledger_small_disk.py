"""A real disk that is really full, and really mounted read-only: in a mount namespace, where the system allows one."""

import json
from pathlib import Path

from kit.own_mounts import run_alone


def test_full_then_read_only_then_as_before(tmp_path: Path) -> None:
    seen = json.loads(run_alone("kit.small_disk_program", tmp_path).stdout)
    assert "full" in seen.pop("error")
    assert seen.pop("promised") > 20
    assert seen == {
        "at first": None,
        "full": "NO_ROOM",
        "after somebody made room": None,
        "kept": True,
        "read-only": "NOT_WRITABLE",
        "readable": True,
        "writable again": None,
        "set aside": 0,
    }
