"""The way of an alarm: reports however they come, flapping, mute, escalation, staff, what central finds out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils import timezone

from kiosk.central.alarms import escalating, flapping, muting, paper, service, watching
from kiosk.central.alarms.listing import open_alarms
from kiosk.central.alarms.models import Alarm, AlarmEvent, Contact, Mute, Notice
from kiosk.central.alarms.rules import Stamp
from kiosk.central.audit.models import AppendOnlyError, AuditEvent
from kiosk.central.fleet.condition import not_in_time
from kiosk.central.fleet.models import District, LastState, Place
from kiosk.central.intake.models import Issue, Transaction
from kiosk.central.payments.models import Order
from kiosk.central.rulings.models import Ruling
from kiosk.central.rulings.service import rule
from kiosk.protocol.records import AlarmRecord, IssueState
from tests.central.conftest import joined
from tests.central.test_intake import ALARM, ISSUE, T, envelope, hand_in

NOON = datetime(2026, 1, 5, 4, tzinfo=UTC)  # at Wuhan
State = Notice.State


def after(minutes):
    return NOON + timedelta(minutes=minutes)


def report(terminal, minutes, *, cleared=False, source="document_printer", code="PAPER_JAM", detail="", heard=None):
    record = AlarmRecord(source=source, code=code, cleared=cleared, detail=detail)
    heard = after(minutes if heard is None else heard)
    service.take_in(terminal.terminal, record, Stamp(after(minutes), f"{minutes:09.3f}"), heard)


def only(**of):
    return Alarm.objects.get(**of)


def kinds(alarm):
    return list(alarm.events.values_list("kind", flat=True))


@pytest.fixture
def duty(db):
    return Contact.objects.create(name="值班", address="duty@example.com", least=1)


@pytest.fixture
def boss(db):
    return Contact.objects.create(name="主管", address="boss@example.com", level=2)


def told(*states):
    found = Notice.objects.filter(state__in=states or [State.WAITING])
    return sorted(found.values_list("occasion", "address"))


# Reports


def test_an_end_that_is_older_than_the_last_report_ends_nothing(terminal):
    report(terminal, 0)
    report(terminal, 10)
    report(terminal, 5, cleared=True, heard=11)
    assert only().cleared_at is None
    report(terminal, 12, cleared=True)
    assert only().cleared_at == after(12)


def test_a_report_that_comes_after_its_end_opens_nothing_and_wakes_nobody(terminal, duty):
    report(terminal, 5, cleared=True)
    report(terminal, 0, heard=6)
    alarm = only()
    assert (alarm.raised_at, alarm.cleared_at) == (NOON, after(5))
    report(terminal, 1, heard=7)
    assert only().times == 2
    assert told() == []


def test_a_clock_that_is_ahead_does_not_keep_an_alarm_open(terminal):
    record = AlarmRecord(source="document_printer", code="PAPER_JAM")
    service.take_in(terminal.terminal, record, Stamp(after(600)), NOON)
    assert only().raised_at == NOON
    report(terminal, 5, cleared=True)
    assert only().cleared_at == after(5)


def test_of_one_key_one_is_open(terminal):
    report(terminal, 0)
    copy = only()
    copy.pk = None
    with pytest.raises(IntegrityError):
        copy.save()


def test_through_intake_in_any_order_and_twice(terminal):
    items = [
        envelope(3, ALARM | {"cleared": True}, "2026-01-05T08:10:00Z"),
        envelope(1, ALARM, "2026-01-05T08:00:00Z"),
        envelope(2, ALARM, "2026-01-05T08:05:00Z"),
    ]
    hand_in(terminal, *items)
    assert hand_in(terminal, *items) == ["duplicate"] * 3
    assert (only().times, only().cleared_at.minute) == (2, 10)


def test_what_happened_is_never_changed(terminal):
    report(terminal, 0)
    event = AlarmEvent.objects.get()
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        AlarmEvent.objects.update(text="x")


# Flapping


def come_and_go(terminal, times, *, until_over=True):
    for n in range(times):
        report(terminal, 2 * n)
        if until_over or n < times - 1:
            report(terminal, 2 * n + 1, cleared=True)


def test_what_comes_and_goes_too_often_stays_open_and_is_told_once_more(terminal, duty):
    come_and_go(terminal, 10)
    standing = only(cleared_at__isnull=True)
    assert standing.flapping_since == after(6)
    assert Alarm.objects.count() == 4
    assert told() == [("flapping", "duty@example.com")]
    assert kinds(standing)[:2] == ["raised", "flapping"]


def test_flapping_that_is_quiet_is_over(terminal, duty):
    come_and_go(terminal, 5)
    assert flapping.settle_due(after(38)) == 0
    assert flapping.settle_due(after(39)) == 1
    assert not open_alarms().exists()
    assert Alarm.objects.order_by("-id").first().cleared_at == after(9)


def test_flapping_that_ends_with_the_fault_is_told_again(terminal, duty):
    come_and_go(terminal, 5, until_over=False)
    Notice.objects.update(state=State.SENT)
    assert flapping.settle_due(after(38)) == 1
    assert told() == [("still_open", "duty@example.com")]
    assert open_alarms().get().flapping_since is None


# Who is told


def test_who_is_told_is_for_the_district_the_severity_and_the_level(terminal, duty, boss):
    hankou = District.objects.get(name="江岸区")
    wuchang = District.objects.get(name="武昌区")
    Contact.objects.create(name="江岸", address="hankou@example.com", district=hankou)
    Contact.objects.create(name="武昌", address="wuchang@example.com", district=wuchang)
    Contact.objects.create(name="只管紧急", address="night@example.com", least=4)
    Contact.objects.create(name="停用", address="gone@example.com", active=False)
    Place.objects.update(district=wuchang)
    report(terminal, 0)
    assert told() == [("raised", "duty@example.com"), ("raised", "wuchang@example.com")]
    assert only().district == wuchang


def test_what_ends_before_anybody_was_told_wakes_nobody(terminal, duty):
    report(terminal, 0, source="cabinet", code="DOOR_OPEN")
    notice = Notice.objects.get()
    assert notice.ripe_at == after(1)
    report(terminal, 0.5, source="cabinet", code="DOOR_OPEN", cleared=True)
    assert told(State.WITHDRAWN) == [("raised", "duty@example.com")]
    assert told() == []


def test_who_was_told_is_told_of_the_end(terminal, duty):
    report(terminal, 0)
    Notice.objects.update(state=State.SENT)
    report(terminal, 9, cleared=True)
    assert told() == [("cleared", "duty@example.com")]


def test_what_nobody_acknowledges_is_told_to_the_next_level(terminal, duty, boss):
    report(terminal, 0)
    assert escalating.escalate_due(after(59)) == 0
    assert escalating.escalate_due(after(60)) == 1
    assert escalating.escalate_due(after(61)) == 0
    assert ("escalated", "boss@example.com") in told()
    assert "escalated" in kinds(only())


def test_what_is_acknowledged_goes_no_further(terminal, duty, boss):
    report(terminal, 0)
    assert service.acknowledge(only(), "staff", after(5))
    assert not service.acknowledge(only(), "other", after(6))
    assert escalating.escalate_due(after(600)) == 0
    assert only().acknowledged_by == "staff"
    assert AuditEvent.objects.get().action == "alarm.acknowledge"


# Mute


def test_during_repair_alarms_are_recorded_and_what_stands_afterwards_is_told(terminal, duty, boss):
    report(terminal, 0)
    muting.mute(terminal.terminal, after(60), "换打印机", "staff", after(0.1))
    report(terminal, 5, source="cabinet", code="DOOR_OPEN")
    report(terminal, 8, source="cabinet", code="TAMPERED")
    report(terminal, 9, source="cabinet", code="TAMPERED", cleared=True)
    assert told() == []
    assert Alarm.objects.count() == 3
    assert kinds(only(code="TAMPERED")) == ["raised", "muted", "cleared"]
    assert escalating.escalate_due(after(59)) == 0
    assert muting.end_due(after(59)) == 0
    assert muting.end_due(after(61)) == 1
    assert told() == [("still_open", "duty@example.com")] * 2
    assert Mute.objects.get().ended_at == after(60)
    assert escalating.escalate_due(after(120)) == 0
    assert escalating.escalate_due(after(121)) == 2


def test_a_mute_may_end_before_its_time(terminal, duty):
    muted = muting.mute(terminal.terminal, after(60), "修", "staff", NOON)
    report(terminal, 5)
    assert muting.unmute(muted, "staff", after(10))
    assert not muting.unmute(muted, "staff", after(11))
    assert told() == [("still_open", "duty@example.com")]
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == ["mute.begin", "mute.end"]


# By hand


def test_a_terminals_word_is_overruled_with_a_reason_only(terminal):
    report(terminal, 0)
    with pytest.raises(service.NotCleared):
        service.clear(only(), "staff", "  ", after(1))
    assert service.clear(only(), "staff", "误报", after(1))
    assert not service.clear(only(), "staff", "误报", after(2))
    assert only().cleared_by == "staff"
    report(terminal, 3)
    assert open_alarms().count() == 1


def test_centrals_own_word_needs_no_reason(terminal):
    watching.say("SCREEN_STUCK", "WH0001", NOON)
    assert service.clear(only(), "staff", "", after(1))


def test_it_is_given_to_somebody_who_is_told(terminal):
    owner = User.objects.create_user("wang", email="wang@example.com")
    report(terminal, 0)
    assert service.assign(only(), owner, "staff", after(1))
    assert not service.assign(only(), owner, "staff", after(2))
    assert told() == [("assigned", "wang@example.com")]
    assert service.comment(only(), " 明天去 ", "wang", after(3))
    assert not service.comment(only(), " ", "wang", after(3))
    assert kinds(only()) == ["raised", "assigned", "commented"]


# What central finds out


def beat(terminal_id, minutes, **said):
    said = {"software": "1", "engine": 1, "interval_s": 60, "screen_since": NOON, "seen_at": after(minutes)} | said
    LastState.objects.update_or_create(terminal_id=terminal_id, defaults=said)


def test_a_late_terminal_is_no_alarm_and_an_offline_one_is_until_it_is_back(terminal, duty):
    beat("WH0001", 0)
    watching.watch_reachability(after(3))
    assert not Alarm.objects.exists()
    watching.watch_reachability(after(3.5))
    watching.watch_reachability(after(4))
    assert (only().code, only().times, only().detail) == ("TERMINAL_OFFLINE", 1, "2026-01-05 12:00")
    beat("WH0001", 5)
    watching.watch_reachability(after(5.1))
    assert only().cleared_at == after(5.1)


def test_who_is_heard_in_time_is_not_even_loaded(terminal, other_terminal):
    beat("WH0001", 0)
    beat("WH0002", 2)
    found = [[state.pk for state in not_in_time(LastState.objects.all(), after(minutes))] for minutes in (1, 2, 4)]
    assert found == [[], ["WH0001"], ["WH0001", "WH0002"]]


def test_it_is_the_interval_that_was_issued_that_counts(terminal):
    beat("WH0001", 0, interval_s=600)
    watching.watch_reachability(after(29))
    assert not Alarm.objects.exists()
    watching.watch_reachability(after(31))
    assert Alarm.objects.exists()


def test_who_could_not_call_a_platform_that_was_away_is_not_offline(terminal):
    beat("WH0001", 0)
    watching.watch_reachability(after(100), listening_since=after(98))
    assert not Alarm.objects.exists()
    watching.watch_reachability(after(102), listening_since=after(98))
    assert only().code == "TERMINAL_OFFLINE"
    watching.watch_reachability(after(103), listening_since=after(102.9))
    assert only().cleared_at is None


@pytest.fixture
def street(terminal):
    wuchang = District.objects.get(name="武昌区")
    Place.objects.update(district=wuchang, street="中南路街道")
    return [terminal, *(joined(n) for n in range(2, 7))]


def test_a_street_that_falls_silent_is_one_alarm_with_its_list(street, duty):
    for n, one in enumerate(street):
        beat(one.terminal_id, n / 10)
    watching.watch_reachability(after(6))
    area = open_alarms().get()
    assert (area.code, area.severity, area.district.name) == ("AREA_OFFLINE", 4, "武昌区")
    assert area.detail == "6: WH0001 WH0002 WH0003 WH0004 WH0005 WH0006"
    assert area.parts.count() == 6
    assert told() == [("raised", "duty@example.com")]
    for one in street[:4]:
        beat(one.terminal_id, 6)
    watching.watch_reachability(after(7))
    assert open_alarms().get().detail == "2: WH0005 WH0006"
    for one in street:
        beat(one.terminal_id, 8)
    watching.watch_reachability(after(8.1))
    assert not open_alarms().exists()
    assert told() == []


def test_who_was_told_alone_joins_its_area(street, duty):
    for one in street:
        beat(one.terminal_id, 3)
    beat("WH0001", 0)
    watching.watch_reachability(after(3.3))
    assert told() == [("raised", "duty@example.com")]
    for one in street[1:]:
        beat(one.terminal_id, 0.9)
    watching.watch_reachability(after(6))
    assert open_alarms().get().code == "AREA_OFFLINE"
    assert only(code="TERMINAL_OFFLINE", terminal="WH0001").part_of == open_alarms().get()
    assert told() == [("raised", "duty@example.com")]
    assert told(State.WITHDRAWN) == [("raised", "duty@example.com")]


def test_terminals_under_repair_make_no_area(street, duty):
    for one in street:
        beat(one.terminal_id, 0)
        muting.mute(one.terminal, after(60), "移机", "staff", NOON)
    watching.watch_reachability(after(6))
    assert set(Alarm.objects.values_list("code", flat=True)) == {"TERMINAL_OFFLINE"}
    assert told() == []


def test_a_screen_that_stands_is_an_alarm_until_it_moves(terminal):
    beat("WH0001", 3, screen="notice/terms")
    watching.watch_screens(after(2.9))
    assert not Alarm.objects.exists()
    watching.watch_screens(after(3.1))
    assert (only().code, only().detail) == ("SCREEN_STUCK", "notice/terms 12:00")
    beat("WH0001", 4, screen="")
    watching.watch_screens(after(4))
    assert only().cleared_at is not None


@pytest.mark.parametrize(("minutes", "stuck"), [(6, False), (8, True)])
def test_a_form_may_stand_for_longer(terminal, minutes, stuck):
    beat("WH0001", minutes, screen="form/who")
    watching.watch_screens(after(minutes))
    assert Alarm.objects.exists() is stuck


def test_the_next_resident_at_the_same_step_is_no_stuck_screen(terminal):
    beat("WH0001", 5, screen="notice/terms")
    Transaction.objects.create(
        transaction_id=T, terminal=terminal.terminal, flow_version=1, started_at=NOON, ended_at=after(4)
    )
    watching.watch_screens(after(5))
    assert not Alarm.objects.exists()


def printed(terminal, number, minutes, pages, **changes):
    Issue.objects.create(
        issue_id=f"{number:036}",
        transaction_id=T,
        terminal=terminal.terminal,
        flow_version=1,
        serial=f"S{number}",
        pages=pages,
        sequence=4,
        issued_at=after(minutes),
        changed_at=after(minutes),
        **({"state": IssueState.TAKEN} | changes),
    )


def test_paper_that_ends_today_is_told_with_its_hour_until_it_is_filled_up(terminal):
    """Filled up at 9, 200 sheets used since, 100 an hour: of 500 there is enough until three o'clock."""
    report(terminal, -200, code="PAPER_OUT")
    report(terminal, -180, code="PAPER_OUT", cleared=True)
    printed(terminal, 1, -110, 25, copies=4)
    printed(terminal, 2, -50, 100)
    printed(terminal, 3, -40, 300, state=IssueState.VOIDED)
    paper.watch_paper(NOON)
    assert (only(code="PAPER_ENDS_TODAY").detail, only(code="PAPER_ENDS_TODAY").severity) == ("15:00", 2)
    report(terminal, 1, code="PAPER_LOW")
    report(terminal, 2, code="PAPER_LOW", cleared=True)
    paper.watch_paper(after(3))
    assert only(code="PAPER_ENDS_TODAY").detail == "17:10"  # 500, at 200 in two hours and three minutes


def test_of_a_printer_that_is_low_little_is_left_whatever_was_counted(terminal):
    report(terminal, -30, code="PAPER_LOW")
    printed(terminal, 1, -50, 90)
    printed(terminal, 2, -20, 20)
    paper.watch_paper(NOON)
    assert only(code="PAPER_ENDS_TODAY").detail == "12:16"  # 30 of 50, at 110 in the hour
    report(terminal, 1, code="PAPER_OUT")
    paper.watch_paper(after(2))
    assert only(code="PAPER_ENDS_TODAY").cleared_at is not None


def test_of_a_printer_of_which_no_refill_is_known_nothing_is_said(terminal):
    printed(terminal, 1, -50, 400)
    paper.watch_paper(NOON)
    assert not Alarm.objects.exists()


def test_what_is_settled_asks_no_more(terminal):
    about = {"kind": "alarm", "source": "ledger"}
    doubtful, due = about | {"code": "ISSUE_DOUBTFUL"}, about | {"code": "REFUND_DUE", "detail": "WH0001-P-7"}
    items = [ISSUE | {"state": "doubtful"}, doubtful | {"detail": ISSUE["serial"]}, doubtful | {"detail": "other"}, due]
    hand_in(terminal, *(envelope(n, record) for n, record in enumerate(items)))
    order = Order.objects.create(
        payment_id="p",
        terminal=terminal.terminal,
        order_number="WH0001-P-7",
        amount_fen=1,
        expires_at=NOON,
        state="paid",
    )
    watching.watch_settled(timezone.now())
    assert open_alarms().count() == 3
    rule(Issue.objects.get(), Ruling.Finding.PRINTED, "seen", "staff")
    Order.objects.filter(pk=order.pk).update(state="refunded")
    watching.watch_settled(timezone.now())
    assert [alarm.detail for alarm in open_alarms()] == ["other"]


def test_an_alarm_lies_where_its_terminal_stands_now(terminal):
    report(terminal, 0)
    wuchang = District.objects.get(name="武昌区")
    Place.objects.update(district=wuchang)
    assert not open_alarms([wuchang.pk]).exists()
    watching.follow_places(NOON)
    assert open_alarms([wuchang.pk]).count() == 1
    assert not open_alarms(["420102"]).exists()
