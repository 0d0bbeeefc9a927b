"""An invented past for the demo: some weeks of a small fleet, so that pages have something to show.

Everything goes in by the doors that terminals use (`joining.enrol`, `heartbeat.take_in`, `intake.take_in`), and follows
from a seed: what is written a second time is known already and changes nothing.
"""

import base64
import hashlib
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kiosk.central.fleet import heartbeat, joining
from kiosk.central.fleet.models import District, Terminal, in_a_day
from kiosk.central.fleet.placing import place_named
from kiosk.central.intake import service as intake
from kiosk.central.reports import words
from kiosk.central.reports.days import bounds, through
from kiosk.central.reports.models import FlowWords
from kiosk.central.sandbox.past_case import Day, Service, envelopes
from kiosk.central.serve import DEMO_MARK
from kiosk.protocol.api import EnrolRequest, Heartbeat
from kiosk.protocol.records import Envelope

_WHO = "demo"
_DEVICES = ("id_card", "document_printer", "receipt_printer", "face_camera", "code_scanner", "cabinet", "ups")
_STAYS_S = 30 * 86_400.0  # so long an invented terminal counts as heard of: nobody is behind it
_PLACES = ("政务服务中心", "社区服务站", "街道办事处", "便民服务厅")


class NoDemoError(Exception):
    """Nothing invented goes into a platform that is no demo."""


class NoFlowsError(Exception):
    """There is nothing that residents could have done."""


@dataclass(frozen=True)
class Written:
    """What was handed in, and how much of it was new."""

    terminals: int
    days: int
    records: int
    new: int


def write(*, days: int, terminals: int, cases: int, seed: int) -> Written:
    """Write the `days` days before today for `terminals` terminals; `cases`: of one terminal on a working day.

    Raises:
        NoDemoError: this platform is none.
        NoFlowsError: no flow was published here.
    """
    if not (settings.DEMO or (settings.DATA / DEMO_MARK).exists()):
        raise NoDemoError(f"{settings.DATA} is no demo: an invented past goes only into what `serve --demo` made")
    words.learn()
    services = _services(seed)
    if not services:
        raise NoFlowsError("no flow is published here yet: start the demo first, it publishes them")
    fleet, older = _fleet(terminals, seed), tuple(_before(one) for one in services)
    today, records, new = timezone.localdate(), 0, 0
    _stand_since(fleet, today - timedelta(days=days))
    for day in through(today - timedelta(days=days), today - timedelta(days=1)):
        known = services if (today - day).days <= days / 2 else older
        with transaction.atomic():
            for terminal in fleet:
                chance = random.Random(f"{seed} {terminal.pk} {day}")
                for envelope in envelopes(Day(terminal.pk, bounds(day)[0]), known, cases, chance):
                    records += 1
                    new += _hand_in(terminal, envelope)
    return Written(len(fleet), days, records, new)


def _services(seed: int) -> tuple[Service, ...]:
    """Return what is published; some are much liked."""
    chance = random.Random(f"{seed} services")
    newest = {one.service: one for one in FlowWords.objects.order_by("service", "version")}
    return tuple(
        Service(name, one.version, tuple(step for step, _title in one.steps), chance.choice((1.0, 2.0, 4.0)))
        for name, one in newest.items()
    )


def _before(service: Service) -> Service:
    """Return the version that ran before it, so that versions can be compared."""
    return replace(service, version=max(1, service.version - 1))


def _fleet(number: int, seed: int) -> list[Terminal]:
    """Return the approved terminals, invented ones after those that are there until they are `number`."""
    fleet = list(Terminal.objects.filter(state=Terminal.State.APPROVED).order_by("terminal_id")[:number])
    districts = list(District.objects.values_list("code", "name"))
    for nr in range(len(fleet), number):
        code, name = districts[nr % len(districts)] if districts else ("", "")
        place = place_named(f"{name}示例{_PLACES[nr // max(1, len(districts)) % len(_PLACES)]}", _WHO, district=code)
        key = base64.b64encode(hashlib.sha256(f"{seed} {nr}".encode()).digest()).decode()
        enrolment = joining.new_enrolment_code(_WHO, place=place, expires_at=in_a_day(), auto_approve=True)
        terminal = joining.enrol(EnrolRequest(code=enrolment.code, public_key=key, model="demo"))
        said = Heartbeat(software="demo", engine=1, devices=dict.fromkeys(_DEVICES, "online"))
        heartbeat.take_in(terminal, said, _STAYS_S)
        fleet.append(terminal)
    heartbeat.buffer.flush()
    return fleet


def _stand_since(fleet: list[Terminal], day: date) -> None:
    """Let them stand there since that day; no service puts a terminal into the past."""
    begin = bounds(day)[0]
    Terminal.objects.filter(pk__in=[one.pk for one in fleet], enrolled_at__gt=begin).update(enrolled_at=begin)


def _hand_in(terminal: Terminal, envelope: Envelope) -> bool:
    """Hand one item in as its terminal would; True when it was new."""
    result = intake.take_in(terminal, envelope.model_dump(mode="json"))
    if result.status == "rejected":
        raise ValueError(f"{envelope.id}: an invented record was refused: {result.error}")
    return result.status == "accepted"
