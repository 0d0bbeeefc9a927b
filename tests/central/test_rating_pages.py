"""The pages of ratings and redresses as officers and owners use them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from kiosk.central.accounts import roles
from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet.models import Place
from kiosk.central.overview.page import page_of
from kiosk.central.ratings.models import Rating, Redress, RedressEvent
from tests.central.test_admin_pages import act
from tests.central.test_ratings import case, rate
from tests.central.test_redress import member, replied

LIST = "/admin/ratings/redress/"


def page(redress):
    return reverse("admin:ratings_redress_change", args=[redress.pk])


def rows(client, **query):
    return client.get(LIST, query).content.decode().partition('id="result_list"')[2]


def press(client, redress, act_name, **said):
    return client.post(page(redress), {"act": act_name} | said, follow=True).content.decode()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def redress(terminal, now):
    rate(terminal, at=now, now=now, satisfaction=1, reasons=[115])
    Place.objects.update(district_id="420102")
    return Redress.objects.select_related("rating", "terminal__place").get()


@pytest.fixture
def officer(client, redress):
    user = member("lin", districts=("420102",), departments="housing")
    client.force_login(user)
    return user


@pytest.fixture
def owner(redress):
    return member("zhao", role=roles.CLERK)


def test_an_officer_goes_the_whole_way(client, officer, owner, redress):
    text = client.get(page(redress)).content.decode()
    for words in ("非常不满意", "服务态度差效率低", "指派给负责人", "由我负责", "武汉示范住房公积金管理中心", "WH0001"):
        assert words in text
    assert "提交答复" not in text
    assert "负责人核实并答复" in press(client, redress, "assign", owner=owner.pk)
    assert "回访居民" in press(client, redress, "reply", text="已更新办事指南")
    assert "登记再次评价，或办结" in press(client, redress, "call_back", way="phone", result="satisfied", text="好多了")
    text = press(client, redress, "re_rate", satisfaction="4", reasons=["408", "115"])
    assert "按期办结" in text
    assert Rating.objects.get(assess_number=2).reasons == [408], "those of another level were not to be seen"
    for words in ("电话 · 满意", "好多了", "已更新办事指南", "再次评价"):
        assert words in text
    assert "登记再次评价并办结" not in text
    assert AuditEvent.objects.filter(who="lin", action__startswith="redress.").count() == 5


def test_an_owner_answers_what_is_theirs_and_nothing_else(client, officer, owner, redress):
    client.force_login(owner)
    assert "提交答复" not in client.get(page(redress)).content.decode()
    assert client.post(page(redress), {"act": "comment", "text": "x"}).status_code == 403
    client.force_login(officer)
    press(client, redress, "assign", owner=owner.pk)
    client.force_login(owner)
    assert [(str(task.label), task.count) for task in page_of(owner).tasks] == [("待我答复差评", 1)]
    assert client.get(page_of(owner).tasks[0].link).context["cl"].result_count == 1
    assert client.post(page(redress), {"act": "send_back", "text": "x"}).status_code == 403
    text = press(client, redress, "reply", text="已整改")
    assert "已答复" in text
    assert "登记回访" not in text
    assert client.post(page(redress), {"act": "call_back", "way": "phone", "result": "satisfied"}).status_code == 403
    assert "已备注" in press(client, redress, "comment", text="等回访")
    assert page_of(owner).tasks == ()


def test_whoever_only_looks_has_no_buttons(client, redress):
    client.force_login(member("auditor", role=roles.AUDITOR))
    text = client.get(page(redress)).content.decode()
    assert "非常不满意" in text
    assert "由我负责" not in text
    assert client.post(page(redress), {"act": "take"}).status_code == 403
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert client.get(LIST).status_code == 403
    assert client.get(page(redress)).status_code in (302, 403)


@pytest.mark.parametrize(("districts", "departments"), [(("420106",), ""), ((), "tax")])
def test_officers_see_their_own(client, redress, districts, departments):
    client.force_login(member("lin", districts=districts, departments=departments))
    assert rows(client) == ""
    assert client.get(page(redress)).status_code == 302
    assert "没有这条差评" in client.get(page(redress), follow=True).content.decode()
    assert client.post(page(redress), {"act": "take"}).status_code == 302
    assert Redress.objects.get().owner is None


def test_an_officer_takes_it(client, officer, redress):
    text = press(client, redress, "take")
    assert "已指派" in text
    assert Redress.objects.get().owner == officer
    assert "由我负责" not in text


@pytest.mark.parametrize("text", ["请回电13800138000", "身份证 11010519491231002X 已核", ""])
def test_what_names_a_resident_is_not_taken(client, officer, redress, text):
    press(client, redress, "take")
    shown = press(client, redress, "reply", text=text)
    assert "errorlist" in shown
    assert text in shown, "what was written is still there to mend"
    assert not RedressEvent.objects.filter(kind="replied").exists()


def test_a_case_number_is_no_persons(client, officer, redress):
    press(client, redress, "take")
    assert "已答复" in press(client, redress, "reply", text=f"见办件 {redress.rating.transaction_id}")


def test_a_button_that_came_too_late_is_told(client, officer, redress, now):
    replied(redress, officer)
    assert "可能已有他人处理" in press(client, redress, "reply", text="x")
    assert RedressEvent.objects.get(kind="replied").text == "已更新办事指南"
    press(client, redress, "call_back", way="phone", result="declined")
    assert "须写明原因" in press(client, redress, "close", text="")
    assert "已办结" in press(client, redress, "close", text="居民不愿多谈")


def test_overdue_stands_first_and_can_be_asked_for(client, officer, terminal, now):
    for number, level in ((2, 2), (3, 1)):
        reasons = [213] if level == 2 else [115]
        rate(terminal, at=now, now=now, transaction_id=case(number), satisfaction=level, reasons=reasons)
    Redress.objects.filter(rating__satisfaction=2).update(due_at=now - timedelta(hours=3))
    Redress.objects.filter(rating__transaction_id=case(3)).update(state="closed", closed_at=now)
    shown = rows(client)
    assert shown.index("窗口人员业务不熟练") < shown.index("服务态度差效率低")
    assert "已超期 3 小时" in shown.replace("\xa0", " ")
    assert shown.count('class="level ') == 2
    for query, count in (
        ({"open": "late"}, 1),
        ({"open": "0"}, 1),
        ({"open": "all"}, 3),
        ({"care": "mine"}, 0),
        ({"care": "nobody"}, 2),
        ({"rating__satisfaction": "2"}, 1),
        ({"district": "420102"}, 2),
        ({"district": "420106"}, 0),
        ({"department": "housing"}, 2),
        ({"department": "joint"}, 0),
        ({"state__exact": "open"}, 2),
    ):
        assert client.get(LIST, query).context["cl"].result_count == count, query
    tasks = {str(task.label): task for task in page_of(officer).tasks}
    assert {label: task.count for label, task in tasks.items()} == {"超期差评": 1, "待处理差评": 2}
    for task in tasks.values():
        assert client.get(task.link).context["cl"].result_count == task.count


def test_filters_offer_the_readers_own(client, officer, redress):
    text = client.get(LIST).content.decode()
    assert "江岸区" in text
    assert "武昌区" not in text
    assert "武汉示范民政局" not in text


def test_many_are_given_at_once(client, officer, owner, terminal, now):
    rate(terminal, at=now, now=now, transaction_id=case(2), satisfaction=2, reasons=[213])
    redresses = list(Redress.objects.all())
    decided = {"decided": "1", "_selected_action": [one.pk for one in redresses], "action": "assign"}
    asked = client.post(LIST, {name: value for name, value in decided.items() if name != "decided"})
    assert "zhao" in asked.content.decode()
    assert "errorlist" in client.post(LIST, decided).content.decode()
    text = client.post(LIST, decided | {"owner": owner.pk}, follow=True).content.decode()
    assert "已指派 2 条" in text
    assert Redress.objects.filter(owner=owner, state="assigned").count() == 2
    text = client.post(LIST, decided | {"owner": owner.pk}, follow=True).content.decode()
    assert "已指派 0 条" in text
    assert "已经由此人负责" in text


def test_owners_do_not_give_what_they_have(client, owner, redress):
    client.force_login(owner)
    act(client, Redress, "assign", redress)
    assert Redress.objects.get().owner is None


def test_the_list_of_ratings_tells_who_gave_them(client, officer, redress):
    text = client.get(reverse("admin:ratings_rating_changelist")).content.decode()
    for words in ("居民评价", "首次评价", "评价统计", redress.rating.transaction_id):
        assert words in text
    assert client.get(reverse("admin:ratings_rating_changelist"), {"source__exact": "default"}).status_code == 200


def test_what_was_done_today_is_told_to_those_it_concerns(client, officer, owner, redress):
    replied(redress, owner)
    told = {(str(change.words), change.about) for change in page_of(officer).changes}
    assert told == {("指派差评", f"#{redress.pk}"), ("答复差评", f"#{redress.pk}")}
    elsewhere = member("wang", departments="tax")
    assert page_of(elsewhere).changes == ()


def test_pages_speak_english(admin_client, redress):
    admin_client.post("/i18n/setlang/", {"language": "en", "next": "/admin/"})
    text = admin_client.get(page(redress)).content.decode()
    for words in ("Very dissatisfied", "Poor and slow service", "Assign it to somebody", "I take it"):
        assert words in text
