"""A receipt by mail through the conductor: on disk, sealed, before the session goes on."""

from dataclasses import replace

import pytest
import yaml
from kit.conducted import SESSION, Stage
from kit.given_files import gives, pdf
from kit.licence_scenes import COMPANY
from kit.packages import BUSINESS_LICENCE, real_package
from kit.player import CARD

from kiosk.engine.effects import PostMail
from kiosk.engine.events import CallDone, CardRead, DocumentPrinted, MailKept, ReceiptPrinted, WorkFailed
from kiosk.engine.trouble import Trouble
from kiosk.posting import post_mail
from kiosk.protocol.mail import message_of
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import MailRecord

ADDRESS, PHONE = "zhang.san@example.com", "13800001234"


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path, BUSINESS_LICENCE)
    stage.submit(True)
    stage.post(CardRead(stage.session.ticket, Personal(CARD)))
    stage.submit({"code": COMPANY["code"]})
    stage.post(CallDone(stage.session.ticket, Personal(COMPANY)))
    stage.submit(True)
    stage.submit(1)
    stage.post(gives(stage.session.ticket, pdf(), number="1", issued="2026-09-15"))
    stage.settle()
    stage.submit(True)
    stage.post(DocumentPrinted(stage.session.ticket, 1))
    stage.post(ReceiptPrinted(stage.session.ticket))
    stage.submit({"email": ADDRESS})
    assert stage.session.step_id == "mail"
    yield stage
    stage.binder.close()
    stage.ledger.close()


def mails(stage):
    return [record for record in stage.records() if isinstance(record, MailRecord)]


@pytest.mark.parametrize(("language", "words"), [("zh", "打印编号"), ("en", "Print number")])
def test_it_is_in_the_outbox_before_the_session_goes_on(stage, tmp_path, language, words):
    stage.submit(language)
    assert stage.session.step_id == "rating"
    (mail,) = mails(stage)
    assert mail.address.reveal() == ADDRESS
    assert (mail.transaction_id, mail.language) == (SESSION, language)
    lines = {line.label: line.value for line in mail.lines.reveal()}
    serial = stage.session.issue.serial
    assert lines[words] == serial
    assert ADDRESS not in repr(mail)
    on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert ADDRESS.encode() not in on_disk
    stage.ledger.acknowledge([envelope.id for envelope in stage.ledger.pending(100)])
    assert not mails(stage)


def test_nobody_who_declines_is_written_down(stage):
    stage.submit(False)
    assert stage.session.step_id == "rating"
    assert not mails(stage)


def by_message(stage, *lines, signs=1):
    """Post a receipt of these lines to a phone, as the session's `send` would."""
    text = yaml.safe_dump([*lines, {"text": "x" * signs}], allow_unicode=True).encode()
    package = real_package(BUSINESS_LICENCE)
    files = {**package.files, "message_zh.yaml": text}
    effect = PostMail(
        ticket=stage.session.ticket,
        mail_id="01900000-0000-7000-8000-0000000000cd",
        way="phone",
        address=Personal(PHONE),
        language="zh",
        template="message_zh.yaml",
        data=Personal({}),
    )
    return post_mail(stage.ledger, stage.binder, replace(package, files=files), effect, stage.session)


def test_a_message_is_kept_sealed_with_its_number_until_central_has_it(stage, tmp_path):
    assert isinstance(by_message(stage, {"label": "打印编号", "value": "{serial}"}), MailKept)
    (mail,) = mails(stage)
    assert (mail.way, mail.address.reveal()) == ("phone", PHONE)
    assert message_of(mail.lines.reveal()) == f"打印编号: {stage.session.issue.serial}\nx"
    assert PHONE not in repr(mail)
    assert PHONE.encode() not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize(("signs", "kept"), [(300, True), (301, False)])
def test_a_message_has_300_signs_at_most(stage, signs, kept):
    assert isinstance(by_message(stage, signs=signs), MailKept if kept else WorkFailed)
    assert len(mails(stage)) == kept


def test_a_receipt_that_cannot_be_filled_is_no_mail(stage):
    stage.binder._held.clear()
    stage.submit("zh")
    assert stage.session.state.trouble == Trouble("terminal", "SEND_FAILED")
    assert not mails(stage)
