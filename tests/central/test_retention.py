"""What leaves the database, when, and where it then is; what is personal goes first, and what is open stays."""

import argparse
import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from kiosk.central.alarms.models import Alarm
from kiosk.central.audit import chain, exporting
from kiosk.central.audit.models import AuditEvent, Seal
from kiosk.central.drafts.models import Draft
from kiosk.central.fleet.models import FleetEvent
from kiosk.central.intake.models import DeadLetter, Issue, Payment, Received, Transaction
from kiosk.central.mail.models import Delivery
from kiosk.central.retention import archive, cli, moving, service
from kiosk.central.retention.kinds import KINDS
from kiosk.central.retention.models import KIND_NAMES, Batch
from kiosk.central.retention.policy import Kinds, PolicyError, load, policy
from kiosk.central.rulings.models import Ruling
from kiosk.central.rulings.service import rule
from kiosk.protocol.api import VERIFY
from tests.central.test_intake import ALARM, ISSUE, PAYMENT, TRANSACTION, envelope, hand_in
from tests.central.test_mail import MAIL

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
LONG_AGO, RECENT = "2026-01-05T08:02:00Z", "2026-05-20T08:02:00Z"
DAY = "2026-01-05"
DRAFT = {
    "kind": "draft",
    "draft_id": "0" * 32,
    "transaction_id": TRANSACTION["transaction_id"],
    "service": "housing/fund",
    "flow_version": 1,
    "stopped_at": "statement",
    "because": "platform.TIMEOUT",
    "person": "0" * 64,
    "sealed": "c2VhbGVk",
    "expires_at": "2026-12-01T00:00:00Z",
}


@pytest.fixture(autouse=True)
def _archive(settings, tmp_path):
    settings.ARCHIVE_DIR = tmp_path / "archive"


def held(path: str) -> list[dict]:
    return [json.loads(line) for line in archive.read(path)]


def one(n: int, record: dict, name: str) -> dict:
    """The same record under another id."""
    return record | {name: f"{record[name][:-2]}{n:02d}"}


def transaction(n: int, at: str = LONG_AGO) -> dict:
    return envelope(n, one(n, TRANSACTION, "transaction_id") | {"started_at": at, "ended_at": at}, at)


def issue(n: int, state: str, **more) -> dict:
    return envelope(
        n, one(n, ISSUE, "issue_id") | {"serial": f"WH0001-20260105-{n:05d}", "state": state} | more, LONG_AGO
    )


def test_whole_days_leave_into_a_file_each_and_what_is_young_stays(terminal):
    items = [transaction(1), transaction(2), transaction(3, "2026-01-06T08:00:00Z"), transaction(4, RECENT)]
    assert hand_in(terminal, *items) == ["accepted"] * 4
    assert service.work(NOW)["transactions"] == 3
    assert Transaction.objects.count() == 1
    first = held(f"transactions/2026/{DAY}.jsonl.gz")
    assert [row["transaction_id"][-2:] for row in first] == ["01", "02"]
    assert (first[0]["service"], first[0]["terminal_id"]) == ("housing/fund", "WH0001")
    assert len(held("transactions/2026/2026-01-06.jsonl.gz")) == 1
    assert service.work(NOW).get("transactions", 0) == 0
    told = AuditEvent.objects.filter(action="retention.archived", who="system").values_list("detail", flat=True)
    assert f"transactions {DAY}: 2" in told


def test_a_day_is_a_day_of_the_citys(terminal):
    hand_in(terminal, transaction(1, "2026-01-05T16:30:00Z"))
    service.work(NOW)
    assert held("transactions/2026/2026-01-06.jsonl.gz")


def test_what_comes_late_and_what_is_much_gets_files_of_its_own(terminal):
    hand_in(terminal, *(transaction(n) for n in range(5)))
    moving.move("transactions", NOW, 3)
    moving.move("transactions", NOW, 3)
    hand_in(terminal, transaction(9))
    service.work(NOW)
    counts = [len(held(f"transactions/2026/{DAY}{number}.jsonl.gz")) for number in ("", ".2", ".3")]
    assert counts == [3, 2, 1]
    assert list(archive.problems()) == []


def test_what_is_open_stays_however_old(terminal):
    due = PAYMENT | {"state": "refund_due", "sequence": 3}
    done = one(1, PAYMENT, "payment_id") | {"order_number": "P-8", "state": "fulfilled", "sequence": 3}
    states = ("taken", "voided", "presented", "doubtful", "printing")
    issues = [issue(n, state, sequence=3) for n, state in enumerate(states)]
    hand_in(terminal, *issues, envelope(20, due, LONG_AGO), envelope(21, done, LONG_AGO), envelope(22, ALARM, LONG_AGO))
    service.work(NOW)
    assert set(Issue.objects.values_list("state", flat=True)) == {"doubtful", "printing"}
    assert Payment.objects.get().state == "refund_due"
    assert Alarm.objects.count() == 1
    assert {row["state"] for row in held(f"issues/2026/{DAY}.jsonl.gz")} == {"taken", "voided", "presented"}


def test_a_ruling_lies_within_its_issue_once_the_terminal_knows_it(terminal):
    hand_in(terminal, issue(1, "doubtful"))
    rule(Issue.objects.get(), Ruling.Finding.VOID, "残缺", "staff")
    service.work(NOW)
    assert Issue.objects.count() == 1
    Ruling.objects.update(state="applied")
    service.work(NOW)
    (row,) = held(f"issues/2026/{DAY}.jsonl.gz")
    assert [ruling["reason"] for ruling in row["ruling"]] == ["残缺"]
    assert not Ruling.objects.exists()


def test_an_alarm_takes_its_events_and_no_address_along(terminal):
    hand_in(terminal, envelope(1, ALARM, LONG_AGO), envelope(2, ALARM | {"cleared": True}, "2026-01-05T09:00:00Z"))
    alarm = Alarm.objects.get()
    alarm.notices.create(
        occasion="raised", way="email", address="duty@example.com", created_at=NOW, ripe_at=NOW, due_at=NOW
    )
    service.work(NOW)
    (row,) = held(f"alarms/2026/{DAY}.jsonl.gz")
    assert [event["kind"] for event in row["events"]][:1] == ["raised"]
    assert len(row["notices"]) == 1
    assert "duty@example.com" not in json.dumps(row)
    assert not Alarm.objects.exists()


@pytest.mark.parametrize(("state", "words"), [("taken", "文件真实有效"), ("voided", "文件已作废")])
def test_an_archived_document_can_still_be_verified_and_shows_the_same_page(terminal, client, state, words):
    hand_in(terminal, issue(1, state, copies=2))

    def page(code=ISSUE["verification_code"], serial="WH0001-20260105-00001"):
        return client.get(f"{VERIFY}{serial}", {"code": code}).content.decode()

    before, wrong = page(), page("K7QM-2XWD-9FTC")
    service.work(NOW)
    assert not Issue.objects.exists()
    assert page() == before
    assert words in before
    assert page("K7QM-2XWD-9FTC") == wrong


def test_a_document_that_is_reported_again_after_it_was_archived_is_what_was_said_last(terminal, client):
    hand_in(terminal, issue(1, "presented"))
    service.work(NOW)
    hand_in(terminal, envelope(2, issue(1, "voided", sequence=4)["record"], LONG_AGO))
    for _ in range(2):
        page = client.get(f"{VERIFY}WH0001-20260105-00001", {"code": ISSUE["verification_code"]})
        assert "文件已作废" in page.content.decode()
        service.work(NOW)
    assert len(held(f"issues/2026/{DAY}.2.jsonl.gz")) == 1


def test_a_row_that_changes_while_it_is_written_does_not_leave(terminal, monkeypatch):
    hand_in(terminal, transaction(1))
    write = archive.write

    def meanwhile(path, lines):
        written = write(path, lines)
        Transaction.objects.update(last_step="changed")
        return written

    monkeypatch.setattr(archive, "write", meanwhile)
    assert service.work(NOW).get("transactions", 0) == 0
    assert archive.files() == set()
    monkeypatch.setattr(archive, "write", write)
    assert service.work(NOW)["transactions"] == 1
    assert held(f"transactions/2026/{DAY}.jsonl.gz")[0]["last_step"] == "changed"


def test_what_is_about_residents_is_erased_however_it_stands(terminal):
    hand_in(terminal, envelope(1, MAIL, LONG_AGO), envelope(2, DRAFT))
    Draft.objects.update(expires_at=NOW - timedelta(days=9))
    Delivery.objects.update(asked_at=NOW - timedelta(days=3))
    service.work(NOW)
    mail, draft = Delivery.objects.get(), Draft.objects.get()
    assert (mail.state, mail.address, mail.subject, mail.lines) == ("given_up", "", "", [])
    assert (draft.sealed, draft.person) == ("", "")
    erased = Batch.objects.filter(deed="erased")
    assert set(erased.values_list("kind", flat=True)) == {"mails", "drafts"}
    service.work(NOW + timedelta(days=100))
    assert not Delivery.objects.exists()
    assert not Draft.objects.exists()


def test_what_waits_for_its_time_is_not_erased(terminal):
    hand_in(terminal, envelope(1, MAIL, LONG_AGO), envelope(2, DRAFT))
    Delivery.objects.update(asked_at=NOW - timedelta(hours=20))
    Draft.objects.update(expires_at=timezone.now() + timedelta(days=3))
    service.work(NOW)
    assert Delivery.objects.get().address
    assert Draft.objects.get().sealed


def test_what_only_the_platform_needs_is_deleted(terminal):
    hand_in(terminal, envelope(1, {"kind": "?"}), transaction(2))
    old = NOW - timedelta(days=401)
    Received.objects.update(received_at=old)
    Session.objects.create(session_key="x", session_data="", expire_date=NOW - timedelta(days=3))
    letter = DeadLetter.objects.get()
    service.work(NOW)
    assert not Received.objects.exists()
    assert not Session.objects.exists()
    assert DeadLetter.objects.exists(), "nobody has dealt with it"
    DeadLetter.objects.filter(pk=letter.pk).update(resolved_at=old)
    service.work(NOW)
    assert not DeadLetter.objects.exists()


def test_the_audit_is_copied_stays_and_is_verified_from_the_archive_alone(terminal, tmp_path):
    long_ago = NOW - timedelta(days=200)
    for hours in (0, 1, 30):
        event = AuditEvent.objects.create(who="staff", action="place.change", object_type="c.d", object_id=str(hours))
        _set_time(event, long_ago + timedelta(hours=hours))
    chain.seal_new()
    for _ in range(2):
        service.work(NOW)
    paths = sorted(path for path in archive.listed() if path.startswith("audit/"))
    assert len(paths) == 2
    whole = tmp_path / "audit.jsonl"
    whole.write_text("".join(line for path in paths for line in archive.read(path)), "utf-8")
    assert list(chain.problems(exporting.read_json_lines(whole))) == []
    assert Seal.objects.count() == 3


def _set_time(event: AuditEvent, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET at = %s WHERE id = %s", [at, event.pk])


def test_a_turn_ends_in_time_and_the_next_goes_on(terminal):
    hand_in(terminal, transaction(1))
    assert service.work(NOW, turn_s=0) == {}
    assert service.work(NOW)["transactions"] == 1


def test_archive_files_are_destroyed_after_their_years(terminal):
    hand_in(terminal, transaction(1))
    service.work(NOW)
    later = NOW + timedelta(days=policy().archive_years * 366)
    service.work(later)
    assert archive.files() == set()
    assert archive.listed() == {}
    assert list(archive.problems()) == []
    assert Batch.objects.filter(deed="forgotten").get().rows == 1


def test_a_file_of_rows_that_the_database_does_not_have_is_left_for_a_person(terminal):
    hand_in(terminal, transaction(1))
    service.work(NOW)
    Batch.objects.all().delete()  # as when an older backup of the list alone came back
    with pytest.raises(archive.ArchiveError, match="holds rows that the database does not have"):
        moving.settle()
    assert archive.files()


def test_whatever_is_done_to_a_file_shows(terminal):
    hand_in(terminal, transaction(1), transaction(2, "2026-01-06T08:00:00Z"))
    service.work(NOW)
    first, second = sorted(archive.listed())
    (archive.folder() / first).write_bytes(gzip.compress(b"{}\n"))
    (archive.folder() / second).rename((archive.folder() / second).with_name("2026-01-07.jsonl.gz"))
    assert list(archive.problems()) == [
        f"{first}: it was changed since it was written",
        f"{second}: it is missing",
        "transactions/2026/2026-01-07.jsonl.gz: the manifest does not know it",
    ]


def test_a_manifest_that_a_cut_left_unfinished_is_mended(terminal):
    hand_in(terminal, transaction(1))
    service.work(NOW)
    manifest = archive.folder() / archive.MANIFEST
    whole = manifest.read_bytes()
    manifest.write_bytes(whole[:-20])
    assert archive.listed() == {}
    moving.settle()
    assert list(archive.listed()) == [f"transactions/2026/{DAY}.jsonl.gz"]
    assert list(archive.problems()) == []


def typed(capsys, monkeypatch, *words: str) -> tuple[int, str, str]:
    """What the command answers; the archive is this test's."""
    monkeypatch.setattr(cli, "_ready", lambda _data: None)
    parser = argparse.ArgumentParser()
    cli.add_commands(parser.add_subparsers(), Path())
    args = parser.parse_args(["archive", *words])
    code = args.run(args)
    return code, *capsys.readouterr()


def test_the_archive_is_listed_verified_and_read_without_a_database(terminal, capsys, monkeypatch):
    hand_in(terminal, transaction(1), transaction(2, "2026-02-06T08:00:00Z"), issue(3, "taken"))
    service.work(NOW)

    with monkeypatch.context() as without:
        without.setattr(Batch, "objects", None)
        _code, listed, _ = typed(capsys, monkeypatch, "list", "transactions")
        assert [line.split("\t")[:3] for line in listed.splitlines()] == [
            ["transactions", DAY, "1"],
            ["transactions", "2026-02-06", "1"],
        ]
        code, rows, _ = typed(capsys, monkeypatch, "read", "transactions", "--day", "2026-02")
        assert (code, [json.loads(row)["transaction_id"][-2:] for row in rows.splitlines()]) == (0, ["02"])
        assert typed(capsys, monkeypatch, "verify")[:2] == (0, "The archive is whole: 3 files.\n")
        (archive.folder() / f"transactions/2026/{DAY}.jsonl.gz").write_bytes(b"")
        assert typed(capsys, monkeypatch, "verify")[0] == 1
        code, rows, error = typed(capsys, monkeypatch, "read", "transactions")
        assert (code, rows) == (1, "")
        assert "changed since it was written" in error


FILE = Path("config/retention.yaml")


def test_the_file_of_the_house_names_every_kind():
    assert set(dict(load(FILE).kinds)) == set(KINDS) == set(Kinds.model_fields) == set(KIND_NAMES)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"archive_years": 0}, "archive_years"),
        ({"at_once": "many"}, "at_once"),
        ({"kinds": {"audit": {"hot_days": 90, "then": "delete"}}}, "kinds.audit.then"),
        ({"kinds": {"mails": {"hot_days": 90, "then": "delete"}}}, "personal_days"),
        ({"kinds": {"mails": {"personal_days": 99, "hot_days": 90, "then": "delete"}}}, "personal goes first"),
        ({"kinds": {"issues": {"hot_days": 90, "then": "archiv"}}}, "kinds.issues.then"),
        ({"kinds": {"isues": {"hot_days": 90, "then": "archive"}}}, "isues"),
    ],
)
def test_each_mistake_is_told_with_its_line(tmp_path, change, said):
    text = yaml.safe_load(FILE.read_text("utf-8"))
    kinds = text["kinds"] | change.pop("kinds", {})
    file = tmp_path / "retention.yaml"
    file.write_text(yaml.safe_dump(text | change | {"kinds": kinds}), "utf-8")
    with pytest.raises(PolicyError) as told:
        load(file)
    assert said in str(told.value)
    assert f"{file}:" in str(told.value)


def test_all_mistakes_are_told_at_once(tmp_path):
    file = tmp_path / "retention.yaml"
    file.write_text(FILE.read_text("utf-8").replace("then: copy", "then: delete").replace("archive_years: 10", ""))
    with pytest.raises(PolicyError, match="2 to mend"):
        load(file)
    with pytest.raises(PolicyError, match="KIOSK_CENTRAL_RETENTION"):
        load(tmp_path / "none.yaml")


def test_events_of_terminals_leave_too(terminal):
    FleetEvent.objects.create(terminal=terminal.terminal, at=NOW - timedelta(days=120), kind="software", detail="1 → 2")
    assert service.work(NOW)["fleet_events"] == 1
