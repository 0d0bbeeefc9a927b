"""What was entered is kept when trouble ends a session, and continued in another: by the same rules as when typed."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from kit.player import CARD, Player, real_flow

from drivers.faults import Fault, Role
from kiosk.engine import resume
from kiosk.engine.advance import advance
from kiosk.engine.effects import CloseTransaction, FetchDraft, KeepDraft, PrintResumeSlip, Wipe
from kiosk.engine.events import (
    CallDone,
    CallFailed,
    CardRead,
    DeviceFailed,
    DraftFetched,
    DraftKept,
    DraftRefused,
    KeptForLater,
    Left,
    Retried,
    Submitted,
    WentOn,
    WorkFailed,
)
from kiosk.engine.session import Asking, Doing, Parting, Troubled, Working
from kiosk.engine.trouble import DraftFault, PlatformFault
from kiosk.protocol.flow import Flow
from kiosk.protocol.migration import Migration, migrated
from kiosk.protocol.personal import Personal, revealed
from kiosk.protocol.records import Outcome

CODE = "K7QM-2XWD-9FTB-0C4E-MN3P"
FORM = """\
service: housing/fund
version: 4
engine: 3
item_code: "000114001000"
department: department
theme: housing
title: title
summary: summary
expected_minutes: 2
devices: [id_card]
operations: [fund.list]
migrations: [{to: 4, rename: {about.mobile: about.phone}, drop: [about.fax]}]
steps:
  - {id: start, kind: notice, title: t, points: [p], consent_text: c}
  - {id: card, kind: identify, title: t}
  - id: about
    kind: form
    title: t
    fields:
      - {kind: choice, id: why, label: t, options: [{id: buy, label: t}, {id: rent, label: t}]}
      - {kind: number, id: rooms, label: t, min: 1, max: 9, when: about.why == 'rent'}
      - {kind: money, id: price, label: t, max_fen: 90000000}
      - {kind: date, id: since, label: t}
      - {kind: phone, id: phone, label: t}
  - {id: found, kind: call, title: t, operation: fund.list, input: {}, result: {rows: [{name: text}]}}
  - {id: which, kind: choose, title: t, items: found.rows, item: {title: item.name}, empty: {text: t}}
  - {id: page, kind: review, title: t, template: page.typ, document_title: t, data: {}}
  - {id: done, kind: end, title: t}
"""
KEPT = {"about": {"why": "rent", "rooms": 3, "price": 120050, "since": "2020-02-29", "phone": "13912345678"}}


def form_flow() -> Flow:
    return Flow.model_validate(yaml.safe_load(FORM))


def troubled(step="statement") -> Player:
    player = Player(real_flow()).go_to(step)
    player.post(CallFailed(player.session.ticket, PlatformFault.TIMEOUT))
    return player


def continued(flow: Flow, kept: dict, version: int) -> Player:
    player = Player(flow, resuming=CODE)
    player.read_card()
    player.post(DraftFetched(player.session.ticket, version, Personal(kept)))
    return player


def test_what_was_entered_is_kept_and_gone():
    player = troubled()
    player.post(KeptForLater())
    kept = player.last(KeepDraft)
    assert (kept.stopped_at, kept.because, kept.days) == ("statement", "platform.TIMEOUT", 7)
    assert set(kept.kept.reveal()) == {"period"}
    assert kept.person.reveal() == CARD["number"]
    player.post(DraftKept(player.session.ticket, Personal(CODE), "2026-12-01", sent=True))
    session = player.session
    assert isinstance(session.state, Parting)
    assert not session.answers
    assert not session.drafts
    assert player.last(PrintResumeSlip).code.reveal() == CODE
    effects = player.post(Left())
    assert player.session.outcome is Outcome.FAILED
    assert isinstance(effects[-1], Wipe)
    assert player.last(CloseTransaction).outcome is Outcome.FAILED


def test_only_what_a_person_typed_is_kept():
    player = troubled()
    player.post(KeptForLater())
    told = str(revealed(player.last(KeepDraft).kept))
    assert not [value for value in CARD.values() if len(value) > 3 and value in told]


def test_nothing_is_offered_without_a_person_or_anything_entered():
    player = Player(real_flow()).go_to("card")
    player.post(DeviceFailed(player.session.ticket, Role.ID_CARD, Fault.TIMEOUT))
    assert not resume.offered(player.session)
    before = player.session
    player.post(KeptForLater())
    assert player.session is before


def test_nothing_is_kept_of_paper_that_may_be_out():
    player = Player(real_flow()).go_to("paper")
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL))
    assert not resume.offered(player.session)


def test_a_flow_may_keep_nothing():
    flow = real_flow().model_copy(update={"keep_days": 0})
    player = Player(flow).go_to("statement")
    player.post(CallFailed(player.session.ticket, PlatformFault.TIMEOUT))
    assert not resume.offered(player.session)


def test_what_could_not_be_kept_may_be_tried_again():
    player = troubled()
    player.post(KeptForLater())
    player.post(WorkFailed(player.session.ticket))
    assert isinstance(player.session.state, Troubled)
    assert player.session.state.trouble.code == DraftFault.NOT_KEPT
    player.post(Retried())
    assert player.session.state == Working(Doing.KEEPING)
    assert player.last(KeepDraft).kept.reveal()["period"]


def test_whoever_continues_is_identified_first():
    player = Player(real_flow(), resuming=CODE)
    assert player.session.step_id == "card"
    player.read_card()
    fetch = player.last(FetchDraft)
    assert (fetch.code.reveal(), fetch.person.reveal()) == (CODE, CARD["number"])
    assert fetch.ticket == player.session.ticket


def test_it_goes_on_at_the_first_step_that_is_not_answered():
    months = {"preset": "custom", "first": "2026-01", "last": "2026-03"}
    player = continued(real_flow(), {"period": {"period": months}}, 1)
    assert player.session.step_id == "notice"
    player.submit(True)
    assert player.session.step_id == "statement"
    assert player.session.answers["period"].reveal() == months


def test_a_month_that_is_no_longer_offered_is_asked_again():
    months = {"preset": "custom", "first": "1999-01", "last": "1999-03"}
    player = continued(real_flow(), {"period": {"period": months}}, 1)
    player.submit(True)
    assert player.session.step_id == "period"
    assert player.session.state == Asking()


@pytest.mark.parametrize("fault", [fault for fault in DraftFault if fault is not DraftFault.NOT_KEPT])
def test_a_draft_that_is_refused_leads_to_a_session_like_others(fault):
    player = Player(real_flow(), resuming=CODE)
    player.read_card()
    player.post(DraftRefused(player.session.ticket, fault))
    assert player.session.state == Troubled(player.session.state.trouble, go_on=True)
    player.post(WentOn())
    assert (player.session.step_id, player.session.resuming) == ("notice", None)
    assert player.go_to("paper").session.step_id == "paper"


def test_a_draft_of_a_newer_version_is_refused():
    player = continued(real_flow(), {}, 2)
    assert player.session.state.trouble.code == DraftFault.NEWER


def test_central_that_does_not_answer_is_asked_again():
    player = Player(real_flow(), resuming=CODE)
    player.read_card()
    first = player.session.ticket
    player.post(CallFailed(first, PlatformFault.TIMEOUT))
    player.post(Retried())
    assert player.session.ticket != first
    assert player.post(DraftFetched(first, 1, Personal({}))) == []


def test_what_fits_behind_a_question_that_is_asked_again_is_not_asked():
    """The rooms are too many now: only they are asked; price, day and phone count as they were kept."""
    kept = {"about": {**KEPT["about"], "rooms": 12}}
    player = continued(form_flow(), kept, 4)
    player.submit(True)
    assert player.session.state == Asking(field="rooms")
    player.submit({"rooms": "4"})
    assert player.session.step_id == "found"
    assert player.session.answers["about"].reveal() == {**KEPT["about"], "rooms": 4}
    assert not player.session.resumed


def test_what_waits_behind_a_question_is_kept_again_and_never_in_place_of_what_was_typed():
    kept = {"about": {**KEPT["about"], "rooms": 12}}
    player = continued(form_flow(), kept, 4)
    player.submit(True)
    player.submit({"rooms": "4"})
    player.post(CallFailed(player.session.ticket, PlatformFault.TIMEOUT))
    player.post(KeptForLater())
    assert player.last(KeepDraft).kept.reveal()["about"] == {**KEPT["about"], "rooms": 4}


def test_each_kind_of_value_is_answered_again():
    player = continued(form_flow(), KEPT, 4)
    player.submit(True)
    assert player.session.step_id == "found"
    assert player.session.answers["about"].reveal() == KEPT["about"]


def test_an_earlier_version_is_migrated_and_the_rest_is_asked():
    about = {**KEPT["about"], "mobile": "13912345678", "fax": "87654321"}
    del about["phone"]
    assert continued_at(about, 3) == ("found", "")
    assert continued_at({**about, "price": 10**12}, 3) == ("about", "price")
    assert continued_at({"why": "buy"}, 3) == ("about", "price")
    assert continued_at({"rooms": 3}, 3) == ("about", "why")


def continued_at(about: dict, version: int) -> tuple[str, str]:
    player = continued(form_flow(), {"about": about}, version)
    player.submit(True)
    return player.session.step_id, getattr(player.session.state, "field", "")


def test_a_choice_is_taken_up_when_it_is_still_there():
    rows = {"rows": [{"name": "one"}, {"name": "two"}]}
    for item, step in (({"name": "two"}, "page"), ({"name": "gone"}, "which")):
        player = continued(form_flow(), {**KEPT, "which": {"which": item}}, 4)
        player.submit(True)
        player.post(CallDone(player.session.ticket, Personal(rows)))
        assert player.session.step_id == step


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.dictionaries(st.sampled_from([*KEPT["about"], "mobile", "which", "x"]), VALUES, max_size=6)


@given(kept=st.dictionaries(st.sampled_from(["about", "which", "page", "card", "gone"]), FIELDS, max_size=4))
def test_whatever_was_kept_never_ends_a_session(kept):
    """And nothing gets into an answer that could not have been typed."""
    session = Player(form_flow(), resuming=CODE).session
    session, _ = advance(session, CardRead(session.ticket, Personal(CARD)))
    session, _ = advance(session, DraftFetched(session.ticket, 3, Personal(kept)))
    session, _ = advance(session, Submitted("start", Personal(True)))
    assert session.step_id in {"about", "found"}
    if "about" in session.answers:
        typed = session.answers["about"].reveal()
        assert typed["why"] in {"buy", "rent"}
        assert 0 <= typed["price"] <= 90_000_000


@given(kept=st.dictionaries(st.sampled_from("abc"), st.dictionaries(st.sampled_from("xyz"), st.integers()), max_size=3))
def test_two_names_may_change_places(kept):
    swap = Migration(to=2, rename={"a.x": "a.y", "a.y": "a.x"})
    twice = migrated(migrated(kept, 1, [swap]), 1, [swap])
    assert twice == {step: values for step, values in kept.items() if values}
    assert migrated(kept, 2, [swap]) == kept


@pytest.mark.parametrize(
    ("migrations", "told"),
    [
        ("[{to: 9}]", "to 9 is beyond version 4"),
        ("[{to: 4}, {to: 3}]", "3 stands behind 4"),
        ("[{to: 4, rename: {a.b: about.nothing}}]", "'about.nothing', which is no step or field"),
        ("[{to: 4, rename: {a: about.phone, b: about.phone}}]", "two answers become 'about.phone'"),
    ],
)
def test_a_migration_that_leads_nowhere_is_refused(migrations, told):
    document = FORM.replace("[{to: 4, rename: {about.mobile: about.phone}, drop: [about.fax]}]", migrations)
    with pytest.raises(ValueError, match=told):
        Flow.model_validate(yaml.safe_load(document))


def test_an_older_engine_knows_no_migrations():
    with pytest.raises(ValueError, match="migrations: engine 2 does not know it"):
        Flow.model_validate(yaml.safe_load(FORM.replace("engine: 3", "engine: 2")))
