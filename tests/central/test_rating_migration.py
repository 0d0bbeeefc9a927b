"""The ratings' way out of `intake`, and back."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission

from kiosk.central.accounts.models import Grant
from tests.central.conftest import joined

AT = datetime(2026, 1, 5, 8, tzinfo=UTC)
BEFORE, AFTER = ("intake", "0004_alarms_move_out"), ("ratings", "0002_from_intake")


@pytest.mark.django_db(transaction=True)
def test_every_rating_and_the_rights_of_roles_come_along_and_go_back(migrated_to):
    joined(1)
    rights = Permission.objects.filter(codename="view_rating").values_list("content_type__app_label", flat=True)
    migrated_to("ratings", "0001_initial")
    old = migrated_to(*BEFORE).get_model("intake", "Rating")
    assert list(rights.all()) == ["intake"]
    Grant.objects.filter(permission__endswith=".view_rating").delete()
    Grant.objects.create(role="评价专员", permission="intake.view_rating")
    said = {"terminal_id": "WH0001", "service": "housing/fund", "item_code": "4", "pf": 5, "assess_number": 1}
    for number, level in ((1, 5), (2, 1)):
        old.objects.create(transaction_id=f"t{number}", satisfaction=level, reasons=[level], rated_at=AT, **said)

    now = migrated_to(*AFTER).get_model("ratings", "Rating")
    assert list(rights.all()) == ["ratings"]
    assert list(Grant.objects.filter(permission__endswith=".view_rating").values_list("permission", flat=True)) == [
        "ratings.view_rating"
    ]
    kept = (
        "transaction_id",
        "assess_number",
        "terminal_id",
        "satisfaction",
        "reasons",
        "pf",
        "rated_at",
        "received_at",
    )
    assert sorted(now.objects.values_list(*kept)) == [
        ("t1", 1, "WH0001", 5, [5], 5, AT, AT),
        ("t2", 1, "WH0001", 1, [1], 5, AT, AT),
    ]
    assert set(now.objects.values_list("source", "counts", "service", "item_code")) == {
        ("resident", True, "housing/fund", "4")
    }
    now.objects.create(transaction_id="t2", satisfaction=4, rated_at=AT, **said | {"assess_number": 2})
    now.objects.create(transaction_id="t3", satisfaction=3, rated_at=AT, source="default", **said | {"pf": 7})

    migrated_to("intake", "0006_ratings_move_out")
    migrated_to("ratings", "0001_initial")
    back = migrated_to(*BEFORE).get_model("intake", "Rating")
    assert list(rights.all()) == ["intake"]
    assert sorted(back.objects.values_list("transaction_id", "satisfaction")) == [("t1", 5), ("t2", 1)]
    back.objects.all().delete()
