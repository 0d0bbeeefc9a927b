"""What staff call services and departments."""

from typing import TypeVar

from django.db.models import OuterRef, QuerySet, Subquery

from kiosk.central.publishing.models import Submission
from kiosk.central.ratings.models import Rating, Redress

M = TypeVar("M", Rating, Redress)


def service_titles() -> dict[str, str]:
    """Return the title of each service as its newest submission has it; what came otherwise goes by its path."""
    return dict(Submission.objects.order_by("pk").values_list("service", "title"))


def with_title(records: "QuerySet[M]") -> "QuerySet[M]":
    """Add to ratings or redresses `service_title`, None where the platform never saw the service's texts."""
    newest = Submission.objects.filter(service=OuterRef("service")).order_by("-pk")
    return records.annotate(service_title=Subquery(newest.values("title")[:1]))


def title_of(record: Rating | Redress) -> str:
    """Return what staff call the service of one that `with_title` found."""
    return str(getattr(record, "service_title", None) or record.service)
