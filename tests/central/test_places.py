"""Places: of which district, which machines stand there, and how the names of before became places."""

from decimal import Decimal

import pytest
from central.conftest import SignedClient
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet import districts
from kiosk.central.fleet.models import District, Place
from kiosk.central.fleet.placing import UnknownDistrictError, place_named

HALL = "示范街道政务服务大厅"


def test_the_districts_are_those_of_the_file(db):
    assert [str(one) for one in District.objects.all()][:3] == ["江岸区", "江汉区", "硚口区"]
    assert District.objects.count() == 13


def test_another_citys_file_brings_its_own_and_keeps_what_has_places(db, settings, tmp_path):
    place_named(HALL, "test", district="武昌区")
    settings.DISTRICTS_FILE = tmp_path / "districts.yaml"
    settings.DISTRICTS_FILE.write_text('- {code: "430102", name: 芙蓉区}\n', "utf-8")
    districts.ensure()
    assert set(District.objects.values_list("name", flat=True)) == {"芙蓉区", "武昌区"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "districts.yaml"),
        ("- {code: 1, name: x}", "0.code: string_type: write a list"),
        ('- {code: "12", name: x}', "0.code: string_pattern_mismatch"),
        ('- {code: "420102", name: x}\n- {code: "420102", name: y}', "420102 stands twice"),
        (None, "name a file in KIOSK_CENTRAL_DISTRICTS"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_remedy(tmp_path, text, told):
    file = tmp_path / "districts.yaml"
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises(districts.DistrictsError, match=told) as raised:
        districts.read(file)
    assert str(file) in str(raised.value)


def test_a_place_is_made_once_by_its_name(db):
    first = place_named(HALL, "shell:me", district="420106")
    assert (str(first.district), place_named(f" {HALL} ", "shell:me")) == ("武昌区", first)
    assert AuditEvent.objects.filter(action="place.create", who="shell:me").count() == 1


def test_an_unknown_district_is_told_with_what_was_meant(db):
    with pytest.raises(UnknownDistrictError, match="there is no district 武昌: did you mean 武昌区"):
        place_named(HALL, "test", district="武昌")
    with pytest.raises(UnknownDistrictError, match="420117 新洲区"):
        place_named(HALL, "test", district="?")
    assert not Place.objects.exists()


def test_a_place_is_not_moved_by_naming_another_district(db):
    place_named(HALL, "test", district="武昌区")
    with pytest.raises(UnknownDistrictError, match="in 武昌区: change it on its page"):
        place_named(HALL, "test", district="江岸区")


@pytest.mark.parametrize(("longitude", "latitude"), [("114.30", None), (None, "30.59"), ("181", "30"), ("114", "91")])
def test_a_position_is_whole_and_on_the_earth(db, longitude, latitude):
    where = [Decimal(n) if n else None for n in (longitude, latitude)]
    with pytest.raises(ValidationError):
        Place(name=HALL, longitude=where[0], latitude=where[1]).full_clean()


def test_staff_make_a_place_and_find_its_terminals(admin_client, terminal: SignedClient):
    form = {"name": HALL, "district": "420106", "street": "示范街道", "longitude": "114.316", "latitude": "30.554"}
    assert admin_client.post(reverse("admin:fleet_place_add"), form).status_code == 302
    made = Place.objects.get(name=HALL)
    assert (str(made.district), made.longitude) == ("武昌区", Decimal("114.316"))
    assert AuditEvent.objects.first().action == "place.create"
    page = admin_client.get(reverse("admin:fleet_place_changelist")).content.decode()
    assert f"?place__id__exact={terminal.terminal.place_id}" in page
    listed = admin_client.get(reverse("admin:fleet_terminal_changelist") + "?place__district=420106").content.decode()
    assert "WH0001" not in listed


def test_a_place_where_a_terminal_stands_is_not_deleted(admin_client, terminal: SignedClient):
    place = terminal.terminal.place
    admin_client.post(reverse("admin:fleet_place_delete", args=[place.pk]), {"post": "yes"})
    assert Place.objects.filter(pk=place.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_names_of_before_become_places(migrated_to):
    old = migrated_to("fleet", "0002_places")
    terminal = old.get_model("fleet", "Terminal")
    for number, name in enumerate(("甲街道", "甲街道", "乙社区", "")):
        terminal.objects.create(terminal_id=f"WH{number}", place_name=name, key_id=str(number), public_key=str(number))
    now = migrated_to("fleet", "0004_no_place_names")
    named = {one.pk: one.place.name if one.place else "" for one in now.get_model("fleet", "Terminal").objects.all()}
    assert named == {"WH0": "甲街道", "WH1": "甲街道", "WH2": "乙社区", "WH3": ""}
    assert apps.get_model("fleet", "Place").objects.count() == 2
