"""Jobs: one process at a time does each, whatever becomes of the one before."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from kiosk.central.jobs import lease
from kiosk.central.jobs.job import Job, jobs
from kiosk.central.jobs.models import Lease
from kiosk.central.jobs.runner import Runner, Turn

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
A, B = "elsewhere:1:aaaaaaaa", "elsewhere:2:bbbbbbbb"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, s: float) -> None:
        self.now += timedelta(seconds=s)


def test_each_slice_says_its_jobs():
    names = [job.name for job in jobs()]
    assert {"payments.settle", "mail.send"} <= set(names)
    assert len(names) == len(set(names))


def test_of_two_takers_one_has_it_until_it_runs_out(db):
    assert lease.take("j", A, NOW, 30)
    assert not lease.take("j", B, NOW + timedelta(seconds=29), 30)
    assert lease.take("j", A, NOW + timedelta(seconds=29), 30), "its holder renews it"
    assert lease.take("j", B, NOW + timedelta(seconds=59), 30)


def test_what_is_given_back_is_free_at_once_and_only_ones_own(db):
    lease.take("j", A, NOW, 30)
    lease.give_back("j", B, NOW)
    assert not lease.take("j", B, NOW, 30)
    lease.give_back("j", A, NOW)
    assert lease.take("j", B, NOW, 30)


def test_nobody_waits_for_a_process_of_this_machine_that_was_killed(db):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    host = lease.new_holder().rsplit(":", 2)[0]
    assert lease.take("j", f"{host}:{dead.pid}:cccccccc", NOW, 30)
    assert lease.take("j", lease.new_holder(), NOW, 30)


def test_a_process_that_lives_keeps_its_lease(db):
    mine = lease.new_holder()
    assert lease.take("j", mine, NOW, 30)
    assert not lease.take("j", lease.new_holder(), NOW, 30), "another holder in the same, living process"


def test_what_another_left_is_taken_up_once_for_each_win(db):
    clock, done = Clock(), []
    job = Job("j", 1.0, lambda: done.append("work"), begin=lambda: done.append("begin"))
    turn = Turn(job, A, clock)
    assert turn.take()
    assert turn.take()
    assert done == ["begin", "work", "work"]
    clock.passes(31)
    assert lease.take("j", B, clock.now, 30)
    assert not turn.take()
    lease.give_back("j", B, clock.now)
    assert turn.take()
    assert done[3:] == ["begin", "work"]


def test_a_job_that_fails_says_so_without_the_words_and_is_tried_again(db, caplog):
    clock, fails = Clock(), True

    def work() -> None:
        if fails:
            raise ValueError("420106199001011234")

    turn = Turn(Job("j", 1.0, work), A, clock)
    turn.take()
    clock.passes(5)
    turn.take()
    row = Lease.objects.get(job="j")
    assert (row.error, row.failing_since, row.ran_at) == ("ValueError", NOW, clock.now)
    assert "4201" not in caplog.text
    fails = False
    turn.take()
    row.refresh_from_db()
    assert (row.error, row.failing_since) == ("", None)


def test_a_quiet_job_writes_once_in_half_a_lease(db, django_assert_num_queries):
    clock = Clock()
    turn = Turn(Job("j", 1.0, lambda: None), A, clock)
    turn.take()
    clock.passes(5)
    with django_assert_num_queries(0):
        turn.take()


@pytest.mark.django_db(transaction=True)
def test_a_runner_works_until_it_is_stopped_and_leaves_the_lease_free():
    worked = threading.Event()
    runner = Runner([Job("j", 0.01, worked.set)])
    runner.start()
    assert worked.wait(10)
    runner.stop()
    assert Lease.objects.get(job="j").holder == ""


def test_staff_see_the_jobs(admin_client, db):
    lease.take("mail.send", A, NOW, 30)
    assert "mail.send" in admin_client.get(reverse("admin:jobs_lease_changelist")).content.decode()
