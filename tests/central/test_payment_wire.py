"""The wire to a payment system: what was signed or sealed holds, and nothing that was touched does."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.central.payments import wire

KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
NOW = 1_764_000_000
API_KEY = b"0123456789abcdef0123456789abcdef"
texts = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='"'), min_size=1, max_size=30)


def request(**changes):
    asked = {"method": "POST", "path": "/v3/pay?x=1", "body": b'{"a":1}', "mchid": "19", "serial": "S1"}
    return asked | changes


@settings(max_examples=25, deadline=None)
@given(body=st.binary(max_size=200), path=texts, nonce=texts)
def test_what_was_signed_holds(body, path, nonce):
    asked = request(body=body, path=path)
    header = wire.authorization(**asked, key=KEY, now=NOW, nonce=nonce)
    wire.check_request(header, **asked, key=KEY.public_key(), now=NOW + 299)
    headers = wire.answer_headers(body, serial="P", key=KEY, now=NOW, nonce=nonce)
    wire.check_answer(headers, body, serial="P", key=KEY.public_key(), now=NOW - 299)


@pytest.mark.parametrize(
    "changes",
    [{"method": "GET"}, {"path": "/v3/pay?x=2"}, {"body": b'{"a":2}'}, {"mchid": "20"}, {"serial": "S2"}],
)
def test_a_request_that_was_touched_is_refused(changes):
    header = wire.authorization(**request(), key=KEY, now=NOW, nonce="n")
    with pytest.raises(wire.WireError):
        wire.check_request(header, **request(**changes), key=KEY.public_key(), now=NOW)


@pytest.mark.parametrize("header", ["", "Bearer x", 'WECHATPAY2-SHA256-RSA2048 mchid="19",serial_no="S1"'])
def test_what_is_not_signed_is_refused(header):
    with pytest.raises(wire.WireError):
        wire.check_request(header, **request(), key=KEY.public_key(), now=NOW)


@pytest.mark.parametrize(("key", "now"), [(OTHER, NOW), (KEY, NOW + 301), (KEY, NOW - 301)])
def test_another_hand_or_another_time_is_refused(key, now):
    header = wire.authorization(**request(), key=KEY, now=NOW, nonce="n")
    headers = wire.answer_headers(b"{}", serial="P", key=KEY, now=NOW, nonce="n")
    with pytest.raises(wire.WireError):
        wire.check_request(header, **request(), key=key.public_key(), now=now)
    with pytest.raises(wire.WireError):
        wire.check_answer(headers, b"{}", serial="P", key=key.public_key(), now=now)


@pytest.mark.parametrize("name", ["Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial", "Wechatpay-Signature"])
@pytest.mark.parametrize("value", [None, "x", "1764000001"])
def test_an_answer_that_was_touched_is_refused(name, value):
    headers = wire.answer_headers(b"{}", serial="P", key=KEY, now=NOW, nonce="n")
    headers = {**headers, name: value} if value else {key: kept for key, kept in headers.items() if key != name}
    with pytest.raises(wire.WireError):
        wire.check_answer(headers, b"{}", serial="P", key=KEY.public_key(), now=NOW)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers(), max_size=5))
def test_a_sealed_notice_opens_under_its_key_only(content):
    body = json.dumps({"resource": wire.sealed(content, api_key=API_KEY, nonce="123456789012", original_type="t")})
    assert wire.opened(body.encode(), api_key=API_KEY) == content
    with pytest.raises(wire.WireError):
        wire.opened(body.encode(), api_key=API_KEY[::-1])


@pytest.mark.parametrize(
    "changes", [{"ciphertext": "AAAA"}, {"associated_data": "u"}, {"nonce": "x"}, {"algorithm": "none"}, {"nonce": 7}]
)
def test_a_notice_that_was_touched_does_not_open(changes):
    resource = wire.sealed({"a": 1}, api_key=API_KEY, nonce="123456789012", original_type="t")
    with pytest.raises(wire.WireError):
        wire.opened(json.dumps({"resource": resource | changes}).encode(), api_key=API_KEY)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"resource": []}', b"\xff"])
def test_rubbish_is_no_notice(body):
    with pytest.raises(wire.WireError):
        wire.opened(body, api_key=API_KEY)
