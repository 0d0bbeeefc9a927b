"""IPP messages: what is encoded is decoded again, and no bytes whatever do more than raise ProtocolError."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.document_printer.ipp import Attribute, Group, GroupTag, Message, attribute, decode
from drivers.document_printer.ipp_values import Range, Resolution, Tag, Value
from drivers.errors import ProtocolError

INT32 = st.integers(-(2**31), 2**31 - 1)
MOMENTS = st.builds(
    lambda moment, minutes: moment.replace(
        microsecond=moment.microsecond // 100_000 * 100_000, tzinfo=timezone(timedelta(minutes=minutes))
    ),
    st.datetimes(),
    st.integers(-14 * 60, 14 * 60),
)
STRING_TAGS = st.sampled_from([Tag.TEXT, Tag.NAME, Tag.KEYWORD, Tag.URI, Tag.CHARSET, Tag.LANGUAGE, Tag.MIME_TYPE])
VALUES = st.one_of(
    st.builds(Value, st.sampled_from([Tag.INTEGER, Tag.ENUM]), INT32),
    st.builds(Value, st.just(Tag.BOOLEAN), st.booleans()),
    st.builds(Value, STRING_TAGS, st.text(max_size=40)),
    st.builds(Value, st.just(Tag.OCTETS), st.binary(max_size=40)),
    st.builds(Value, st.just(Tag.DATE_TIME), MOMENTS),
    st.builds(Value, st.just(Tag.RESOLUTION), st.builds(Resolution, INT32, INT32, st.integers(-128, 127))),
    st.builds(Value, st.just(Tag.RANGE), st.builds(Range, INT32, INT32)),
    st.builds(Value, st.sampled_from([Tag.UNSUPPORTED, Tag.UNKNOWN, Tag.NO_VALUE]), st.none()),
)
ATTRIBUTES = st.builds(Attribute, st.text(min_size=1, max_size=20), st.lists(VALUES, min_size=1, max_size=3).map(tuple))
GROUPS = st.builds(
    Group,
    st.sampled_from([GroupTag.OPERATION, GroupTag.JOB, GroupTag.PRINTER, GroupTag.UNSUPPORTED]),
    st.lists(ATTRIBUTES, max_size=4).map(tuple),
)
MESSAGES = st.builds(
    Message,
    st.integers(0, 0xFFFF),
    INT32,
    st.lists(GROUPS, max_size=3).map(tuple),
    st.binary(max_size=50),
    st.tuples(st.integers(0, 255), st.integers(0, 255)),
)


@given(MESSAGES)
def test_round_trip(message):
    assert decode(message.encode()) == message


@given(MESSAGES.map(lambda message: Message(message.code, message.request_id, message.groups)), st.data())
def test_truncated_anywhere_is_a_protocol_error(message, data):
    whole = message.encode()
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ProtocolError):
        decode(whole[:cut])


@given(st.binary(max_size=200))
def test_any_bytes_decode_or_raise_protocol_error(junk):
    with contextlib.suppress(ProtocolError):
        decode(b"\x02\x00\x00\x00\x00\x00\x00\x01" + junk)


def test_get_printer_attributes_as_rfc_8010_writes_it():
    """After RFC 8010 appendix A: header, one operation group, requested-attributes with two values."""
    message = Message(
        0x000B,
        1,
        (
            Group(
                GroupTag.OPERATION,
                (
                    attribute("attributes-charset", Tag.CHARSET, "utf-8"),
                    attribute("requested-attributes", Tag.KEYWORD, "printer-state", "copies"),
                ),
            ),
        ),
        version=(1, 1),
    )
    assert message.encode() == (
        b"\x01\x01\x00\x0b\x00\x00\x00\x01"
        b"\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x44\x00\x14requested-attributes\x00\x0dprinter-state"
        b"\x44\x00\x00\x00\x06copies"
        b"\x03"
    )


def response(*values: bytes) -> bytes:
    return b"\x02\x00\x00\x00\x00\x00\x00\x01\x04" + b"".join(values) + b"\x03"


def raw(tag: int, name: bytes, body: bytes) -> bytes:
    return bytes([tag]) + len(name).to_bytes(2) + name + len(body).to_bytes(2) + body


MEDIA_COL = (
    raw(Tag.BEGIN_COLLECTION, b"media-col", b"")
    + raw(Tag.MEMBER_NAME, b"", b"media-size")
    + raw(Tag.BEGIN_COLLECTION, b"", b"")
    + raw(Tag.MEMBER_NAME, b"", b"x-dimension")
    + raw(Tag.INTEGER, b"", b"\x00\x00\x52\x08")
    + raw(Tag.END_COLLECTION, b"", b"")
    + raw(Tag.END_COLLECTION, b"", b"")
)
IDLE = raw(Tag.ENUM, b"printer-state", b"\x00\x00\x00\x03")


def test_collections_are_skipped_however_deep():
    second = raw(Tag.BEGIN_COLLECTION, b"", b"") + raw(Tag.END_COLLECTION, b"", b"")
    printer = decode(response(MEDIA_COL, second, IDLE)).first(GroupTag.PRINTER)
    assert [one.name for one in printer.attributes] == ["media-col", "printer-state"]
    assert printer.contents("media-col") == (None, None)
    assert printer.integer("printer-state") == 3


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(response(MEDIA_COL[:-5]), id="collection without end"),
        pytest.param(response(raw(Tag.INTEGER, b"", b"\0\0\0\1")), id="value without a name before it"),
        pytest.param(response(raw(Tag.INTEGER, b"n", b"\0\0\1")), id="integer of three bytes"),
        pytest.param(response(raw(Tag.DATE_TIME, b"n", b"\0\0\1")), id="short date"),
        pytest.param(b"\x02\x00\x00\x00\x00\x00\x00\x01" + IDLE + b"\x03", id="value outside any group"),
        pytest.param(response()[:-1], id="no end"),
    ],
)
def test_contradictions(bad):
    with pytest.raises(ProtocolError):
        decode(bad)


def test_lenient_where_a_printer_may_be_sloppy():
    never = b"\x00" * 8 + b"+\x00\x00"
    group = decode(
        response(
            raw(Tag.NAME_WITH_LANGUAGE, b"job-name", b"\x00\x02zh\x00\x03abc"),
            raw(Tag.TEXT, b"printer-info", b"\xff\xfe"),
            raw(Tag.DATE_TIME, b"printer-current-time", never),
            raw(0x7E, b"vendor-thing", b"\x01\x02"),
        )
    ).first(GroupTag.PRINTER)
    assert group.texts("job-name") == ("abc",)
    assert group.texts("printer-info") == ("��",)
    assert group.contents("printer-current-time") == (never,)
    assert group.contents("vendor-thing") == (b"\x01\x02",)


@pytest.mark.parametrize(
    ("tag", "content"),
    [
        (Tag.INTEGER, "text"),
        (Tag.INTEGER, True),
        (Tag.KEYWORD, 3),
        (Tag.BEGIN_COLLECTION, None),
        (Tag.DATE_TIME, datetime(2026, 3, 5)),  # noqa: DTZ001  # that is the point
    ],
)
def test_a_content_of_another_type_is_not_encoded(tag, content):
    with pytest.raises(ValueError, match=r"no value|offset"):
        Message(0, 1, (Group(GroupTag.JOB, (attribute("n", tag, content),)),)).encode()


def test_missing_attributes_and_groups_are_empty():
    message = Message(0, 1, (Group(GroupTag.JOB, (attribute("when", Tag.DATE_TIME, datetime.now(UTC)),)),))
    job = message.first(GroupTag.JOB)
    assert job.integer("when") is None
    assert job.texts("when") == ()
    assert job.integer("job-id") is None
    assert message.first(GroupTag.PRINTER).attributes == ()
    assert message.all(GroupTag.PRINTER) == ()


def test_data_is_not_shown():
    assert "secret" not in repr(Message(0, 1, data=b"secret"))
