"""Permissions are chosen by words of the page's language, whichever language the database was made in."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import translation

from kiosk.central.accounts.permission_words import in_words

CHINESE = re.compile(r"[一-鿿]")


def offered(admin_client, path: str, field: str, language: str) -> list[str]:
    admin_client.post("/i18n/setlang/", {"language": language, "next": "/admin/"})
    page = admin_client.get(path).content.decode()
    select = re.search(rf'<select name="{field}".*?</select>', page, re.DOTALL)
    return re.findall(r"<option[^>]*>([^<]+)</option>", select[0])


@pytest.mark.parametrize(("path", "field"), [("group/add/", "permissions"), ("user/{}/change/", "user_permissions")])
def test_forms_offer_them_in_each_language(admin_client, admin_user, path, field):
    path = f"/admin/auth/{path.format(admin_user.pk)}"
    chinese = offered(admin_client, path, field, "zh-hans")
    english = offered(admin_client, path, field, "en")
    assert len(chinese) == len(english) == Permission.objects.count()
    assert [name for name in english if CHINESE.search(name)] == []
    assert [name for name in chinese if not all(map(CHINESE.search, name.split(" | ")))] == []
    assert len(set(chinese)) == len(chinese)
    assert "终端管理 | 终端 | 可查看" in chinese
    assert "登录保护 | 失败的登录尝试 | 可查看" in chinese
    assert any(name.endswith(" | steer rollouts: go, pause, stop, return") for name in english)


def test_one_of_a_model_that_is_gone_goes_by_what_the_database_has(db):
    some = Permission.objects.select_related("content_type").first()
    some.content_type.model, some.name = "gone", "Can view gone"
    with translation.override("zh-hans"):
        assert in_words(some).endswith(" | gone | Can view gone")


def test_a_role_keeps_what_was_chosen(admin_client):
    role = Group.objects.create(name="试")
    chosen = Permission.objects.get(codename="view_terminal")
    form = {"name": "试", "permissions": [chosen.pk]}
    assert admin_client.post(f"/admin/auth/group/{role.pk}/change/", form).status_code == 302
    assert list(role.permissions.all()) == [chosen]
