"""The platform's own deployment checks, beside Django's: `kiosk central check --deploy`.

Each finding has an id `kiosk.Wnnn` or `kiosk.Ennn`, says what it found, and its remedy as the hint.
"""

import shutil
import stat
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's name
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Snapshot, Timestamp

from kiosk.central import readiness
from kiosk.central.jobs.models import Lease
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.store import RepositoryFiles
from kiosk.central.ratings.rules import rules

ONLINE_KEYS = frozenset({"snapshot", "timestamp"})
_LITTLE_BYTES = 2 * 1024**3
_SOON = timedelta(days=3)


def site(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Names, TLS, demo, mail."""
    if settings.DEMO:
        yield Error("this is a demo", hint="unset KIOSK_CENTRAL_DEMO: it offers sandbox departments", id="kiosk.E001")
    if "*" in settings.ALLOWED_HOSTS:
        yield Error("any host name is answered", hint="set KIOSK_CENTRAL_HOSTS to the public name", id="kiosk.E002")
    if not settings.SESSION_COOKIE_SECURE:
        yield Error("sessions of staff may travel without TLS", hint="set KIOSK_CENTRAL_TLS=1", id="kiosk.E003")
    if not settings.SELF_URL.startswith("https://"):
        yield Warning("links are not https", hint="set KIOSK_CENTRAL_SELF to the public address", id="kiosk.W004")
    if not settings.TWO_FACTOR_ROLES:
        hint = "set KIOSK_CENTRAL_TWO_FACTOR=发布员,管理员"
        yield Warning("a password alone opens every account", hint=hint, id="kiosk.W006")
    if not settings.EMAIL_HOST:
        yield Warning("no mail leaves", hint="set KIOSK_CENTRAL_SMTP, or alarms reach nobody", id="kiosk.W005")


def files(**_kwargs: Any) -> Iterator[CheckMessage]:
    """The site's files can be read, and what is secret is read by its owner alone."""
    found = list(readiness.problems())
    for problem in found:
        yield Error(problem, hint="mend the file; central does not start with it", id="kiosk.E010")
    for secret in _secrets(settings.DATA):
        if stat.S_IMODE(secret.stat().st_mode) & 0o077:
            yield Error(f"{secret} can be read by others", hint=f"chmod go= {secret}", id="kiosk.E011")
    if (settings.DATA / "admin-password").exists():
        file = settings.DATA / "admin-password"
        yield Warning(f"{file} holds the first password", hint="change it, then delete the file", id="kiosk.W012")
    year = datetime.now(UTC).year
    if not found and year not in rules().holiday_years():
        hint = "enter the State Council's notice of the year in ratings.yaml, or deadlines fall on holidays"
        yield Warning(f"{settings.RATINGS_FILE} names no holidays of {year}", hint=hint, id="kiosk.W014")
    free = shutil.disk_usage(settings.DATA).free
    if free < _LITTLE_BYTES:
        yield Warning(f"{free // 2**20} MiB are left at {settings.DATA}", hint="make room", id="kiosk.W013")


def keys(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Of the keys that sign flows, only the online ones lie here."""
    for file in sorted(settings.KEYS_DIR.glob("*.pem*")):
        if file.name.split(".")[0] not in ONLINE_KEYS:
            hint = "move it to its holder's machine: whoever breaks in here could sign with it"
            yield Error(f"{file} is a person's key", hint=hint, id="kiosk.E020")


def flows(**_kwargs: Any) -> Iterator[CheckMessage]:
    """The repository is there, and its signatures count for some days more."""
    repository = RepositoryFiles(settings.FLOWS_DIR)
    if not repository.exists():
        hint = "make one with `kiosk central ceremony`"
        yield Error(f"{settings.FLOWS_DIR} holds no repository", hint=hint, id="kiosk.E030")
        return
    for role in ("timestamp", "snapshot"):
        try:
            expires = _expires(repository, role)
        except (PublishingError, RepositoryError) as error:
            yield Error(f"{role}: {error}", hint="restore the repository from its backup", id="kiosk.E031")
            continue
        if expires - datetime.now(UTC) < _SOON:
            hint = "enable kiosk-central-renew.timer, or run `kiosk central renew`: terminals take nothing new after it"
            yield Warning(f"{role} expires at {expires.isoformat()}", hint=hint, id="kiosk.W032")


def database(**_kwargs: Any) -> Iterator[CheckMessage]:
    """It answers, is up to date, and the jobs do not fail."""
    if connection.vendor == "sqlite":
        hint = "set KIOSK_CENTRAL_DATABASE to a PostgreSQL: several workers write side by side there"
        yield Warning("the database is SQLite", hint=hint, id="kiosk.W040")
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield Error("the database is not up to date", hint="run `kiosk central migrate`", id="kiosk.E041")
            return
        failing = list(Lease.objects.filter(failing_since__isnull=False))
        idle = not Lease.objects.filter(until__gt=datetime.now(UTC)).exists()
    except DatabaseError as error:
        yield Error(f"the database does not answer: {type(error).__name__}", hint="see its log", id="kiosk.E042")
        return
    for job in failing:
        hint = "see the log of `kiosk central work`"
        yield Warning(f"{job.job} fails since {job.failing_since}: {job.error}", hint=hint, id="kiosk.W043")
    if idle:
        hint = "start kiosk-central-work.service, or `kiosk central work`"
        yield Warning("nobody does the jobs: mails and payments wait", hint=hint, id="kiosk.W044")


OF_DEPLOYMENT = (site, files, keys, flows, database)


def _secrets(data: Path) -> Iterable[Path]:
    yield from (data / name for name in ("secret-key", "admin-password") if (data / name).exists())
    for folder in ("keys", "payments", "messages", "secrets"):
        files = (file for file in (data / folder).rglob("*") if file.is_file())
        yield from (file for file in files if file.suffix != ".pub")  # the public half of a key, for everybody


def _expires(repository: RepositoryFiles, role: str) -> datetime:
    timestamp = Metadata[Timestamp].from_bytes(repository.metadata("timestamp"))
    if role == "timestamp":
        return timestamp.signed.expires
    version = timestamp.signed.snapshot_meta.version
    return Metadata[Snapshot].from_bytes(repository.metadata(role, version)).signed.expires
