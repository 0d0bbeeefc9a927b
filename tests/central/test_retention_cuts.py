"""SIGKILL before each write of a turn of the retention: nothing is lost, and nothing is archived twice."""

import contextlib
import itertools
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection, connections

from kiosk.central.intake.models import Issue
from kiosk.central.retention import archive, moving, service
from tests.central.test_intake import hand_in
from tests.central.test_retention import DAY, NOW, held, issue, transaction

pytestmark = [
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connections["default"].vendor != "sqlite", reason="each cut gets a copy of the database's file"),
]
_ROWS = ("intake_transaction", "transactions", "transaction_id"), ("intake_issue", "issues", "issue_id")


def run_on(folder: Path, *, kill_at: int = 0) -> bool:
    """Do a turn in a process of its own, on the database and archive in `folder`; False when it was killed."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            connection.close()
            connection.settings_dict["NAME"] = str(folder / "central.sqlite3")
            site.ARCHIVE_DIR = folder / "archive"
            with _killed(kill_at):
                moving.settle()
                service.work(NOW)
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    assert os.waitstatus_to_exitcode(status) == 0, "it failed by itself"
    return True


@contextlib.contextmanager
def _killed(kill_at: int) -> Iterator[None]:
    """Die before the n-th statement that writes, commit, flush, renaming or removing of a file."""
    seen = itertools.count(1)

    def point() -> None:
        if next(seen) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(act: Callable) -> Callable:
        def watched(*args, **kwargs):
            point()
            return act(*args, **kwargs)

        return watched

    os.fsync, os.replace, os.unlink = before(os.fsync), before(os.replace), before(os.unlink)
    connection._commit = before(connection._commit)

    def executed(execute: Callable, sql: str, *args):
        if not sql.startswith("SELECT"):
            point()
        return execute(sql, *args)

    with connection.execute_wrapper(executed):
        yield


def whereabouts(folder: Path, monkeypatch) -> list[str]:
    """Return the ids of all rows, in the database or in files that the list of the database holds."""
    monkeypatch.setattr(site, "ARCHIVE_DIR", folder / "archive")
    found: list[str] = []
    with contextlib.closing(sqlite3.connect(folder / "central.sqlite3")) as tables:
        for table, kind, key in _ROWS:
            found += [name for (name,) in tables.execute(f"SELECT {key} FROM {table}")]
            listed = tables.execute("SELECT path FROM retention_batch WHERE kind = ? AND path != ''", (kind,))
            found += [row[key] for (path,) in listed for row in held(path)]
    return sorted(found)


def test_cut_anywhere_nothing_is_lost_and_nothing_archived_twice(terminal, tmp_path, monkeypatch):
    hand_in(terminal, *(transaction(n) for n in range(3)), *(issue(n, "taken") for n in range(10, 12)))
    connection.close()
    template = tmp_path / "template.sqlite3"
    with (
        contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as live,
        contextlib.closing(sqlite3.connect(template)) as copy,
    ):
        live.backup(copy)
    for kill_at in itertools.count(1):
        folder = tmp_path / str(kill_at)
        folder.mkdir()
        shutil.copyfile(template, folder / "central.sqlite3")
        everything = whereabouts(folder, monkeypatch)
        ended = run_on(folder, kill_at=kill_at)
        assert whereabouts(folder, monkeypatch) == everything, f"after a cut at point {kill_at}"
        assert run_on(folder)
        assert whereabouts(folder, monkeypatch) == everything, f"after the turn that followed a cut at {kill_at}"
        assert sorted(archive.files()) == [f"issues/2026/{DAY}.jsonl.gz", f"transactions/2026/{DAY}.jsonl.gz"]
        assert list(archive.problems()) == []
        shutil.rmtree(folder)
        if ended:
            break
    assert len(everything) == 5
    assert kill_at > 25, "too few points were seen to prove anything"
    assert Issue.objects.count() == 2
