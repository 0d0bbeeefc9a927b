"""A day of an invented terminal: which cases residents began, how far they came, what broke. Pure, by given chance."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from drivers.faults import Fault, Role
from kiosk.protocol.identifiers import document_serial, uuid7, verification_code
from kiosk.protocol.rating import OFFLINE_REASONS, REASON_REQUIRED_BELOW, REASONS, Satisfaction
from kiosk.protocol.records import (
    AlarmRecord,
    Envelope,
    IssueRecord,
    IssueState,
    Outcome,
    RatingRecord,
    Record,
    StepTime,
    TransactionRecord,
)

_HOURS = (1, 1, 1, 1, 1, 2, 4, 12, 40, 70, 72, 45, 22, 30, 62, 66, 48, 25, 16, 14, 10, 6, 3, 2)
"""How many come in each hour, to each other."""
_WEEKDAYS = (1.15, 1.0, 0.95, 1.0, 1.1, 0.55, 0.4)
_LEVELS: dict[Satisfaction, int] = {5: 70, 4: 20, 3: 6, 2: 3, 1: 1}
_FIRST_NUMBER = 50_001  # of a day's documents: far above what a real terminal of the demo reaches
_TROUBLES = (
    (Role.DOCUMENT_PRINTER, Fault.PAPER_OUT),
    (Role.RECEIPT_PRINTER, Fault.PAPER_OUT),
    (Role.FACE_CAMERA, Fault.OFFLINE),
    (Role.ID_CARD, Fault.TIMEOUT),
    (Role.CODE_SCANNER, Fault.OFFLINE),
)


@dataclass(frozen=True)
class Service:
    """`liked`: how often it is asked for, to the others; `steps` in their order."""

    path: str
    version: int
    steps: tuple[str, ...]
    liked: float


@dataclass(frozen=True)
class Day:
    terminal_id: str
    begins: datetime


def envelopes(day: Day, services: tuple[Service, ...], cases: int, chance: random.Random) -> Iterator[Envelope]:
    """Yield what the outbox held. `cases`: of a usual working day; more come to a terminal that is well placed."""
    well_placed = random.Random(day.terminal_id).uniform(0.5, 1.5)
    number = round(chance.gauss(1, 0.15) * cases * well_placed * _WEEKDAYS[day.begins.weekday()])
    hours = chance.choices(range(24), _HOURS, k=max(0, number))
    begun = sorted(day.begins + timedelta(hours=hour, seconds=chance.uniform(0, 3300)) for hour in hours)
    for nr, at in enumerate(begun):
        (service,) = chance.choices(services, [one.liked for one in services])
        for said_at, record in _case(day, service, at, nr, chance):
            yield _envelope(said_at, record, chance)
    for said_at, record in _troubles(day, chance):
        yield _envelope(said_at, record, chance)


def _case(
    day: Day, service: Service, begun: datetime, nr: int, chance: random.Random
) -> Iterator[tuple[datetime, Record]]:
    transaction_id = _id(begun, chance)
    steps, outcome = _walk(service, chance)
    ended = begun + timedelta(milliseconds=sum(one.ms for one in steps))
    about = {"transaction_id": transaction_id, "service": service.path}
    if outcome is Outcome.COMPLETED:
        yield ended, _document(day, service, transaction_id, nr, chance)
        if chance.random() < 0.6:
            yield ended, _rating(about, chance)
    yield (
        ended,
        TransactionRecord(
            **about,
            flow_version=service.version,
            item_code="DEMO00000000",
            outcome=outcome,
            last_step=steps[-1].step,
            started_at=_moment(begun),
            ended_at=_moment(ended),
            steps=steps,
        ),
    )


def _walk(service: Service, chance: random.Random) -> tuple[tuple[StepTime, ...], Outcome]:
    """Each step has its own length and its own share of residents who go away; the same on every day."""
    walked = []
    for step in service.steps[:20]:
        nature = random.Random(f"{service.path} {step}")
        usual_s, leave = nature.uniform(4, 35), nature.choice((0.002, 0.005, 0.01, 0.04))
        visits = 2 if chance.random() < 0.08 else 1
        ms = min(900_000, round(1000 * visits * usual_s * chance.lognormvariate(0, 0.6)))
        walked.append(StepTime(step=step, visits=visits, ms=ms))
        fate = chance.random()
        if fate < leave:
            return tuple(walked), chance.choice((Outcome.LEFT, Outcome.LEFT, Outcome.TIMED_OUT))
        if fate > 0.997:
            return tuple(walked), Outcome.FAILED
    return tuple(walked), Outcome.COMPLETED


def _document(day: Day, service: Service, transaction_id: str, nr: int, chance: random.Random) -> IssueRecord:
    return IssueRecord(
        issue_id=_id(day.begins, chance),
        transaction_id=transaction_id,
        service=service.path,
        flow_version=service.version,
        serial=document_serial(day.terminal_id, f"{day.begins:%Y%m%d}", _FIRST_NUMBER + nr),
        verification_code=verification_code(chance.randbytes(16)),
        document_title="示例文件",
        pages=chance.choice((1, 1, 1, 2, 3)),
        digest=chance.randbytes(32).hex(),
        state=IssueState.TAKEN,
        sequence=4,
    )


def _rating(about: dict[str, str], chance: random.Random) -> RatingRecord:
    (level,) = chance.choices([*_LEVELS], [*_LEVELS.values()])
    known = [code for code in REASONS[level] if code in OFFLINE_REASONS]
    reasons = (chance.choice(known),) if level < REASON_REQUIRED_BELOW or chance.random() < 0.4 else ()
    return RatingRecord(**about, item_code="DEMO00000000", satisfaction=level, reasons=reasons)


def _troubles(day: Day, chance: random.Random) -> Iterator[tuple[datetime, Record]]:
    """Yield a fault and its end, on one day of six."""
    if chance.random() > 1 / 6:
        return
    role, fault = chance.choice(_TROUBLES)
    at = day.begins + timedelta(hours=chance.uniform(8, 18))
    yield at, AlarmRecord(source=role, code=fault)
    yield at + timedelta(minutes=chance.uniform(10, 240)), AlarmRecord(source=role, code=fault, cleared=True)


def _envelope(at: datetime, record: Record, chance: random.Random) -> Envelope:
    return Envelope(id=_id(at, chance), occurred_at=_moment(at), record=record)


def _id(at: datetime, chance: random.Random) -> str:
    return uuid7(round(at.timestamp() * 1000), chance.randbytes(10))


def _moment(at: datetime) -> str:
    return datetime.fromtimestamp(at.timestamp(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
