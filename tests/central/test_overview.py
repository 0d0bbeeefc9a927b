"""The first page: what it tells, to whom, and at which cost."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from central.conftest import joined
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from kit.flow_repository import PublishedFlows
from kit.releases import sign

from kiosk.central.accounts import roles
from kiosk.central.accounts.models import Duty
from kiosk.central.audit import service as audit
from kiosk.central.fleet import districts
from kiosk.central.fleet.condition import Condition, with_condition
from kiosk.central.fleet.models import District, LastState, Place, Terminal
from kiosk.central.fleet.reachability import reachability
from kiosk.central.overview.fleet_map import _tile
from kiosk.central.overview.page import page_of
from kiosk.central.publishing.models import Submission
from kiosk.central.rollout.plan import Plan, Ring
from kiosk.central.rollout.service import plan_rollout
from tests.central.test_intake import ALARM, ISSUE, PAYMENT, RATING, TRANSACTION, envelope, hand_in

JIANGAN, WUCHANG = "420102", "420106"


def stands(number: int, district: str | None = JIANGAN, *, silent_s: float = 1, **fields: object) -> Terminal:
    """A terminal that called `silent_s` ago and should call every 60 s; None never called."""
    place = Place.objects.get_or_create(name=f"大厅 {district}", district_id=district)[0]
    terminal = Terminal.objects.create(
        terminal_id=f"T{number:05d}", state="approved", place=place, out_of_service=bool(fields.pop("paused", False))
    )
    now = timezone.now()
    if silent_s >= 0:
        said = {"software": "1", "engine": 1, "screen_since": now, "interval_s": 60, "seen_at": now} | fields
        said["seen_at"] = now - timedelta(seconds=silent_s)
        LastState.objects.create(terminal=terminal, **said)
    return terminal


def administrator() -> User:
    return User.objects.create_superuser("admin")


def officer(*districts_of: str, role: str = roles.OPERATOR) -> User:
    user = User.objects.create_user("officer", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    duty = Duty.objects.create(user=user)
    duty.districts.set(districts_of)
    return user


def counted(shares) -> dict[str, int]:
    return {share.condition.value: share.count for share in shares if share.count}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "condition"),
    [
        ({}, Condition.ONLINE),
        ({"faults": {"ups": ["BUSY"]}}, Condition.FAULT),
        ({"silent_s": 120}, Condition.LATE),
        ({"silent_s": 120, "faults": {"ups": ["BUSY"]}}, Condition.FAULT),
        ({"silent_s": 400, "faults": {"ups": ["BUSY"]}}, Condition.OFFLINE),
        ({"silent_s": -1}, Condition.OFFLINE),
        ({"silent_s": 400, "paused": True}, Condition.PAUSED),
        ({"silent_s": -1, "paused": True}, Condition.PAUSED),
    ],
)
def test_one_word_says_how_a_terminal_is(fields, condition):
    stands(1, **fields)
    assert with_condition(Terminal.objects.all(), timezone.now()).get().condition == condition


@pytest.mark.django_db
@pytest.mark.parametrize("interval_s", [2, 37.25, 60, 900])
def test_the_database_judges_as_the_code_does(interval_s):
    """Around each bound, within what a clock of the database tells apart."""
    now = timezone.now()
    terminal = stands(1, interval_s=interval_s)
    bounds = (1.5 * interval_s + 5, 3 * interval_s + 10)
    for silent_s in (0, *(bound + step for bound in bounds for step in (-0.1, 0.1))):
        LastState.objects.update(seen_at=now - timedelta(seconds=silent_s))
        judged = with_condition(Terminal.objects.filter(pk=terminal.pk), now).get().condition
        assert judged == reachability(silent_s, interval_s).value


@pytest.mark.django_db
def test_each_district_is_a_tile_with_its_counts():
    stands(1)
    stands(2, silent_s=400)
    stands(3, WUCHANG, faults={"document_printer": ["PAPER_OUT"]})
    stands(4, None)
    Terminal.objects.create(terminal_id="T00005", state="approved")
    Terminal.objects.create(terminal_id="T00006", state="revoked")
    fleet = page_of(administrator()).fleet
    tiles = {str(tile.name): tile for tile in fleet.tiles}
    assert len(tiles) == 14
    assert counted(tiles["江岸区"].shares) == {"offline": 1, "online": 1}
    assert counted(tiles["武昌区"].shares) == {"fault": 1}
    assert counted(tiles["未分区"].shares) == {"online": 1, "offline": 1}
    assert (tiles["江岸区"].look, tiles["汉阳区"].look) == ("many", "empty")
    assert (tiles["未分区"].row, tiles["未分区"].column) == (4, 4)
    assert (fleet.whole.total, counted(fleet.whole.shares)) == (5, {"offline": 2, "fault": 1, "online": 2})
    assert len({(tile.row, tile.column) for tile in fleet.tiles if tile.row}) == 14


@pytest.mark.django_db
def test_the_sketch_of_one_district_has_no_empty_rows_and_columns():
    stands(1, WUCHANG)
    tiles = page_of(officer(WUCHANG)).fleet.tiles
    assert [(str(tile.name), tile.row, tile.column) for tile in tiles] == [("武昌区", 1, 1)]
    Duty.objects.get().districts.set([JIANGAN, WUCHANG])
    two = {str(tile.name): (tile.row, tile.column) for tile in page_of(User.objects.get()).fleet.tiles}
    assert two == {"江岸区": (1, 1), "武昌区": (2, 1)}


@pytest.mark.django_db
def test_a_platform_without_terminals_says_how_to_begin(admin_client):
    hint = admin_client.get("/admin/").content.decode().split('<p class="begin">')[1].split("</p>")[0]
    assert reverse("admin:fleet_place_add") in hint
    assert reverse("admin:fleet_enrolmentcode_add") in hint
    stands(1)
    assert "还没有终端" not in admin_client.get("/admin/").content.decode()


@pytest.mark.django_db
def test_every_count_leads_to_the_list_of_those_it_counts(admin_client):
    stands(1)
    stands(2, silent_s=400)
    stands(3, WUCHANG, silent_s=120)
    stands(4, None, paused=True)
    fleet = page_of(User.objects.get(username="admin")).fleet
    links = {share.link: share.count for tile in (*fleet.tiles, fleet.whole) for share in tile.shares if share.count}
    links |= {tile.link: tile.total for tile in (*fleet.tiles, fleet.whole) if tile.total}
    assert len(links) == 12
    for link, count in links.items():
        assert listed(admin_client, link) == count, link


def listed(client: Client, link: str) -> int:
    response = client.get(link)
    assert response.status_code == 200, link
    return response.context["cl"].result_count


@pytest.fixture
def reported(terminal):
    """One thing of each kind that waits for somebody, in a district of its own."""
    Terminal.objects.update(place=Place.objects.create(name="江岸大厅", district_id=JIANGAN))
    reports = (
        TRANSACTION,
        ISSUE | {"state": "doubtful"},
        RATING,
        ALARM,
        PAYMENT | {"state": "refund_due"},
        {"kind": "?"},
    )
    hand_in(terminal, *(envelope(n, r) for n, r in enumerate(reports)))
    joined(2, "pending")
    return terminal


def test_what_waits_leads_to_the_list_of_it(admin_client, reported):
    tasks = page_of(User.objects.get(username="admin")).tasks
    assert [(str(task.label), task.count) for task in tasks] == [
        ("待批准终端", 1),
        ("待核实文件", 1),
        ("应退款缴费", 1),
        ("未处理死信", 1),
    ]
    assert [listed(admin_client, task.link) for task in tasks] == [1, 1, 1, 1]


def test_a_release_waits_until_somebody_plans_to_roll_it_out(admin_client, settings, tmp_path):
    place = PublishedFlows(tmp_path, "housing")
    settings.FLOWS_DIR = place.served
    place.publish("first")
    looking = User.objects.get(username="admin")
    assert page_of(looking).tasks == ()  # everybody runs what was published at once
    release = sign(place, 2, "second")
    assert [(str(task.label), task.count) for task in page_of(looking).tasks] == [("待推送发布", 1)]
    assert f'value="{release.pk}" selected' in admin_client.get(page_of(looking).tasks[0].link).content.decode()
    assert page_of(officer(role=roles.AUDITOR)).tasks == ()
    plan_rollout(release, Plan(rings=(Ring(percent=100),)), [], "lin")
    assert page_of(looking).tasks == ()


def test_tasks_are_for_those_who_may_do_them(reported):
    auditor = officer(role=roles.AUDITOR)
    assert page_of(auditor).tasks == ()
    assert page_of(auditor).cases.total is not None


def test_somebody_of_another_district_sees_nothing_of_this_one(reported):
    audit.record("lin", "terminal.change", reported.terminal)
    page = page_of(officer(WUCHANG))
    assert (page.alarms.total, page.tasks, page.changes, page.fleet.whole.total) == (0, (), (), 0)
    assert [str(tile.name) for tile in page.fleet.tiles] == ["武昌区"]
    Duty.objects.get().districts.set([JIANGAN])
    page = page_of(User.objects.get(username="officer"))
    assert (page.alarms.total, len(page.tasks), page.fleet.whole.total) == (1, 2, 1)
    assert [change.about for change in page.changes] == ["WH0001"]


def test_alarms_come_first_the_worst_of_them_at_the_top(admin_client, reported):
    hand_in(reported, envelope(8, ALARM | {"code": "DOOR_OPEN", "source": "cabinet"}))
    page = page_of(User.objects.get(username="admin"))
    assert page.alarms.total == 2
    assert {tile.name: tile.alarms for tile in page.fleet.tiles if tile.alarms} == {"江岸区": 2}
    text = admin_client.get("/admin/").content.decode()
    parts = re.findall(r'<section class="panel (\w+)', text)
    assert parts == ["alarms", "tasks", "today", "changes", "fleet"]
    assert "T00" not in text


def test_what_changed_today_is_told_in_words_and_once(admin_client, db):
    place = Place.objects.create(name="江岸大厅", district_id=JIANGAN)
    for number in range(1, 4):
        audit.record("lin", "terminal.approve", joined(number).terminal)
    audit.record("admin", "place.create", place, "name")
    audit.record("admin", "terminal.rotate_key", place)
    changes = page_of(User.objects.get(username="admin")).changes
    assert [(c.who, str(c.words), c.times, c.about) for c in changes] == [
        ("admin", "新建地点", 1, "江岸大厅"),
        ("lin", "批准终端", 3, ""),
    ]
    assert admin_client.get(changes[0].link).status_code == 200
    place.delete()
    assert page_of(User.objects.get(username="admin")).changes[0].link == ""
    tomorrow = timezone.now() + timedelta(days=1)
    assert page_of(User.objects.get(username="admin"), tomorrow).changes == ()


def test_at_most_twelve_lines_say_what_changed(db):
    place = Place.objects.create(name="大厅")
    for number in range(15):
        audit.record(f"user{number}", "place.change", place)
    assert [change.who for change in page_of(administrator()).changes] == [f"user{n}" for n in range(14, 2, -1)]


@pytest.mark.django_db
@pytest.mark.parametrize("many", [3, 60])
def test_the_page_costs_the_same_for_any_number_of_terminals(client, many):
    user = officer(JIANGAN, WUCHANG, role=roles.OPERATOR)
    user.user_permissions.set(Permission.objects.all())
    for number in range(many):
        terminal = stands(number, (JIANGAN, WUCHANG, None)[number % 3], silent_s=number * 5)
        audit.record("lin", "terminal.approve", terminal)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = page_of(User.objects.get(pk=user.pk))
    assert page.fleet.whole.total == many * 2 // 3
    assert len(asked) - 1 <= 15, [query["sql"] for query in asked]


def test_nothing_of_what_one_may_not_see_is_there(client, reported):
    clerk = User.objects.create_user("clerk", is_staff=True)
    client.force_login(clerk)
    text = client.get("/admin/").content.decode()
    assert re.findall(r'<section class="panel (\w+)', text) == ["tasks", "changes"]


@given(st.lists(st.integers(0, 900), min_size=5, max_size=5))
def test_bars_are_as_long_as_their_counts(counts):
    tile = _tile("x", Counter(dict(zip(map(str, Condition), counts, strict=True))), 0, {})
    assert sum(share.count for share in tile.shares) == tile.total == sum(counts)
    assert sum(share.width for share in tile.shares) == pytest.approx(100 if tile.total else 0, abs=0.05)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('- {code: "420102", name: x, row: 1}', "write both row and column"),
        ('- {code: "420102", name: x, row: 17, column: 1}', "less_than_equal"),
        (
            '- {code: "420102", name: x, row: 1, column: 1}\n- {code: "420103", name: y, row: 1, column: 1}',
            "row 1 column 1 stands twice",
        ),
    ],
)
def test_a_sketch_that_cannot_be_drawn_is_told(tmp_path, text, told):
    file = tmp_path / "districts.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(districts.DistrictsError, match=told):
        districts.read(file)


@pytest.mark.django_db
def test_another_citys_districts_lie_where_its_file_says(settings, tmp_path):
    settings.DISTRICTS_FILE = tmp_path / "districts.yaml"
    settings.DISTRICTS_FILE.write_text(
        '- {code: "430102", name: 芙蓉区, row: 2, column: 3}\n- {code: "430103", name: 天心区}\n'
    )
    districts.ensure()
    said = District.objects.filter(code__startswith="43").values_list("name", "row", "column")
    assert list(said) == [("芙蓉区", 2, 3), ("天心区", None, None)]


def test_a_page_that_asks_for_itself_does_not_keep_its_reader_logged_in(admin_client, db):
    assert 'content="60;url=?refresh=1"' in admin_client.get("/admin/").content.decode()
    assert "sessionid" in admin_client.get("/admin/").cookies
    again = admin_client.get("/admin/?refresh=1")
    assert (again.status_code, "sessionid" in again.cookies) == (200, False)


def test_a_flow_that_was_handed_in_is_told_by_its_name(admin_client, db):
    looking = User.objects.get(username="admin")
    handed_in = Submission.objects.create(
        service="housing/fund", version=3, written_version=3, title="公积金明细打印", author=looking, size=1
    )
    audit.record("admin", "submission.uploaded", handed_in, f"{handed_in}: 1 kB")
    (change,) = page_of(looking).changes
    assert (str(change.words), change.about) == ("提交事项", "公积金明细打印")
    assert admin_client.get(change.link).status_code == 200
