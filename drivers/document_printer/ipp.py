"""IPP messages and their bytes (RFC 8010), as far as a client needs them. Pure: no socket, no clock.

    message  = version(2) code(2) request-id(4) group* end-tag(1) data
    group    = group-tag(1) attribute*
    value    = value-tag(1) name-length(2) name value-length(2) value     an empty name: one more value of the last

Collections are skipped as a whole, however deep they nest.
"""

import struct
from dataclasses import dataclass, field
from enum import IntEnum

from drivers.document_printer.ipp_values import Content, Reader, Tag, Value, decode_content, encode_content, text_of
from drivers.errors import ProtocolError


class GroupTag(IntEnum):
    """RFC 8010 section 3.5.1; every tag below 0x10 begins a group."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05


@dataclass(frozen=True)
class Attribute:
    name: str
    values: tuple[Value, ...]


def attribute(name: str, tag: Tag, *contents: Content) -> Attribute:
    """Return an attribute whose values all have the same tag."""
    return Attribute(name, tuple(Value(tag, content) for content in contents))


@dataclass(frozen=True)
class Group:
    """The attributes of one group, in their order."""

    tag: int
    attributes: tuple[Attribute, ...]

    def contents(self, name: str) -> tuple[Content, ...]:
        """Return the contents of attribute `name`; empty when it is missing."""
        return next((tuple(v.content for v in a.values) for a in self.attributes if a.name == name), ())

    def integer(self, name: str) -> int | None:
        """Return the first value of `name` if it is a number."""
        return next((content for content in self.contents(name) if type(content) is int), None)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the values of `name` that are strings."""
        return tuple(content for content in self.contents(name) if isinstance(content, str))


@dataclass(frozen=True)
class Message:
    """A request or a response; `code` is the operation-id of the one, the status-code of the other."""

    code: int
    request_id: int
    groups: tuple[Group, ...] = ()
    data: bytes = field(default=b"", repr=False)
    version: tuple[int, int] = (2, 0)

    def all(self, tag: GroupTag) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.tag == tag)

    def first(self, tag: GroupTag) -> Group:
        """Return the first group of its kind, an empty one when there is none."""
        return next(iter(self.all(tag)), Group(tag, ()))

    def encode(self) -> bytes:
        """Return the message's bytes.

        Raises:
            ValueError: a content does not fit its tag.
        """
        out = bytearray(struct.pack(">BBHi", *self.version, self.code, self.request_id))
        for group in self.groups:
            out.append(group.tag)
            for one in group.attributes:
                out += _encode_attribute(one)
        return bytes(out) + bytes([GroupTag.END]) + self.data


def _encode_attribute(one: Attribute) -> bytes:
    out, name = bytearray(), one.name.encode()
    for value in one.values:
        body = encode_content(value)
        out += struct.pack(">BH", value.tag, len(name)) + name + struct.pack(">H", len(body)) + body
        name = b""
    return bytes(out)


def decode(data: bytes) -> Message:
    """Return the message that `data` holds.

    Raises:
        ProtocolError: `data` ends too early or contradicts itself.
    """
    reader = Reader(data)
    major, minor, code, request_id = struct.unpack(">BBHi", reader.take(8))
    groups = []
    tag = reader.tag()
    while tag != GroupTag.END:
        if tag >= Tag.UNSUPPORTED:
            raise ProtocolError(f"IPP: value tag {tag:#x} stands outside any group")
        attributes, next_tag = _decode_group(reader)
        groups.append(Group(tag, attributes))
        tag = next_tag
    return Message(code, request_id, tuple(groups), reader.rest(), (major, minor))


def _decode_group(reader: Reader) -> tuple[tuple[Attribute, ...], int]:
    """Return the attributes up to the next group's tag, and that tag."""
    found: list[tuple[str, list[Value]]] = []
    while (tag := reader.tag()) >= Tag.UNSUPPORTED:
        name, body = text_of(reader.counted()), reader.counted()
        if name:
            found.append((name, []))
        elif not found:
            raise ProtocolError("IPP: the first value of a group has no name")
        if tag == Tag.BEGIN_COLLECTION:
            _skip_collection(reader)
        found[-1][1].append(Value(tag, decode_content(tag, body)))
    return tuple(Attribute(name, tuple(values)) for name, values in found), tag


def _skip_collection(reader: Reader) -> None:
    """Skip to the end of the collection whose begin was read; collections nest."""
    depth = 1
    while depth:
        tag = reader.tag()
        if tag < Tag.UNSUPPORTED:
            raise ProtocolError(f"IPP: group tag {tag:#x} stands inside a collection")
        reader.counted()
        reader.counted()
        depth += (tag == Tag.BEGIN_COLLECTION) - (tag == Tag.END_COLLECTION)
