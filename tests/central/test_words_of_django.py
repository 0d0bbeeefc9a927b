"""What Django itself says on staff's pages is Chinese too: where its catalogue has a gap, the platform's fills it."""

import json
import re
from pathlib import Path

import django
import pytest
from django.test import Client
from django.utils.translation.trans_real import DjangoTranslation

DJANGO = Path(django.__file__).parent
SAYS = ("contrib/admin", "contrib/auth", "contrib/contenttypes", "conf")
_ENTRY = re.compile(r'^(?:msgctxt "(?P<context>.*)"\n)?msgid (?P<id>(?:".*"\n?)+)', re.MULTILINE)


def words_of(part: str, domain: str) -> set[str]:
    """Return what this part of Django can say, as its catalogue of English names it, with the context before each."""
    file = DJANGO / part / "locale/en/LC_MESSAGES" / f"{domain}.po"
    found = set()
    for entry in _ENTRY.finditer(file.read_text("utf-8")) if file.exists() else ():
        words = "".join(re.findall(r'"(.*)"', entry["id"])).replace('\\"', '"').replace("\\n", "\n")
        found.add(f"{entry['context']}\x04{words}" if entry["context"] else words)
    return found - {""}


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_each_word_of_django_has_a_chinese_one(domain: str) -> None:
    folders = [str(DJANGO / part / "locale") for part in SAYS] if domain == "djangojs" else None  # it knows its own
    chinese = DjangoTranslation("zh-hans", domain=domain, localedirs=folders)
    asked = set().union(*(words_of(part, domain) for part in SAYS))
    assert len(asked) > 50
    assert {words for words in asked if words not in chinese._catalog and (words, 0) not in chinese._catalog} == set()


def test_a_short_password_is_refused_in_chinese(admin_client: Client) -> None:
    said = {"username": "xinren", "password1": "a1-b2", "password2": "a1-b2", "usable_password": "true"}
    assert "密码太短，至少需要 12 个字符。" in admin_client.post("/admin/auth/user/add/", said).content.decode()


def test_the_boxes_to_choose_from_speak_chinese(admin_client: Client) -> None:
    assert json.dumps("选择全部%s") in admin_client.get("/admin/jsi18n/").content.decode()
