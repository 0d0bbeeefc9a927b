"""A department is asked while central is out of reach, or for somebody who has left."""

from kit.patience import until
from kit.platform_server import stalling

from kiosk.engine.effects import Call
from kiosk.engine.events import CallDone, CallFailed, Event
from kiosk.engine.trouble import PlatformFault
from kiosk.protocol.personal import Personal
from kiosk.sync.departments import PlatformDepartments
from kiosk.sync.link import Link

CALL = Call(ticket="1", operation="fund.statement", input=Personal({}), timeout_s=5, idempotency_key="k:statement:1")


def test_known_to_be_offline_it_answers_at_once_and_has_somebody_look(client, server, member):
    link, looks, answers = Link(), [], list[Event]()
    departments = PlatformDepartments(client, link, lambda: looks.append(len(answers)))
    departments.call(CALL, transaction_id="t", service="a/b", post=answers.append)
    assert answers == [CallFailed(CALL.ticket, PlatformFault.OFFLINE)]
    assert looks == [1]
    assert not server.asked
    departments.close()


def test_online_it_asks_and_nobody_needs_to_look(client, server, member):
    link, looks, answers = Link(), [], list[Event]()
    link.set(online=True)
    departments = PlatformDepartments(client, link, lambda: looks.append(len(answers)))
    departments.call(CALL, transaction_id="t", service="a/b", post=answers.append)
    until(lambda: answers)
    assert isinstance(answers[0], CallDone)
    assert not looks
    departments.close()


def test_what_is_answered_after_the_resident_left_is_dropped_and_nothing_of_it_is_kept(client, server, member):
    link, answers = Link(), list[Event]()
    link.set(online=True)
    departments = PlatformDepartments(client, link, lambda: None)
    server.next_up.append(stalling)
    departments.call(CALL, transaction_id="t", service="a/b", post=answers.append)
    until(lambda: server.asked)
    departments.cancel(CALL.ticket)
    departments.cancel("another device's work")
    server.released.set()
    departments._threads.shutdown(wait=True)
    assert not answers
    assert not [value for value in vars(departments).values() if isinstance(value, set) and value]
