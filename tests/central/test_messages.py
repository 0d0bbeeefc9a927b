"""Messages to phones, through the demo's gateway over real HTTP: what is sent is read there, once, and never logged."""

import logging

import pytest
import requests

from kiosk.central.messages.gateway import Gateway, GatewayError, MessageTrouble, gateway, load
from kiosk.central.sandbox.messages.inbox import offer
from kiosk.protocol.personal import Personal

PHONE, TEXT = "13800001234", "验证码 123456"


@pytest.fixture
def line(settings, tmp_path, live_server):
    settings.ROOT_URLCONF = "central.sandbox_urls"
    settings.DATA, settings.SELF_URL = tmp_path, live_server.url
    settings.MESSAGES_FILE = tmp_path / "messages" / "messages.yaml"
    offer(settings.MESSAGES_FILE)
    return gateway()


def read(live_server, phone=PHONE):
    return requests.get(f"{live_server.url}/sandbox/messages/{phone}", timeout=20).text


def send(line, message_id="one", phone=PHONE, text=TEXT):
    line.send(message_id, Personal(phone), Personal(text))


def test_a_message_is_read_on_its_phone_and_on_no_other(line, live_server):
    send(line)
    assert TEXT in read(live_server)
    assert TEXT not in read(live_server, "13900000000")


def test_the_same_message_twice_comes_once(line, live_server):
    send(line)
    send(line)
    assert read(live_server).count(TEXT) == 1


def test_a_stranger_sends_nothing(line, live_server):
    with pytest.raises(MessageTrouble, match="401"):
        send(Gateway(line.url, "another key"))
    assert TEXT not in read(live_server)


@pytest.mark.parametrize(("phone", "text"), [("12", TEXT), (PHONE, "")])
def test_what_is_no_message_is_refused(line, phone, text):
    with pytest.raises(MessageTrouble, match="400"):
        send(line, phone=phone, text=text)


def test_a_gateway_that_is_gone_is_a_trouble_that_tells_nothing_personal(caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(MessageTrouble) as trouble:
        send(Gateway("http://127.0.0.1:1/send", "key"))
    for told in (str(trouble.value), caplog.text):
        assert PHONE not in told
        assert TEXT not in told


def test_without_a_file_there_is_no_gateway(settings, tmp_path):
    settings.MESSAGES_FILE = tmp_path / "messages.yaml"
    assert gateway() is None


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("url: [", "ParserError"),
        ("key: k\nurl: u\nmore: 1", "more"),
        ("url: http://x", "key: Field required"),
        ("url: http://x\nkey: nowhere", "nowhere: No such file"),
        ("url: http://x\nkey: empty", "an empty file"),
    ],
)
def test_what_is_wrong_with_the_file_is_told(tmp_path, written, told):
    file = tmp_path / "messages.yaml"
    file.write_text(written)
    (tmp_path / "empty").write_text("")
    with pytest.raises(GatewayError, match=told):
        load(file, "http://self")


def test_the_demo_keeps_the_file_that_is_there(tmp_path):
    file = tmp_path / "messages" / "messages.yaml"
    offer(file)
    first = load(file, "http://self")
    offer(file)
    assert load(file, "http://self") == first
    assert first.url == "http://self/sandbox/messages/send"
    assert first.key not in repr(first)
