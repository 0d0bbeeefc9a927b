"""What stands between a list of answers and what it lets change: what stays, what is done again, what bars the way."""

import yaml
from kit.explored import CARD, FEE, HEADER, NOTICE, PAGES, PAPER, PROOF
from kit.packages import FLOWS
from kit.player import Player, flow_from
from kit.review_scenes import listed_in_a_part
from kit.summary_scenes import give_up, print_part, to_the_parts

from kiosk.engine import changing, resume
from kiosk.engine.effects import Compose, KeepDraft, MarkIssue, PrintDocument
from kiosk.engine.events import (
    CallDone,
    CallFailed,
    Changed,
    KeptForLater,
    MailKept,
    PageTaken,
    SheetLifted,
    WentBack,
    WentOn,
)
from kiosk.engine.samples import PAGE
from kiosk.engine.session import ASKING, Doing, Working
from kiosk.engine.trouble import PlatformFault
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueState

FORM = "- {id: wish, kind: form, title: t, fields: [{id: phone, kind: phone, label: t}]}\n"
CHECK = "- {id: check, kind: review, title: t, answers: [wish]}\n"
SIGN = "- {id: name, kind: sign, title: t, statement_text: s}\n"
SHOW = "- {id: found, kind: show, title: t, facts: [{label: l, value: wish.phone}]}\n"
ROWS = "- {id: asked, kind: call, title: t, operation: fund.statement, input: {}, result: {rows: [{n: text}]}}\n"
CHOICE = "- {{id: one, kind: choose, title: t, items: asked.rows, item: {{title: item.n}}, {}}}\n"
DONE = "- {id: done, kind: end, title: t}\n"
SOMETHING = {"phone": "13800000000"}
OTHER = {"phone": "13900000000"}
CHANGE = Changed("wish", "phone")
LINE = [[[0, 0, 0], [900, 0, 900]]]


def play(*steps: str) -> Player:
    player = Player(Flow.model_validate(yaml.safe_load(HEADER + "".join(steps) + DONE)))
    player.submit(SOMETHING)
    return player


def here(player: Player) -> str:
    return player.session.step_id


def test_a_consent_stands_and_what_was_told_is_told_anew():
    player = play(FORM, NOTICE, SHOW, CHECK)
    player.submit(True)
    player.submit(True)
    player.post(CHANGE)
    player.submit(OTHER)
    assert here(player) == "found"
    player.submit(True)
    assert here(player) == "check"


def test_a_consent_whose_words_have_a_value_in_them_is_asked_for_again():
    player = play(FORM, NOTICE.replace("title: t,", "title: t, values: {who: {value: wish.phone}},"), CHECK)
    player.submit(True)
    player.post(CHANGE)
    player.submit(OTHER)
    assert here(player) == "notice"


def test_a_signature_stands_under_what_was_signed_and_nothing_else():
    player = play(FORM, SIGN, CHECK)
    player.submit(LINE)
    assert here(player) == "check"
    player.post(CHANGE)
    player.post(WentBack())
    assert "name" in player.session.answers
    player.post(CHANGE)
    player.submit(OTHER)
    assert here(player) == "name"


def test_papers_stay_and_nobody_lays_them_down_twice():
    player = play(FORM, PROOF, CHECK)
    for number in range(2):
        player.post(PageTaken(player.session.ticket, Personal(PAGE)))
        player.submit("done" if number else "more")
        player.post(SheetLifted(player.session.ticket))
    assert here(player) == "check", player.session.state
    player.post(CHANGE)
    player.submit(OTHER)
    assert here(player) == "check"
    assert player.session.answers["proof"].reveal()["count"] == 2


def test_a_card_stays_read():
    player = play(FORM, CARD, CHECK)
    player.read_card()
    player.post(CHANGE)
    player.submit(OTHER)
    assert here(player) == "check"


def test_a_document_of_the_old_answers_is_void_and_made_anew():
    player = play(FORM, PAGES, CHECK, PAPER)
    player.compose()
    player.submit(True)
    first = player.last(Compose).issue_id
    player.post(CHANGE)
    assert player.session.issue is not None
    player.submit(OTHER)
    assert player.last(MarkIssue) == MarkIssue(first, IssueState.VOIDED, 2, "d" * 64)
    assert player.session.state == Working(Doing.COMPOSING)
    player.compose()
    player.submit(True)
    assert here(player) == "check"
    player.submit(True)
    assert player.last(PrintDocument).issue_id == player.last(Compose).issue_id != first


def test_a_document_before_what_is_changed_stands():
    player = Player(Flow.model_validate(yaml.safe_load(HEADER + PAGES + FORM + CHECK + PAPER + DONE)))
    player.compose()
    player.submit(True)
    player.submit(SOMETHING)
    player.post(CHANGE)
    player.submit(OTHER)
    assert here(player) == "check"
    player.submit(True)
    assert player.session.state == Working(Doing.PRINTING_DOCUMENT)


def test_back_from_the_list_passes_over_a_document_that_stands():
    player = Player(Flow.model_validate(yaml.safe_load(HEADER + PAGES + FORM + CHECK + PAPER + DONE)))
    player.compose()
    player.submit(True)
    player.submit(SOMETHING)
    player.post(WentBack())
    player.submit(SOMETHING)
    player.submit(True)
    assert player.session.state == Working(Doing.PRINTING_DOCUMENT)


def test_nothing_is_changed_once_money_was_taken():
    player = play(FORM, PAGES, FEE, CHECK, PAPER)
    player.compose()
    player.submit(True)
    player.offer_payment()
    player.pay()
    unmoved(player)


def test_nothing_is_changed_after_the_money_for_what_is_to_come():
    player = Player(Flow.model_validate(yaml.safe_load(HEADER + PAGES + FEE + FORM + CHECK + PAPER + DONE)))
    player.compose()
    player.submit(True)
    player.offer_payment()
    player.pay()
    player.submit(SOMETHING)
    unmoved(player)


def test_nothing_is_changed_behind_a_paper_that_is_out():
    player = Player(Flow.model_validate(yaml.safe_load(HEADER + PAGES + PAPER + FORM + CHECK + DONE)))
    player.compose()
    player.submit(True)
    player.print_document()
    player.print_receipt()
    player.submit(SOMETHING)
    unmoved(player)


def test_what_the_paper_of_a_part_was_made_of_is_not_changed_in_that_part():
    """A part has no receipt of its own, so nothing waits to be taken: the paper itself bars the way."""
    flow = yaml.safe_load(HEADER + FORM + PAGES + PAPER.replace(", receipt: receipt.yaml", "") + CHECK)
    for step in flow["steps"]:
        step["part"] = "one"
    flow["parts"] = [{"id": "one", "title": "t", "summary": "t", "department": "t"}]
    flow["steps"] += yaml.safe_load("- {id: all, kind: summary, title: t}\n" + DONE)
    player = Player(Flow.model_validate(flow))
    player.submit(SOMETHING)
    player.compose()
    player.submit(True)
    player.print_document()
    unmoved(player)


def test_a_choice_between_one_thing_is_told_and_has_no_key():
    one = CHOICE.format("single: take, empty: {text: e}")
    player = play(FORM, ROWS, one, CHECK.replace("[wish]", "[wish, one]"))
    player.post(CallDone(player.session.ticket, Personal({"rows": [{"n": "示范街1号"}]})))
    told = [(row.value, row.may_be_changed) for row in changing.listed(player.session).reveal()]
    assert told == [("13800000000", True), ("示范街1号", False)]
    before = player.session
    player.post(Changed("one"))
    assert player.session is before
    player.post(CHANGE)
    player.submit(OTHER)
    player.post(CallDone(player.session.ticket, Personal({"rows": [{"n": "示范街1号"}, {"n": "示范街2号"}]})))
    assert here(player) == "check"
    assert [row.may_be_changed for row in changing.listed(player.session).reveal()] == [True, True]


def test_a_choice_between_nothing_is_not_listed():
    one = (
        "- {id: one, kind: choose, title: t, items: asked.rows, item: {title: item.n}, empty: {text: e, then: skip}}\n"
    )
    player = play(FORM, ROWS, one, CHECK.replace("[wish]", "[wish, one]"))
    player.post(CallDone(player.session.ticket, Personal({"rows": []})))
    player.post(WentOn())
    assert [row.event for row in changing.listed(player.session).reveal()] == [CHANGE]


def test_nothing_is_changed_once_paper_is_out():
    player = play(FORM, PAGES, PAPER, CHECK)
    player.compose()
    player.submit(True)
    player.print_document()
    player.print_receipt()
    unmoved(player)


def test_nothing_is_changed_once_a_mail_is_on_its_way():
    send = "- {id: mail, kind: send, title: t, receipts: {zh: a.yaml, en: b.yaml}, phone: wish.phone}\n"
    player = play(FORM, send, CHECK)
    player.submit("zh")
    player.post(MailKept(player.session.ticket))
    unmoved(player)


def unmoved(player: Player) -> None:
    """The list is there, has no key, and nothing changes it."""
    assert (here(player), player.session.state) == ("check", ASKING)
    assert [row.may_be_changed for row in changing.listed(player.session).reveal()] == [False]
    before = player.session
    player.post(CHANGE)
    assert player.session is before


def test_what_a_part_that_is_over_was_done_with_cannot_be_changed():
    player = Player(listed_in_a_part("pension").flow)
    print_part(to_the_parts(player))
    assert here(player) == "pension_check"
    assert not any(row.may_be_changed for row in changing.listed(player.session).reveal())
    before = player.session
    player.post(Changed("buy_form", "pension_wish_phone"))
    assert player.session is before


def test_nor_what_a_part_that_was_given_up_was_asked_with():
    player = to_the_parts(Player(listed_in_a_part("pension").flow))
    give_up(player, "no_records")
    assert here(player) == "pension_check"
    assert not any(row.may_be_changed for row in changing.listed(player.session).reveal())


def test_in_the_first_part_the_one_form_can_still_be_changed():
    player = to_the_parts(Player(listed_in_a_part("fund").flow))
    assert here(player) == "fund_check"
    player.post(Changed("buy_form", "pension_wish_phone"))
    player.submit({"pension_wish_phone": "13900000000"})
    assert here(player) == "fund_check"
    assert player.session.answers["buy_form"].reveal()["pension_wish_phone"] == "13900000000"


def test_what_waits_to_be_answered_again_is_kept_for_later_too():
    """The department is silent on the way back to the list: what comes behind it is not lost."""
    flow = flow_from(FLOWS.parent / "tests/engine/features/review_answers.yaml")
    steps = (Flow.model_validate(yaml.safe_load(HEADER + CARD + DONE)).steps[0], *flow.steps)
    player = Player(flow.model_copy(update={"steps": steps}))
    player.read_card()
    for value in ({"why": "rent"}, {"until": "20260331"}, {"phone": None}):
        player.submit(value)
    homes = {"homes": [{"id": "a", "name": "示范街1号"}, {"id": "b", "name": "示范街2号"}]}
    player.post(CallDone(player.session.ticket, Personal(homes)))
    player.submit(1)
    player.submit({"since": "20260301"})
    player.post(Changed("wish", "why"))
    player.submit({"why": "other"})
    player.post(CallFailed(player.session.ticket, PlatformFault.TIMEOUT))
    assert resume.offered(player.session)
    player.post(KeptForLater())
    assert player.last(KeepDraft).kept.reveal() == {
        "wish": {"why": "other", "until": "2026-03-31", "phone": None},
        "home": {"home": homes["homes"][1]},
        "more": {"since": "2026-03-01"},
    }
