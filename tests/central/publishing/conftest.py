"""What the tests of publishing share: a city with its keys where they belong, and its people with their accounts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone
from kit.city import City
from kit.flows import flow_files

from kiosk.central.publishing import submitting, tokens
from kiosk.central.publishing.models import Submission
from kiosk.protocol.publishing import Report, StageOutcome

PASSED = Report(stages=(StageOutcome(name="check", state="passed", took_s=1),), scenarios=1, states=3, paths="12")


def at_home(settings, city: City) -> None:
    settings.FLOWS_DIR, settings.KEYS_DIR = city.served, city.server_keys
    settings.STOCK_DIR = city.place / "stock"


@pytest.fixture
def city(tmp_path: Path, settings) -> City:
    made = City(tmp_path / "city")
    at_home(settings, made)
    return made


@dataclass
class People:
    """Accounts by name; `token` gives a new API token of one."""

    author: User
    clerk: User
    deputy: User
    publisher: User

    @staticmethod
    def token(user: User, **ends: float) -> str:
        expires_at = timezone.now() + timedelta(**(ends or {"days": 1}))
        return tokens.make(user, "test", expires_at, user.get_username())[1]


@pytest.fixture
def people(db: None) -> People:
    def person(name: str, *permissions: str) -> User:
        made = User.objects.create_user(name, is_staff=True)  # no password: hashing one takes longer than the test
        made.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        return made

    signs = ("view_submission", "sign_submission")
    return People(
        person("author", "view_submission", "add_submission", "add_apitoken", "view_apitoken"),
        *(person(name, *signs) for name in ("clerk", "deputy", "publisher")),
    )


@pytest.fixture
def ready(city: City, people: People) -> Callable[..., Submission]:
    """Hand a flow in, and let it have passed its examination."""

    def hand_in(words: str = "first", service: str = "housing/fund") -> Submission:
        submission = submitting.hand_in([flow_files(service, words=words)], people.author)[0]
        passed([submission])
        return submission

    return hand_in


def passed(submissions: Sequence[Submission]) -> None:
    for submission in submissions:
        submission.state, submission.report_document = Submission.State.READY, PASSED.model_dump(mode="json")
        submission.save()
