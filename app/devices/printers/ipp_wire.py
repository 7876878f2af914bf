"""The Internet Printing Protocol's bytes (RFC 8010): pack a request, unpack a response.

Only the value types that printing a label needs; unknown ones are kept as bytes. Pure.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

IppValue = int | bool | str | bytes | Mapping[str, tuple["IppValue", ...]]
Attributes = Mapping[str, tuple[IppValue, ...]]


class Tag(IntEnum):
    """Delimiters and value tags of RFC 8010 section 3.5 that are used here."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    BEGIN_COLLECTION = 0x34
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49
    MEMBER_NAME = 0x4A


_FIRST_VALUE_TAG = 0x10
_STRINGS = range(0x40, 0x60)
_VERSION = (2, 0)


class IppFormatError(Exception):
    """The bytes are not an IPP message."""


@dataclass(frozen=True, slots=True)
class Member:
    """One attribute to send. A mapping in ``values`` is a collection of further members."""

    tag: Tag
    name: str
    values: tuple[int | bool | str | tuple["Member", ...], ...]


@dataclass(frozen=True, slots=True)
class IppResponse:
    """A response: its status and its groups of attributes, in order."""

    status: int
    request_id: int
    groups: tuple[tuple[int, Attributes], ...] = field(default=())

    def group(self, tag: Tag) -> list[Attributes]:
        """All groups of one kind: one for a printer, one for each job listed."""
        return [attributes for kind, attributes in self.groups if kind == tag]

    @property
    def message(self) -> str:
        """The status message of the printer, for the log."""
        for attributes in self.group(Tag.OPERATION):
            for value in attributes.get("status-message", ()):
                return str(value)
        return ""


def pack_request(
    operation: int, request_id: int, groups: tuple[tuple[Tag, tuple[Member, ...]], ...]
) -> bytes:
    """The request up to the document data."""
    parts = [struct.pack(">BBHI", *_VERSION, operation, request_id)]
    for tag, members in groups:
        parts.append(bytes([tag]))
        parts.extend(_pack_member(member) for member in members)
    parts.append(bytes([Tag.END]))
    return b"".join(parts)


def _pack_member(member: Member) -> bytes:
    parts = []
    name = member.name
    for value in member.values:
        parts.append(_pack_value(member.tag, name, value))
        name = ""  # further values of one attribute have no name
    return b"".join(parts)


def _pack_value(tag: Tag, name: str, value: int | bool | str | tuple[Member, ...]) -> bytes:
    if isinstance(value, tuple):
        inner = b"".join(
            _field(Tag.MEMBER_NAME, "", member.name.encode())
            + _pack_member(Member(member.tag, "", member.values))
            for member in value
        )
        return _field(tag, name, b"") + inner + _field(Tag.END_COLLECTION, "", b"")
    if isinstance(value, bool):
        return _field(tag, name, bytes([value]))
    if isinstance(value, int):
        return _field(tag, name, struct.pack(">i", value))
    return _field(tag, name, value.encode())


def _field(tag: Tag, name: str, value: bytes) -> bytes:
    raw_name = name.encode()
    head = struct.pack(">BH", tag, len(raw_name))
    return head + raw_name + struct.pack(">H", len(value)) + value


def unpack_response(data: bytes) -> IppResponse:
    """Read a response; raises IppFormatError when it is cut or is not IPP."""
    try:
        return _Reader(data).read()
    except (struct.error, IndexError, StopIteration, UnicodeDecodeError) as error:
        raise IppFormatError(f"not an IPP response: {data[:16]!r}") from error


class _Reader:
    """A walk through the fields of one message."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 8

    def read(self) -> IppResponse:
        _, _, status, request_id = struct.unpack_from(">BBHI", self._data)
        groups: list[tuple[int, dict[str, tuple[IppValue, ...]]]] = []
        name = ""
        while (tag := self._data[self._at]) != Tag.END:
            if tag < _FIRST_VALUE_TAG:
                self._at += 1
                groups.append((tag, {}))
                continue
            tag, new_name, value = self._field()
            name = new_name or name
            attributes = groups[-1][1]
            attributes[name] = (*attributes.get(name, ()), self._value(tag, value))
        return IppResponse(status, request_id, tuple(groups))

    def _field(self) -> tuple[int, str, bytes]:
        tag, name_length = struct.unpack_from(">BH", self._data, self._at)
        name_at = self._at + 3
        (length,) = struct.unpack_from(">H", self._data, name_at + name_length)
        value_at = name_at + name_length + 2
        self._at = value_at + length
        if self._at > len(self._data):
            raise IndexError
        return (
            tag,
            self._data[name_at : name_at + name_length].decode(),
            self._data[value_at : self._at],
        )

    def _value(self, tag: int, value: bytes) -> IppValue:
        if tag == Tag.BEGIN_COLLECTION:
            return self._collection()
        if tag in (Tag.INTEGER, Tag.ENUM):
            return int(struct.unpack(">i", value)[0])
        if tag == Tag.BOOLEAN:
            return bool(value[0])
        if tag in _STRINGS:
            return value.decode("utf-8", "replace")
        return value

    def _collection(self) -> Mapping[str, tuple[IppValue, ...]]:
        members: dict[str, tuple[IppValue, ...]] = {}
        name = ""
        for tag, value in self._members():
            if tag == Tag.MEMBER_NAME:
                name = value.decode()
            else:
                members[name] = (*members.get(name, ()), self._value(tag, value))
        return members

    def _members(self) -> Iterator[tuple[int, bytes]]:
        while True:
            tag, _, value = self._field()
            if tag == Tag.END_COLLECTION:
                return
            yield tag, value
