"""What staff call services and departments."""

from django.db.models import OuterRef, QuerySet, Subquery

from kiosk.central.publishing.models import Submission
from kiosk.central.ratings.models import Redress


def service_titles() -> dict[str, str]:
    """Return the title of each service as its newest submission has it; what came otherwise goes by its path."""
    return dict(Submission.objects.order_by("pk").values_list("service", "title"))


def with_title(redresses: "QuerySet[Redress]") -> "QuerySet[Redress]":
    """Add `service_title`, None where the platform never saw the service's texts."""
    newest = Submission.objects.filter(service=OuterRef("service")).order_by("-pk")
    return redresses.annotate(service_title=Subquery(newest.values("title")[:1]))


def title_of(redress: Redress) -> str:
    """Return what staff call the service of one that `with_title` found."""
    return str(getattr(redress, "service_title", None) or redress.service)
