"""A demo's invented past: plausible, the same from the same seed, and nowhere but in a demo."""

import pytest
from django.utils import timezone
from kit.packages import real_package

from kiosk.central.fleet.models import Terminal
from kiosk.central.intake.models import DeadLetter, Issue, Transaction
from kiosk.central.ratings.models import Rating
from kiosk.central.reports import due
from kiosk.central.reports.models import StepUse, Use
from kiosk.central.reports.words import words_of
from kiosk.central.sandbox import history

ASKED = {"days": 3, "terminals": 3, "cases": 10, "seed": 7}


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True
    words = words_of(real_package())
    words.version = 4
    words.save()


def written() -> tuple[list, ...]:
    return tuple(list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in (Transaction, Issue))


def test_some_days_of_a_small_fleet(demo):
    told = history.write(**ASKED)
    assert (told.terminals, told.days, told.records) == (3, 3, told.new)
    assert not DeadLetter.objects.exists()
    assert Terminal.objects.filter(state="approved", place__district__isnull=False).count() == 3
    cases = Transaction.objects.count()
    assert 30 <= cases <= 200
    completed = Transaction.objects.filter(outcome="completed").count()
    assert 0.6 * cases < completed < cases
    assert Issue.objects.count() == completed
    assert 0 < Rating.objects.count() < completed
    assert {case.flow_version for case in Transaction.objects.all()} == {3, 4}
    due.count_due(timezone.now())
    assert sum(row.cases for row in Use.objects.all()) == cases
    assert StepUse.objects.filter(gave_up__gt=0).exists()


def test_the_same_seed_writes_the_same_and_nothing_twice(demo):
    history.write(**ASKED)
    before = written()
    assert history.write(**ASKED).new == 0
    assert written() == before


def test_nothing_invented_goes_into_a_platform_that_is_no_demo(db, settings, tmp_path):
    settings.DEMO, settings.DATA = False, tmp_path
    with pytest.raises(history.NoDemoError, match="no demo"):
        history.write(**ASKED)
    assert not Terminal.objects.exists()
    (tmp_path / "demo").touch()
    with pytest.raises(history.NoFlowsError):
        history.write(**ASKED)
