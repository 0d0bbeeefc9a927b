"""The link: offline at first, and every change is heard once, in order, from whatever thread."""

import threading

from kiosk.sync.link import Link


def test_it_is_offline_until_somebody_says_otherwise():
    link = Link()
    assert not link.online
    link.set(online=True)
    assert link.online


def test_changes_are_heard_and_repetitions_are_not():
    link, heard = Link(), []
    link.subscribe(heard.append)
    for online in (False, True, True, False, False, True):
        link.set(online=online)
    assert heard == [True, False, True]


def test_who_left_hears_nothing_more():
    link, heard = Link(), []
    leave = link.subscribe(heard.append)
    link.set(online=True)
    leave()
    leave()
    link.set(online=False)
    assert heard == [True]


def test_a_listener_may_leave_and_ask_while_it_hears():
    link, heard = Link(), []

    def once(online) -> None:
        heard.append((online, link.online))
        leave()

    leave = link.subscribe(once)
    link.set(online=True)
    link.set(online=False)
    assert heard == [(True, True)]


def test_from_many_threads_changes_alternate():
    link, heard = Link(), []
    link.subscribe(heard.append)
    threads = [
        threading.Thread(target=lambda: [link.set(online=number % 2 == 0) for number in range(200)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard
    assert heard == [number % 2 == 0 for number in range(len(heard))]
    assert link.online == heard[-1]
