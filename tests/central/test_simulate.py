"""A fleet of real client code at a real platform process: a storm, a flood, a rollout; nothing lost, nothing twice."""

import argparse
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from kit.central_process import HOUSE, Process, command
from kit.flow_repository import PublishedFlows
from kit.migrated import migrated

from kiosk.central.fleet.models import EnrolmentCode, Terminal
from kiosk.fleet_simulation.cases import Put
from kiosk.protocol.api import INTAKE
from kiosk.simulate.central_side import judge
from kiosk.simulate.cli import add_commands
from kiosk.simulate.waiting import TooLongError, wait_until
from tests.central.test_intake import ISSUE, RATING, TRANSACTION, T, envelope

pytestmark = pytest.mark.long

TERMINALS, HELD = 10, 30


def simulate(*words: object, **environment: object) -> "subprocess.Popen[str]":
    _, clean = command()
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "kiosk", "central", "simulate", *map(str, words)],
        env=clean | {name: str(value) for name, value in environment.items()},
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def city(tmp_path: Path) -> PublishedFlows:
    city = PublishedFlows(tmp_path / "city")
    city.publish()
    return city


@pytest.mark.journey
def test_a_storm_a_flood_and_a_rollout_lose_nothing_and_do_nothing_twice(tmp_path: Path, city: PublishedFlows) -> None:
    data = migrated(tmp_path / "data")
    flows = {"KIOSK_CENTRAL_FLOWS": city.served, "KIOSK_CENTRAL_KEYS": city.place / "keys"}
    process = Process(data, "--demo", "--flows-dir", city.served, **flows)
    try:
        words = ("--url", process.url, "--data", data, "--terminals", TERMINALS, "--minutes", 0.05, "--json")
        what = ("--storm", "--flood", HELD, "--rollout", "--dark-s", 2, "--cases-a-day", 40_000)
        with simulate(*words, *what, **flows) as run:
            told, trouble = run.communicate(timeout=150)
        assert run.returncode == 0, told + trouble
    finally:
        process.stop()
    lines = [json.loads(line) for line in told.splitlines()]
    assert {line.get("phase") for line in lines} >= {"joined", "real time", "storm", "flood", "rollout", "end"}
    verdict, operations = lines[-1]["verdict"], lines[-1]["operations"]
    assert verdict["good"]
    assert verdict["put"] == verdict["held"] > TERMINALS * HELD
    assert operations["heartbeat"]["errors"]["PlatformOffline"] >= 2 * TERMINALS  # each noticed both times
    assert operations["heartbeat"]["retries"] >= 2 * TERMINALS
    assert operations["enrol"]["done"] == TERMINALS
    with sqlite3.connect(data / "central.sqlite3") as central:
        states = central.execute("SELECT state, count(*) FROM fleet_terminal GROUP BY state").fetchall()
        received = central.execute("SELECT count(*), count(DISTINCT envelope_id) FROM intake_received").fetchone()
        reports = central.execute("SELECT seq, state, count(*) FROM rollout_releasereport GROUP BY 1, 2").fetchall()
    central.close()
    assert states == [("revoked", TERMINALS)]  # they are gone, and nobody looks for them
    assert received == (verdict["put"], verdict["put"])
    assert reports == [(2, "activated", TERMINALS)]


@pytest.mark.journey
def test_it_ends_cleanly_and_only_begins_where_no_resident_is(tmp_path: Path) -> None:
    process = Process(migrated(tmp_path / "data"))
    words = ("--url", process.url, "--data", tmp_path / "data", "--terminals", 2, "--json")
    try:
        with simulate(*words) as run:
            _, trouble = run.communicate(timeout=60)
        assert (run.returncode, "--test-platform" in trouble) == (2, True)
        with simulate(*words, "--test-platform", "--minutes", 5) as run:
            assert run.stdout is not None
            next(line for line in run.stdout if "real time" in line)
            os.kill(run.pid, signal.SIGINT)
            told, trouble = run.communicate(timeout=60)
        assert (run.returncode, trouble) == (130, "")
        assert json.loads(told.splitlines()[-1])["operations"]["heartbeat"]["done"] >= 2
    finally:
        process.stop()


def test_what_stands_in_the_way_is_told_at_once(tmp_path: Path, capsys) -> None:
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    words = ("simulate", "--url", "http://127.0.0.1:9", "--data", str(tmp_path / "nowhere"), "--terminals", "0")
    args = parser.parse_args(words)
    assert args.run(args) == 2
    told = capsys.readouterr().err
    assert [part in told for part in ("--terminals", "no such folder", "--url http://127.0.0.1:9")] == [True] * 3


def put(*envelopes: str, served: str = T) -> list[Put]:
    return [Put(envelopes=set(envelopes), served={served})]


def test_the_verdict_sees_what_is_lost_what_is_foreign_and_what_was_refused(terminal) -> None:
    records = [envelope(1, ISSUE), envelope(2, RATING), envelope(3, TRANSACTION)]
    EnrolmentCode.objects.create(created_by="me", terminal=Terminal.objects.get())
    terminal.post(INTAKE, {"items": records[:2]})
    ids = [record["id"] for record in records]
    part = judge("me", put(*ids))
    assert (part.good, part.lost, part.foreign) == (False, 2, 0)  # the envelope, and its transaction
    terminal.post(INTAKE, {"items": records})
    assert judge("me", put(*ids)).good
    more = judge("me", put(*ids[:2]))
    assert (more.good, more.foreign) == (False, 1)
    terminal.post(INTAKE, {"items": [envelope(4, {"kind": "none"})]})
    assert (judge("me", put(*ids)).good, judge("me", put(*ids)).dead_letters) == (False, 1)


def test_a_wait_has_an_end_and_says_what_for() -> None:
    with pytest.raises(TooLongError, match="after 0 s not yet: pigs fly"):
        wait_until(lambda: False, "pigs fly", 0.02, every_s=0.01)
