"""How rows leave the database, in batches that each stand or fall as a whole.

    read → file on disk → one transaction: lock, compare with what was written, list the file, delete → manifest

Cut anywhere: before the transaction the rows are all there and the file is on no list, so `settle` takes it away and
they are written anew; after it the file is listed and the rows are gone.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from kiosk.central.audit import service as audit
from kiosk.central.retention import archive
from kiosk.central.retention.kinds import KINDS, Kind
from kiosk.central.retention.lines import key_of, lines
from kiosk.central.retention.models import Batch

Deed = Batch.Deed
_KEYS_AT_ONCE = 500


def midnight(now: datetime, days: int) -> datetime:
    """Return the beginning of the day `days` before that of `now`, in the platform's time zone."""
    return _begin(timezone.localdate(now) - timedelta(days=days))


def move(name: str, before: datetime, at_once: int) -> int:
    """Move the oldest rows of one day that are dated before that moment; return how many, 0 when none is left."""
    kind = KINDS[name]
    day, keys = _oldest(kind, before, at_once, after=_copied(name) if kind.stays else None)
    if day is None:
        return 0
    number = (Batch.objects.filter(kind=name, day=day).aggregate(last=Max("number"))["last"] or 0) + 1
    path = archive.path_of(name, day, number)
    if (archive.folder() / path).exists():
        _take_away(path)
    written = archive.write(path, lines(kind, keys))
    listed = Batch(kind=name, day=day, number=number, rows=written.rows, path=path)
    listed.sha256, listed.size = written.sha256, written.size
    if not _leave(kind, keys, written.content, listed):
        archive.remove(path)  # somebody changed a row meanwhile: it is written anew
        return 0
    note_files()
    return written.rows


@transaction.atomic
def _leave(kind: Kind, keys: Sequence[Any], content: str, listed: Batch) -> bool:
    """List the file and delete its rows; False when they are not any more what was written."""
    now_there = hashlib.sha256()
    for line in lines(kind, keys, lock=True):
        now_there.update(line.encode())
    if now_there.hexdigest() != content:
        return False
    if kind.stays:
        listed.deed, listed.last = Deed.COPIED, keys[-1]
    else:
        listed.deed = Deed.ARCHIVED
        _delete(kind, keys)
    _note(listed)
    return True


def _delete(kind: Kind, keys: Sequence[Any]) -> None:
    for chosen in _portions(keys):
        rows = kind.rows().filter(pk__in=chosen)
        if kind.before is not None:
            kind.before(list(rows))
        rows.delete()


@transaction.atomic
def drop(name: str, before: datetime, at_once: int) -> int:
    """Delete the oldest rows that are over and dated before that moment; return how many."""
    kind = KINDS[name]
    old = kind.rows().filter(**{f"{kind.dated_by}__lt": before}).order_by(kind.dated_by)
    keys = list(old.values_list("pk", flat=True)[:at_once])
    _delete(kind, keys)
    if keys:
        _note(Batch(kind=name, deed=Deed.DELETED, rows=len(keys)))
    return len(keys)


@transaction.atomic
def erase(name: str, before: datetime) -> int:
    """Erase what is about residents in rows that are dated before that moment; return in how many."""
    act = KINDS[name].erase
    done = act(before) if act is not None else 0
    if done:
        _note(Batch(kind=name, deed=Deed.ERASED, rows=done))
    return done


def forget(before: date) -> int:
    """Destroy the archive's files of days before that one; return how many."""
    old = list(Batch.objects.filter(day__lt=before).exclude(path=""))
    for listed in old:
        archive.remove(listed.path)
        with transaction.atomic():
            _note(Batch(kind=listed.kind, deed=Deed.FORGOTTEN, rows=listed.rows))
            Batch.objects.filter(pk=listed.pk).update(path="")
    if old:
        note_files()
    return len(old)


def settle() -> None:
    """Take away files that a cut left on no list, and let the manifest say what the list says.

    Raises:
        ArchiveError: such a file holds rows that the database does not have: a person must look.
    """
    known = set(Batch.objects.exclude(path="").values_list("path", flat=True))
    for path in sorted(archive.files() - known):
        _take_away(path)
    note_files()


def note_files() -> None:
    """Bring the manifest in line with the list."""
    told = archive.listed()
    held = {one.path: one for one in Batch.objects.exclude(path="").order_by("id")}
    archive.note(
        {
            "path": one.path,
            "kind": one.kind,
            "day": one.day.isoformat() if one.day else "",
            "rows": one.rows,
            "sha256": one.sha256,
            "written_at": one.at.isoformat(timespec="seconds"),
        }
        for path, one in held.items()
        if path not in told or told[path]["sha256"] != one.sha256
    )
    archive.note(
        {"path": path, "gone": timezone.now().isoformat(timespec="seconds")} for path in told if path not in held
    )


def _take_away(path: str) -> None:
    """Remove a file that is on no list, if every row of it is in the database."""
    kind = KINDS.get(path.partition("/")[0])
    if kind is None:
        raise archive.ArchiveError(f"{archive.folder() / path}: there is no such kind; move it elsewhere")
    keys = [key_of(line, kind) for line in archive.read(path)]
    rows = kind.rows().model._base_manager  # noqa: SLF001 - Django's documented model API
    if sum(rows.filter(pk__in=chosen).count() for chosen in _portions(keys)) != len(keys):
        raise archive.ArchiveError(
            f"{archive.folder() / path}: it is on no list, and holds rows that the database does not have. "
            "Was an older backup restored? Move the file elsewhere, and keep it"
        )
    archive.remove(path)


def _oldest(kind: Kind, before: datetime, most: int, *, after: int | None) -> tuple[date | None, list[Any]]:
    """Return the oldest day of which something is to go, and the keys of what goes."""
    order = (kind.stays,) if kind.stays else (kind.dated_by, "pk")
    due = kind.rows().filter(**{f"{kind.dated_by}__lt": before}).order_by(*order)
    if after is not None:
        due = due.filter(**{f"{kind.stays}__gt": after})
    first: datetime | None = due.values_list(kind.dated_by, flat=True).first()
    if first is None:
        return None, []
    day = timezone.localdate(first)
    end = _begin(day + timedelta(days=1))
    key = kind.stays or "pk"
    return day, list(due.filter(**{f"{kind.dated_by}__lt": end}).values_list(key, flat=True)[:most])


def _copied(name: str) -> int:
    """Return the key of the last row that the archive holds of a kind whose rows stay."""
    return Batch.objects.filter(kind=name).aggregate(last=Max("last"))["last"] or 0


def _note(batch: Batch) -> None:
    batch.save()
    audit.record(audit.SYSTEM, f"retention.{batch.deed}", batch, f"{batch.kind} {batch.day or ''}: {batch.rows}")


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _portions(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        yield keys[start : start + _KEYS_AT_ONCE]
