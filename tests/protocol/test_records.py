"""What a terminal reports: only what fits, nothing more, and ratings as the national list has them."""

import pytest
from kit.ledger_walk import record_id
from pydantic import ValidationError

from drivers.faults import Fault, Role
from kiosk.protocol.rating import LEVELS, OFFLINE_REASONS, REASON_REQUIRED_BELOW, REASONS
from kiosk.protocol.records import AlarmRecord, Envelope, IssueRecord, RatingRecord, TransactionRecord

AT = "2026-03-05T04:30:00.000Z"
TRANSACTION = {
    "kind": "transaction",
    "transaction_id": record_id(1),
    "service": "housing/fund",
    "flow_version": 1,
    "item_code": "123456789012",
    "outcome": "completed",
    "last_step": "end",
    "started_at": AT,
    "ended_at": AT,
}
ISSUE = {
    "kind": "issue",
    "issue_id": record_id(2),
    "transaction_id": record_id(1),
    "service": "housing/fund",
    "flow_version": 1,
    "serial": "T-1-1",
    "verification_code": "ABCD-EFGH-JKMN",
    "document_title": "证明",
    "pages": 1,
    "digest": "",
    "state": "printing",
    "sequence": 1,
}
RATING = {
    "kind": "rating",
    "transaction_id": record_id(1),
    "service": "housing/fund",
    "item_code": "123456789012",
    "satisfaction": 5,
}
ALARM = {"kind": "alarm", "source": "document_printer", "code": "PAPER_JAM"}
MODELS = {"transaction": TransactionRecord, "issue": IssueRecord, "rating": RatingRecord, "alarm": AlarmRecord}


def envelope(record, **changes):
    return Envelope.model_validate({"id": record_id(9), "occurred_at": AT, "record": record, **changes})


@pytest.mark.parametrize("record", [TRANSACTION, ISSUE, RATING, ALARM], ids=lambda record: record["kind"])
def test_each_kind_is_recognised_and_comes_back_the_same(record):
    taken = envelope(record)
    assert type(taken.record) is MODELS[record["kind"]]
    assert Envelope.model_validate_json(taken.model_dump_json()) == taken


@pytest.mark.parametrize("record", [TRANSACTION, ISSUE, RATING, ALARM], ids=lambda record: record["kind"])
def test_nothing_unforeseen_travels_along(record):
    with pytest.raises(ValidationError, match="holder"):
        envelope({**record, "holder": "x"})


@pytest.mark.parametrize("moment", ["2026-03-05 04:30:00Z", "2026-03-05T04:30:00", "2026-03-05T04:30:00+08:00", ""])
def test_a_moment_is_utc_or_refused(moment):
    with pytest.raises(ValidationError):
        envelope(ALARM, occurred_at=moment)


@pytest.mark.parametrize(
    "record",
    [
        {**ISSUE, "pages": -1},
        {**ISSUE, "sequence": 0},
        {**ISSUE, "state": "lost"},
        {**ISSUE, "issue_id": "1"},
        {**ALARM, "source": "kitchen"},
        {**ALARM, "code": "TIRED"},
        {**TRANSACTION, "outcome": "bored"},
        {**TRANSACTION, "service": "housing"},
        {**TRANSACTION, "kind": "party"},
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(record):
    with pytest.raises(ValidationError):
        envelope(record)


@pytest.mark.parametrize("level", list(LEVELS))
def test_every_reason_of_the_list_fits_its_level_and_no_other(level):
    for other, reasons in REASONS.items():
        for code in reasons:
            record = {**RATING, "satisfaction": level, "reasons": [code]}
            if other == level:
                assert envelope(record).record.reasons == (code,)
            else:
                with pytest.raises(ValidationError, match="do not belong"):
                    envelope(record)


@pytest.mark.parametrize("level", list(LEVELS))
def test_a_bad_rating_needs_a_reason(level):
    if level < REASON_REQUIRED_BELOW:
        with pytest.raises(ValidationError, match="at least one reason"):
            envelope({**RATING, "satisfaction": level})
    else:
        assert envelope({**RATING, "satisfaction": level}).record.reasons == ()


def test_the_list_is_the_national_one_by_its_numbers():
    assert [len(REASONS[level]) for level in sorted(REASONS)] == [8] * 5
    codes = [code for reasons in REASONS.values() for code in reasons]
    assert len(codes) == len(set(codes)) == 40
    assert all(code // 100 == level for level, reasons in REASONS.items() for code in reasons)
    assert set(codes) > OFFLINE_REASONS
    assert all(OFFLINE_REASONS & set(reasons) for reasons in REASONS.values())


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("fault", [Fault.OFFLINE, Fault.PAPER_JAM, "ISSUE_DOUBTFUL"])
def test_every_device_can_raise_an_alarm(role, fault):
    assert envelope({**ALARM, "source": role, "code": fault}).record.code == fault
