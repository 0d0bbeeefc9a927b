"""Columns that name a service and its steps as the flow does: the words are found with the records, in one query."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.cells import two_lines
from kiosk.central.reports.models import FlowWords
from kiosk.central.reports.words import in_reader_language

M = TypeVar("M", bound=Model)


def with_flow_words(records: "QuerySet[M]") -> "QuerySet[M]":
    """Add the words of each record's flow version, else of the newest that is known; records have both as fields."""
    known = FlowWords.objects.filter(service=OuterRef("service"))
    same, newest = known.filter(version=OuterRef("flow_version")), known.order_by("-version")
    found = {
        field: Coalesce(Subquery(same.values(field)[:1]), Subquery(newest.values(field)[:1]))
        for field in ("title", "steps")
    }
    return cast("QuerySet[M]", records.annotate(flow_title=found["title"], flow_steps=found["steps"]))


def service_title(record: Any) -> str:
    """Return what the service of a record is called; one whose words nobody has read goes by its path."""
    return in_reader_language(getattr(record, "flow_title", None) or {}, str(record.service))


def step_title(record: Any, step: str) -> str:
    """Return what a step of the record's flow is called, else its id."""
    steps: Sequence[tuple[str, dict[str, str]]] = getattr(record, "flow_steps", None) or ()
    return in_reader_language(dict(steps).get(step, {}), step)


def with_its_code(words: str, code: str) -> SafeString | str:
    """Return the words, and small below them the code that technicians know."""
    return two_lines(words, code if code != words else "")


class FlowColumns(ReadOnlyAdmin[M]):
    """Gives the list of records of a flow the column `title`; subclasses name steps with `step_title`."""

    def get_queryset(self, request: HttpRequest) -> "QuerySet[M]":
        return with_flow_words(super().get_queryset(request))

    @admin.display(description=_("事项"), ordering="service")
    def title(self, record: M) -> SafeString | str:
        return with_its_code(service_title(record), str(record.service))  # type: ignore[attr-defined]
