"""send: the receipt by mail: chosen, on disk, over. That it will be sent is all that is ever said."""

import pytest
from kit.fields import FEATURES
from kit.player import Player, flow_from
from pydantic import ValidationError

from kiosk.engine.effects import PostMail
from kiosk.engine.events import Left, MailKept, WentBack, WentOn, WorkFailed
from kiosk.engine.fields.email import is_address
from kiosk.engine.session import ASKING, Asking, Doing, Troubled, Working
from kiosk.engine.trouble import Trouble
from kiosk.protocol.steps import SendStep

ADDRESS = "zhang.san@163.com"


def at_mail(email: str | None = ADDRESS) -> Player:
    player = Player(flow_from(FEATURES / "send.yaml"))
    player.submit({"email": email})
    assert player.session.step_id == "mail"
    return player


@pytest.mark.parametrize(("language", "receipt"), [("zh", "mail_zh.yaml"), ("en", "mail_en.yaml")])
def test_the_mail_is_asked_for_once_in_the_language_of_the_resident(language, receipt):
    player = at_mail()
    player.submit(language)
    assert player.session.state == Working(Doing.POSTING)
    player.submit(language)
    (post,) = player.all(PostMail)
    assert (post.way, post.address.reveal(), post.language, post.template) == ("email", ADDRESS, language, receipt)
    assert post.data.reveal() == {"day": "2026-11-24"}
    player.post(MailKept(post.ticket))
    assert player.session.step_id == "done"
    assert player.session.answers["mail"].reveal() is True


def at_message(phone: str | None) -> Player:
    player = Player(flow_from(FEATURES / "send_phone.yaml"))
    player.submit({"phone": phone})
    assert player.session.step_id == "mail"
    return player


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_message_goes_to_the_number_in_the_language_of_the_resident(language):
    player = at_message("13800001234")
    player.submit(language)
    (post,) = player.all(PostMail)
    assert (post.way, post.address.reveal(), post.template) == ("phone", "13800001234", f"message_{language}.yaml")
    assert "13800001234" not in repr(post)
    player.post(MailKept(post.ticket))
    assert player.session.answers["mail"].reveal() is True


def test_a_number_that_is_none_gets_no_message():
    player = at_message(None)
    player.submit("zh")
    assert player.session.state == Asking("send.no_phone")
    assert not player.all(PostMail)


@pytest.mark.parametrize("ways", [{}, {"email": "x", "phone": "y"}])
def test_it_goes_one_way_and_never_both(ways):
    with pytest.raises(ValidationError, match="either email or phone"):
        SendStep(id="mail", kind="send", title="a", receipts={"zh": "a.yaml", "en": "b.yaml"}, **ways)


def test_nobody_who_wants_none_gets_one():
    player = at_mail()
    player.submit(False)
    assert player.session.step_id == "done"
    assert not player.all(PostMail)


@pytest.mark.parametrize("value", [None, True, "fr", 1, {"language": "zh"}])
def test_anything_else_changes_nothing(value):
    player = at_mail()
    player.submit(value)
    assert player.session.state == ASKING
    assert not player.all(PostMail)


def test_an_address_that_is_none_is_never_written_to():
    player = at_mail(None)
    player.submit("zh")
    assert player.session.state == Asking("send.no_address")
    player.submit(False)
    assert player.session.step_id == "done"
    assert not player.all(PostMail)


def test_a_receipt_that_cannot_be_made_holds_nobody_back():
    player = at_mail()
    player.submit("zh")
    player.post(WorkFailed(player.session.ticket))
    assert player.session.state == Troubled(Trouble("terminal", "SEND_FAILED"), go_on=True)
    player.post(WentOn())
    assert player.session.answers["mail"].reveal() is False
    assert player.session.step_id == "done"


def test_back_never_leads_past_a_mail_and_another_visit_is_another_mail():
    player = at_mail()
    first = player.session.visit
    player.post(WentBack())
    assert player.session.step_id == "contact"
    player.submit({"email": ADDRESS})
    player.submit("zh")
    assert player.session.visit > first
    assert len(player.all(PostMail)) == 1


def test_leaving_while_it_is_put_on_disk_takes_nothing_back():
    player = at_mail()
    player.submit("zh")
    ticket = player.session.ticket
    player.post(Left())
    assert player.session.ended
    assert player.post(MailKept(ticket)) == []


@pytest.mark.parametrize(
    ("text", "good"), [("a@b.cn", True), ("", False), ("a@b", False), ("a b@c.cn", False), ("a@b.cn,c@d.cn", False)]
)
def test_an_address(text, good):
    assert is_address(text) is good
