"""What is done about a bad rating: each step in its state, by whom it is for, once, and written down."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User

from kiosk.central.accounts import roles
from kiosk.central.accounts.models import Duty
from kiosk.central.accounts.scope import scoped
from kiosk.central.audit.models import AppendOnlyError, AuditEvent
from kiosk.central.fleet.models import Place
from kiosk.central.ratings import redressing
from kiosk.central.ratings.models import Rating, Redress, RedressEvent
from kiosk.central.ratings.redressing import NotNow
from kiosk.central.ratings.responsible import candidates
from kiosk.central.ratings.rules import rules
from tests.central.test_ratings import NOW, rate

State, Result, Way = Redress.State, Redress.Result, Redress.Way
LATER = NOW + timedelta(hours=3)
SAID = {"who": "lin", "now": LATER}


def member(name, role=roles.RATING_OFFICER, districts=(), departments="", **fields):
    user = User.objects.create_user(name, is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role))
    if districts or departments:
        Duty.objects.create(user=user, departments=departments).districts.set(districts)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def officer(db):
    return member("lin")


@pytest.fixture
def redress(terminal):
    rate(terminal, satisfaction=1, reasons=[115])
    Place.objects.update(district_id="420102")
    return Redress.objects.select_related("rating", "terminal__place").get()


def replied(redress, owner):
    redressing.assign(redress, owner, **SAID)
    redressing.reply(redress, "已更新办事指南", **SAID)
    return redress


def called(redress, owner, result=Result.SATISFIED):
    redressing.call_back(replied(redress, owner), Way.PHONE, result, "", **SAID)
    return redress


def test_the_whole_way_to_a_second_rating(redress, officer):
    called(redress, officer)
    redressing.re_rate(redress, 4, [408], **SAID)
    redress.refresh_from_db()
    assert (redress.state, redress.closed_at, redress.owner) == (State.CLOSED, LATER, officer)
    second = Rating.objects.get(assess_number=2)
    assert (second.satisfaction, second.reasons, second.source) == (4, [408], Rating.Source.CALL_BACK)
    assert second.pf == rules().call_back.pf["phone"]
    assert (second.transaction_id, second.item_code) == (redress.rating.transaction_id, redress.rating.item_code)
    told = [(event.kind, event.told, event.who) for event in redress.events.all()]
    assert told == [
        ("opened", "", "system"),
        ("assigned", "lin", "lin"),
        ("replied", "", "lin"),
        ("called_back", "电话 · 满意", "lin"),
        ("re_rated", "满意", "lin"),
        ("closed", "", "lin"),
    ]
    steps = ["open", "assign", "reply", "call_back", "re_rate", "close"]
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [f"redress.{s}" for s in steps]


def test_the_audit_says_of_each_step_what_stood_before_and_what_stands_now(redress, officer):
    called(redress, officer, Result.UNSATISFIED)
    redressing.send_back(redress, "问题还在", **SAID)
    redressing.reply(redress, "已再次整改", **SAID)
    redressing.call_back(redress, Way.COUNTER, Result.SATISFIED, "", **SAID)
    redressing.re_rate(redress, 4, [408], **SAID)
    told = AuditEvent.objects.order_by("pk").values_list("action", "detail")[1:]
    at = "2026-03-02 13:00"
    assert list(told) == [
        ("redress.assign", "owner: – → lin; state: open → assigned"),
        ("redress.reply", f"state: assigned → replied; replied_at: – → {at}"),
        (
            "redress.call_back",
            (
                "state: replied → called_back; way: – → phone; result: – → unsatisfied; tries: 0 → 1; "
                f"called_back_at: – → {at}"
            ),
        ),
        ("redress.send_back", "state: called_back → assigned; result: unsatisfied → –; tries: 1 → 0"),
        ("redress.reply", "state: assigned → replied"),
        (
            "redress.call_back",
            "state: replied → called_back; way: phone → counter; result: – → satisfied; tries: 0 → 1",
        ),
        ("redress.re_rate", "satisfaction: 1 → 4"),
        ("redress.close", f"state: called_back → closed; closed_at: – → {at}"),
    ]


def test_what_people_wrote_stands_in_the_history_and_not_in_the_audit(redress, officer):
    replied(redress, officer)
    redressing.comment(redress, "等部门回话", **SAID)
    assert [event.text for event in redress.events.all() if event.text] == ["已更新办事指南", "等部门回话"]
    assert not AuditEvent.objects.filter(detail__contains="指南").exists()


STEPS = {
    "reply": lambda redress, _officer: redressing.reply(redress, "x", **SAID),
    "call_back": lambda redress, _officer: redressing.call_back(redress, Way.PHONE, Result.SATISFIED, "", **SAID),
    "re_rate": lambda redress, _officer: redressing.re_rate(redress, 5, [], **SAID),
    "close": lambda redress, _officer: redressing.close(redress, "x", **SAID),
    "send_back": lambda redress, _officer: redressing.send_back(redress, "x", **SAID),
    "assign": lambda redress, officer: redressing.assign(redress, officer, **SAID),
}
POSSIBLE = {
    State.OPEN: {"assign"},
    State.ASSIGNED: {"assign", "reply"},
    State.REPLIED: {"assign", "call_back", "send_back"},
    State.CALLED_BACK: {"assign", "re_rate", "close", "send_back"},
    State.CLOSED: set(),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", State)
def test_each_step_is_possible_in_its_states_only(redress, officer, state, step):
    result = Result.SATISFIED if state in (State.CALLED_BACK, State.CLOSED) else ""
    Redress.objects.update(state=state, result=result, way="phone", closed_at=NOW if state == State.CLOSED else None)
    redress.refresh_from_db()
    before = RedressEvent.objects.count()
    if step in POSSIBLE[state]:
        STEPS[step](redress, officer)
        assert RedressEvent.objects.count() > before
    else:
        with pytest.raises(NotNow):
            STEPS[step](redress, officer)
        assert (RedressEvent.objects.count(), Rating.objects.count()) == (before, 1)
        assert Redress.objects.get().state == state


def test_of_two_who_press_at_once_one_is_told(redress, officer):
    replied(redress, officer)
    same = Redress.objects.select_related("rating").get()
    redressing.call_back(redress, Way.PHONE, Result.SATISFIED, "", **SAID)
    with pytest.raises(NotNow):
        redressing.call_back(same, Way.PHONE, Result.UNSATISFIED, "", **SAID)
    assert Redress.objects.get().result == Result.SATISFIED


def test_who_is_not_reached_is_called_again_so_often_as_the_rules_say(redress, officer):
    replied(redress, officer)
    most = rules().call_back.most_tries
    for number in range(1, most + 1):
        assert redress.state == State.REPLIED
        redressing.call_back(redress, Way.PHONE, Result.NOT_REACHED, "", **SAID)
        assert redress.tries == number
    assert redress.state == State.CALLED_BACK
    with pytest.raises(NotNow, match="联系到居民"):
        redressing.re_rate(redress, 5, [], **SAID)
    with pytest.raises(NotNow, match="原因"):
        redressing.close(redress, "", **SAID)
    redressing.close(redress, "三次未接通", **SAID)
    assert Redress.objects.get().state == State.CLOSED


def test_a_resident_who_is_content_needs_no_further_word(redress, officer):
    called(redress, officer)
    redressing.close(redress, "", **SAID)
    assert Redress.objects.get().closed_at == LATER


def test_sent_back_it_is_answered_once_more(redress, officer):
    called(redress, officer, Result.UNSATISFIED)
    redressing.send_back(redress, "问题还在", **SAID)
    assert (redress.state, redress.result, redress.tries, redress.owner) == (State.ASSIGNED, "", 0, officer)
    redressing.reply(redress, "已再次整改", **SAID)
    assert redress.events.get(kind="replied", text="已再次整改")


@pytest.mark.parametrize(
    ("level", "reasons", "told"), [(2, [], "至少一个"), (1, [115, 510], "510"), (4, [207], "不符")]
)
def test_a_second_rating_keeps_the_national_rules(redress, officer, level, reasons, told):
    called(redress, officer)
    with pytest.raises(NotNow, match=told):
        redressing.re_rate(redress, level, reasons, **SAID)
    assert Rating.objects.count() == 1


def test_a_case_is_rated_a_second_time_once(terminal, redress, officer):
    called(redress, officer)
    rate(terminal, assess_number=2)
    with pytest.raises(NotNow, match="已有再次评价"):
        redressing.re_rate(redress, 5, [], **SAID)
    assert Redress.objects.get().state == State.CALLED_BACK
    assert Rating.objects.filter(assess_number=2).count() == 1


def test_a_bad_second_rating_closes_all_the_same_and_opens_nothing(redress, officer):
    called(redress, officer, Result.UNSATISFIED)
    redressing.re_rate(redress, 1, [115], **SAID)
    assert Redress.objects.get().state == State.CLOSED


PEOPLE = {
    "for all": ({}, True),
    "of the district": ({"districts": ("420102",)}, True),
    "of another district": ({"districts": ("420106",)}, False),
    "of two districts": ({"districts": ("420106", "420102")}, True),
    "of the department": ({"departments": "tax,housing"}, True),
    "of another department": ({"departments": "tax"}, False),
    "of a department that begins alike": ({"departments": "hous"}, False),
    "of both": ({"districts": ("420102",), "departments": "housing"}, True),
    "who answers": ({"role": roles.CLERK}, True),
    "an auditor": ({"role": roles.AUDITOR}, False),
    "gone": ({"is_active": False}, False),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_it_is_given_to_those_who_are_responsible(redress, who):
    fields, may = PEOPLE[who]
    user = member("zhao", **fields)
    assert (user in candidates(redress)) is may
    if user.is_active and fields.get("role") != roles.AUDITOR:
        assert scoped(Redress.objects.all(), user).exists() is may, "as lists and pages judge"
    if may:
        redressing.assign(redress, user, **SAID)
    else:
        with pytest.raises(NotNow, match="职责范围"):
            redressing.assign(redress, user, **SAID)


@pytest.mark.parametrize(("districts", "may"), [((), True), (("420102",), False)])
def test_what_lies_in_no_district_is_for_those_who_are_for_all(redress, districts, may):
    Place.objects.update(district=None)
    redress = Redress.objects.select_related("terminal__place").get()
    user = member("zhao", districts=districts, departments="housing")
    assert candidates(redress).filter(pk=user.pk).exists() is may
    assert scoped(Redress.objects.all(), user).exists() is may


def test_many_are_given_to_whoever_is_responsible_for_each(redress, terminal):
    rate(
        terminal,
        transaction_id="01900000-0000-7000-8000-0000000000a1",
        service="tax/proof",
        satisfaction=2,
        reasons=[213],
    )
    other = Redress.objects.exclude(pk=redress.pk).select_related("terminal__place").get()
    both, one = member("both", departments="tax, housing"), member("one", departments="tax")
    assert set(candidates(redress, other)) == {both}
    assert set(candidates(other)) == {both, one}


def test_the_history_is_never_changed(redress):
    event = redress.events.get()
    event.text = "x"
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        RedressEvent.objects.update(text="x")
