"""The whole report of what a reader asks for, out of the counted tables: the page shows it, files carry it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext

from kiosk.central.accounts.scope import Paths, Somebody, scope_of, within
from kiosk.central.reports import availability, paper, steps, use
from kiosk.central.reports.asked import Asked, AskForm
from kiosk.central.reports.due import counted_until
from kiosk.central.reports.models import Use
from kiosk.central.reports.section import Figure
from kiosk.central.reports.words import Catalogue, catalogue


@dataclass(frozen=True)
class Report:
    """`until`: up to when all that was heard is counted; None while some of it waits."""

    form: AskForm
    asked: Asked
    scope_words: str
    until: datetime | None
    summary: list[tuple[str, str]]
    figures: tuple[Figure, ...]
    steps: steps.Steps
    steps_title: str

    @property
    def query(self) -> str:
        """What asks for the same again."""
        return query(self.asked)

    def figure(self, name: str) -> Figure | None:
        return next((one for one in self.figures if one.table.name == name), None)

    def periods(self, today: date) -> list[tuple[str, str, bool]]:
        """Return the usual periods: words, query, and whether it is shown now."""
        usual = ((gettext("今天"), 1), (gettext("近 7 天"), 7), (gettext("近 30 天"), 30), (gettext("近一年"), 365))
        told = []
        for words, days in usual:
            since = today - timedelta(days=days - 1)
            shown = (self.asked.since, self.asked.until) == (since, today)
            told.append((words, query(self.asked, since=since.isoformat(), until=today.isoformat()), shown))
        return told

    def versions(self) -> list[tuple[int, str, bool]]:
        """Return the versions of the service that were used: number, query, and whether it is shown now."""
        return [
            (version, query(self.asked, service=self.steps.service, version=version), version == self.steps.version)
            for version in self.steps.versions
        ]


def query(asked: Asked, **instead: object) -> str:
    given: dict[str, object] = {
        "since": asked.since.isoformat(),
        "until": asked.until.isoformat(),
        "district": asked.district,
        "department": asked.department,
        "service": asked.service,
        "version": asked.version or "",
    }
    return urlencode({name: value for name, value in (given | instead).items() if value != ""})


def report_of(user: Somebody, wanted: Mapping[str, str]) -> Report:
    """Return what `user` may see of what is `wanted`: the form's fields, all of them optional."""
    scope, names = scope_of(user), catalogue()
    used = Use.objects.filter(within(scope, Paths("district", "service"))).order_by()
    form = AskForm(wanted, scope, names, set(used.values_list("service", flat=True).distinct()))
    asked, until = form.asked(), counted_until()
    found = use.uses(asked)
    service = asked.service or found.busiest
    walked = steps.steps_of(asked, service)
    stood = availability.standings(asked, until)
    return Report(
        form=form,
        asked=asked,
        scope_words=_scope_words(asked, form, names),
        until=until,
        summary=use.summary(found),
        figures=(
            use.per_day(asked),
            use.per_hour(found),
            use.per_service(found, names),
            use.per_district(found, form.districts),
            steps.funnel(walked),
            steps.times(walked),
            availability.per_role(stood),
            availability.per_terminal(stood),
            paper.forecast(asked),
        ),
        steps=walked,
        steps_title=names.service(service),
    )


def _scope_words(asked: Asked, form: AskForm, names: Catalogue) -> str:
    """Return whose figures these are: what was chosen, else what the reader's duty covers."""
    where = [form.districts.get(asked.district, asked.district)] if asked.district else _of_duty(asked, form)
    what = []
    if asked.service:
        what = [names.service(asked.service)]
    elif asked.department:
        what = [names.department(asked.department)]
    elif asked.scope.departments is not None:
        what = sorted(names.department(name) for name in asked.scope.departments)
    return "-".join("、".join(words) for words in (where, what) if words)


def _of_duty(asked: Asked, form: AskForm) -> list[str]:
    return [gettext("全市")] if asked.scope.districts is None else list(form.districts.values())
