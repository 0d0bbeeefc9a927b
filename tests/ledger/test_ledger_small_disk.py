"""A real disk that is really full, and really mounted read-only: in a mount namespace, where the system allows one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
ALONE = ["unshare", "--mount", "--map-root-user"]


def may_mount(folder: Path) -> bool:
    words = [*ALONE, "mount", "-t", "tmpfs", "tmpfs", str(folder)]
    try:
        return subprocess.run(words, capture_output=True, check=False, timeout=20).returncode == 0
    except FileNotFoundError:
        return False


def test_full_then_read_only_then_as_before(tmp_path: Path) -> None:
    if not may_mount(tmp_path):
        pytest.skip("this system lets nobody mount anything in a namespace of their own")
    words = [*ALONE, sys.executable, "-m", "kit.small_disk_program", str(tmp_path)]
    env = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "PYTHONPATH": f"{HOUSE}:{HOUSE / 'tests'}"}
    ended = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout)
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
