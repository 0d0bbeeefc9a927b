"""The main stories told again on PostgreSQL: the very tests of the slices, in a process with the one URL set."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

HERE = Path(__file__).parent
STORIES = (
    "test_enrolment.py",
    "test_heartbeat.py",
    "test_heartbeat_buffer.py",
    "test_intake.py",
    "test_jobs.py",
    "test_prepared.py",
    "test_reports_counting.py",
    "test_ratings.py",
    "test_rating_figures.py",
    "test_rating_migration.py",
    "test_ratings_kept.py",
    "test_redress_notices.py",
    "test_redress_words.py",
    "test_alarms.py",
    "test_overview.py",
    "test_retention.py",
    "test_replaced_machine.py",
    "test_rulings.py",
    "rollout/test_rollout.py",
    "rollout/test_releases.py",
)
"""Joining, heartbeats, intake, leases, and what else has SQL of its own, or locks: such a slice belongs here."""


def test_the_main_stories_hold_on_postgresql(postgres) -> None:
    postgres.new_database("stories")
    stories = [str(HERE / one) for one in STORIES]
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cov", "--reuse-db", *stories],
        env=os.environ | {"KIOSK_CENTRAL_DATABASE": postgres.url("stories")},
        capture_output=True,
        text=True,
        timeout=400,
        cwd=HERE.parents[1],
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    with psycopg.connect(postgres.url("test_stories")) as left_there:
        (migrations,) = left_there.execute("SELECT count(*) FROM django_migrations").fetchone()
    assert migrations > 20, "they ran there, and nowhere else"
