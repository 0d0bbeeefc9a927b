"""The chain of the audit: whatever is changed, taken out, put in or cut off shows; and the database itself refuses."""

import json
import sqlite3
from dataclasses import replace

import pytest
from central.test_serve import run
from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from kit.migrated import migrated

from kiosk.central.audit import chain, exporting, heads, service
from kiosk.central.audit.chain import FIRST, Head, Link, digest_of
from kiosk.central.audit.models import AuditEvent, Seal, Verification

GUARDS = {f"audit_{table}_no_{act}" for table in ("auditevent", "seal") for act in ("update", "delete")}
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


def made(texts: list[str]) -> list[Link]:
    before, links = FIRST, []
    for position, text in enumerate(texts, 1):
        link = Link(position, "", position + 3, "2026-11-26T00:00:00.000000+00:00", text, "a.b", "c.d", "1", text)
        before = digest_of(before, link)
        links.append(replace(link, digest=before))
    return links


@given(st.lists(TEXT, min_size=1, max_size=6), st.data())
def test_whatever_is_done_to_a_chain_shows(texts, data):
    whole = made(texts)
    head = Head(len(whole), whole[-1].digest)
    assert list(chain.problems(whole, [head])) == []
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = [*whole[:at], replace(whole[at], detail=whole[at].detail + "x"), *whole[at + 1 :]]
    taken_out = whole[:at] + whole[at + 1 :]
    anew = made([*texts[:at], texts[at] + "x", *texts[at + 1 :]])
    for tampered in (changed, taken_out, anew):
        assert list(chain.problems(tampered, [head]))


@given(TEXT, TEXT)
def test_no_two_events_look_alike_to_the_hash(one, other):
    link = made([""])[0]
    alike = digest_of(FIRST, replace(link, who=one, detail=other)) == digest_of(
        FIRST, replace(link, who=other, detail=one)
    )
    assert alike is (one == other)


def test_events_are_sealed_once_in_order_and_late_ones_at_the_end(terminal):
    for _again in range(3):
        service.record("staff", "place.change", terminal.terminal)
    late = AuditEvent.objects.order_by("id")[0]
    assert chain.seal_new() == AuditEvent.objects.count()
    assert chain.seal_new() == 0
    assert late.seal.position == 1
    service.record("staff", "place.create", terminal.terminal)
    assert chain.seal_new() == 1
    assert list(chain.problems(chain.links())) == []


def test_an_export_is_verified_without_a_database(terminal, tmp_path):
    service.record("staff", "place.change", terminal.terminal, "=1+1, 甲")
    chain.seal_new()
    file = tmp_path / "audit.jsonl"
    file.write_text("".join(exporting.as_json_lines(chain.links())), "utf-8")
    assert list(chain.problems(exporting.read_json_lines(file))) == []
    code, out, err = run("audit", "verify", "--export", file, "--data", tmp_path / "none")
    assert (code, out) == (0, "The audit is whole.\n"), err
    lines = file.read_text("utf-8").splitlines()
    file.write_text(json.dumps(json.loads(lines[0]) | {"who": "other"}) + "\n", "utf-8")
    code, _out, err = run("audit", "verify", "--export", file, "--data", tmp_path / "none")
    assert (code, "position 1" in err) == (1, True)
    file.write_text("x\n", "utf-8")
    assert "audit.jsonl:1: no line" in run("audit", "verify", "--export", file, "--data", tmp_path / "none")[2]


def test_a_text_is_no_formula_in_a_table(terminal):
    service.record("staff", "place.change", terminal.terminal, "=HYPERLINK(1)")
    chain.seal_new()
    assert ",'=HYPERLINK(1)\r\n" in "".join(exporting.as_csv(chain.links()))


def test_a_head_is_noted_once_a_day_and_shows_a_cut(terminal, settings, tmp_path):
    settings.DATA = tmp_path
    service.record("staff", "place.change", terminal.terminal)
    chain.seal_new()
    heads.note_daily()
    heads.note_daily()
    assert heads.noted() == [chain.head()]
    cut = list(chain.links())[:-1]
    assert "its end was cut off" in " ".join(chain.problems(cut, heads.noted()))


def test_a_real_database_refuses_changes_by_anybody(tmp_path):
    migrated(tmp_path)
    database = sqlite3.connect(tmp_path / "central.sqlite3", isolation_level=None)
    database.execute(
        "INSERT INTO audit_auditevent (at, who, action, object_type, object_id, detail) VALUES ('', '', '', '', '', '')"
    )
    for act in ("UPDATE audit_auditevent SET who = 'x'", "DELETE FROM audit_auditevent"):
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            database.execute(act)
    triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'")
    assert {name for (name,) in triggers} == GUARDS, "a later migration that rebuilds a table makes them anew"
    database.close()


def test_the_page_tells_the_state_and_gives_the_file(admin_client, terminal, settings, tmp_path):
    settings.DATA = tmp_path
    service.record("staff", "place.change", terminal.terminal)
    chain.seal_new()
    page = reverse("admin:audit_auditevent_changelist")
    assert "审计链尚未核验" in admin_client.get(page).content.decode()
    assert "审计链完整" in admin_client.post(reverse("admin:audit_verify"), follow=True).content.decode()
    assert AuditEvent.objects.first().action == "audit.verify"
    exported = b"".join(admin_client.get(reverse("admin:audit_export", args=["jsonl"])).streaming_content)
    assert len(exported.splitlines()) == Seal.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET who = 'nobody' WHERE action = 'place.change'")
    assert "审计链有问题" in admin_client.post(reverse("admin:audit_verify"), follow=True).content.decode()
    assert Verification.objects.first().problem


def test_the_file_is_for_those_who_may_see_the_audit(client, db):
    client.force_login(User.objects.create_user("somebody", password="a-long-password-1", is_staff=True))
    assert client.get(reverse("admin:audit_export", args=["csv"])).status_code == 403
    assert client.post(reverse("admin:audit_verify")).status_code == 403
