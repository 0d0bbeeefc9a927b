"""Every column that can hold words is classified, and what is about residents ends on schedule."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db.models import BinaryField, CharField, Field, GenericIPAddressField, JSONField, Model, TextField

from kiosk.central.retention.fields import NOBODY, RESIDENTS, STAFF
from kiosk.central.retention.kinds import KINDS
from kiosk.central.retention.policy import Personal, policy

REGISTRY = (RESIDENTS, STAFF, NOBODY)
MOST_DAYS = 31


def columns(models: Iterable[type[Model]] | None = None) -> set[str]:
    wordy = (CharField, TextField, JSONField, BinaryField, GenericIPAddressField)
    return {
        f"{model._meta.label}.{field.name}"
        for model in (models or apps.get_models())
        for field in model._meta.local_concrete_fields
        if isinstance(field, wordy) and not field.choices and not field.is_relation
    }


def classified() -> Counter[str]:
    return Counter(f"{label}.{name}" for part in REGISTRY for label, names in part.items() for name in names.split())


def test_every_column_that_can_hold_words_says_of_whom_it_speaks() -> None:
    """Whoever adds one writes it down in `retention.fields`, and in docs/central.md when it is about residents."""
    unclassified = columns() - set(classified())
    assert not unclassified, f"of whom do these speak? {sorted(unclassified)}"


def test_the_registry_names_what_there_is_and_once() -> None:
    assert set(classified()) - columns() == set()
    assert [name for name, times in classified().items() if times > 1] == []


def test_what_is_about_residents_ends_within_a_month() -> None:
    rules, by_model = dict(policy().kinds), {kind.model: name for name, kind in KINDS.items()}
    for label in RESIDENTS:
        name = by_model[label]
        rule = rules[name]
        assert (rule.personal_days if isinstance(rule, Personal) else rule.hot_days) <= MOST_DAYS, name
        assert (KINDS[name].erase is not None) == isinstance(rule, Personal), name
        assert rule.then == "delete", f"{name} must not be archived"


def test_the_documents_table_tells_of_each() -> None:
    text = Path("docs/central.md").read_text("utf-8")
    for label, names in RESIDENTS.items():
        (row,) = (line for line in text.splitlines() if line.startswith(f"| `{label}`"))
        for name in names.split():
            assert f"`{name}`" in row, f"{label}.{name}"
    for name in KINDS:
        assert f"`{name}`" in text, name


def test_no_archive_file_holds_what_is_about_residents() -> None:
    archived = {KINDS[name].model for name, rule in dict(policy().kinds).items() if rule.then == "archive"}
    assert archived & set(RESIDENTS) == set()


def test_a_column_that_nobody_thought_about_is_found() -> None:
    field: Field = CharField(max_length=10)
    field.set_attributes_from_name("nickname")
    grown: Any = SimpleNamespace(_meta=SimpleNamespace(label="intake.Transaction", local_concrete_fields=[field]))
    assert columns([grown]) - set(classified()) == {"intake.Transaction.nickname"}
