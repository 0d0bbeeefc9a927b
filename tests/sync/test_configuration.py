"""A configuration at the terminal: judged, kept, taken up between sessions; a broken file harms nobody."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.protocol.configuration import Configuration
from kiosk.sync.configuration import ConfigurationStore

A, B = "a" * 16, "b" * 16


@pytest.fixture
def file(tmp_path):
    return tmp_path / "state" / "configuration.json"


def test_it_is_used_only_once_it_is_taken_up_and_outlives_a_restart(file):
    store = ConfigurationStore(file)
    assert store.offer(A, {"elder": True})
    assert store.active.elder is None
    assert store.take_up()
    assert not store.take_up()
    again = ConfigurationStore(file)
    assert again.active == store.active == Configuration(elder=True)
    assert again.report.revision == A


def test_what_it_cannot_take_is_refused_as_a_whole_with_every_reason(file):
    store = ConfigurationStore(file)
    store.offer(A, {"elder": True})
    store.take_up()
    assert not store.offer(B, {"elder": False, "home_idle_s": 3600, "language": "fr"})
    assert not store.take_up()
    assert (store.active.elder, store.report.revision, store.report.refused) == (True, A, B)
    assert "home_idle_s" in store.report.problem
    assert "language" in store.report.problem
    assert store.offer("c" * 16, {})
    assert store.take_up()
    assert (store.report.refused, store.report.problem) == ("", "")


def test_settings_of_a_newer_platform_are_passed_over(file):
    store = ConfigurationStore(file)
    assert store.offer(A, {"invented_later": 1, "elder": True})
    assert store.take_up()
    assert store.active == Configuration(elder=True)


def test_a_newer_one_takes_the_place_of_one_that_waits_and_the_old_one_may_come_back(file):
    store = ConfigurationStore(file)
    store.offer(A, {"elder": True})
    store.offer(B, {"elder": False})
    store.take_up()
    assert store.report.revision == B
    store.offer(A, {"elder": True})
    store.offer(B, {"elder": False})  # it was taken back before anybody left
    assert not store.take_up()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"revision": "x", "configuration": {}}', '{"revision": ""}'])
def test_a_broken_file_is_as_none_and_is_said(file, content):
    file.parent.mkdir()
    file.write_text(content)
    store = ConfigurationStore(file)
    assert store.active == Configuration()
    assert store.report.revision == ""
    assert "lost" in store.report.problem
    store.offer(A, {"elder": True})
    store.take_up()
    assert store.report.problem == ""


def test_a_disk_that_takes_nothing_is_said_and_it_is_used_all_the_same(file):
    file.parent.write_text("a file in the way")
    store = ConfigurationStore(file)
    store.offer(A, {"elder": True})
    assert store.take_up()
    assert store.active.elder is True
    assert "not kept" in store.report.problem


@given(st.integers(0, 200))
def test_a_file_that_was_cut_anywhere_is_whole_or_none(tmp_path_factory, at):
    file = tmp_path_factory.mktemp("cut") / "configuration.json"
    store = ConfigurationStore(file)
    store.offer(A, {"elder": True, "open_hours": "08:00-18:00"})
    store.take_up()
    whole = file.read_bytes()
    file.write_bytes(whole[:at])
    found = ConfigurationStore(file).active
    assert found in (Configuration(), store.active)
    assert (found == store.active) is (at >= len(whole))
    assert json.loads(whole)["revision"] == A
