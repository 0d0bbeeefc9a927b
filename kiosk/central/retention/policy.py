"""config/retention.yaml: how many days each kind of record stays, what becomes of it, when personal data are erased."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from django.conf import settings
from pydantic import Field, model_validator

from kiosk.central.site_file import Part, SiteFileError, read_site_file

Days = Annotated[int, Field(strict=True, ge=1, le=36_500)]


class PolicyError(SiteFileError):
    """The policy cannot be used."""


class Moved(Part):
    """Leaves the database `hot_days` after the day it is dated by, once its story has ended."""

    hot_days: Days
    then: Literal["archive", "delete"]


class Dropped(Part):
    hot_days: Days
    then: Literal["delete"]


class Personal(Part):
    """What is about a resident is erased after `personal_days`, however it stands; the rest is deleted later."""

    personal_days: Days
    hot_days: Days
    then: Literal["delete"]

    @model_validator(mode="after")
    def _erased_first(self) -> "Personal":
        if self.personal_days > self.hot_days:
            raise ValueError("personal_days is more than hot_days: what is personal goes first")
        return self


class Copied(Part):
    """Stays in the database for ever; days older than `hot_days` are in the archive, too."""

    hot_days: Days
    then: Literal["copy"]


class Kinds(Part):
    """Every kind of `retention.kinds`, none left out."""

    transactions: Moved
    ratings: Moved
    issues: Moved
    payments: Moved
    orders: Moved
    commands: Moved
    alarms: Moved
    fleet_events: Moved
    audit: Copied
    mails: Personal
    drafts: Personal
    redress_events: Personal
    phone_codes: Dropped
    dead_letters: Dropped
    redress_notices: Dropped
    envelopes: Dropped
    calls: Dropped
    alarm_reports: Dropped
    sessions: Dropped
    log_ins: Dropped
    admin_log: Dropped


class Policy(Part):
    """`archive_years`: after so many an archive file is destroyed. `at_once`: rows that leave in one transaction."""

    archive_years: int = Field(strict=True, ge=1, le=100)
    at_once: int = Field(strict=True, ge=100, le=50_000)
    kinds: Kinds


def load(file: Path) -> Policy:
    """Read the policy.

    Raises:
        PolicyError: unreadable, no YAML, or not what it should be; all problems at once.
    """
    return read_site_file(file, Policy, "retention policy", "KIOSK_CENTRAL_RETENTION", PolicyError)


@lru_cache(maxsize=4)
def _loaded(file: Path) -> Policy:
    return load(file)


def policy() -> Policy:
    """Return the policy of this platform, read once a process.

    Raises:
        PolicyError: see `load`.
    """
    return _loaded(settings.RETENTION_FILE)
