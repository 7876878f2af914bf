"""Values out of a platform's JSON: exact numbers, texts that were numbers, times with a zone."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from app.domain.values import Money
from app.remote.channels.incoming import ChannelError

CHINA = timezone(timedelta(hours=8))
"""The clock of the Chinese platforms; they send local time without a zone."""

Node = Mapping[str, Any]

_NEVER = ("0000-", "0001-01-01", "1970-01-01 00:00:00", "1970-01-01 08:00:00")


def _refuse_constant(word: str) -> Any:
    raise ChannelError(f"{word} is no JSON number")


def load(text: str) -> Any:
    """The document with every decimal as Decimal and every whole number as int, never a float."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ChannelError(
            f"line {error.lineno}, column {error.colno}: this is no complete JSON ({error.msg}): "
            "download the file again"
        ) from error


def dig(node: Any, *keys: str) -> Any:
    """The value under a path of keys, None where the path ends early (platforms leave keys out)."""
    for key in keys:
        if not isinstance(node, Mapping):
            return None
        node = node.get(key)
    return node


def nodes(node: Any, *keys: str) -> tuple[Node, ...]:
    """The list of objects under a path; an absent list is an empty one."""
    found = dig(node, *keys)
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise ChannelError(f"{'.'.join(keys)}: a list of objects was expected")
    return tuple(found)


def text(node: Node, *keys: str) -> str:
    """The first of ``keys`` that holds something, as text. Order numbers may come as numbers."""
    for key in keys:
        value = node.get(key)
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ChannelError(f"{key}: text was expected, found {value!r}")
        return str(value).strip()
    return ""


def required(node: Node, *keys: str) -> str:
    found = text(node, *keys)
    if not found:
        raise ChannelError(f"{keys[0]} is missing or empty")
    return found


def count(node: Node, key: str) -> int:
    """A whole number of pieces; some platforms send it as text."""
    try:
        number = Decimal(str(node.get(key)))
    except InvalidOperation:
        number = Decimal(-1)
    if number != number.to_integral_value() or number < 0:
        raise ChannelError(f"{key}: a whole number was expected, found {node.get(key)!r}")
    return int(number)


def minor(node: Node, key: str, currency: str) -> Money | None:
    """An amount in whole minor units (fen, cents); None when absent."""
    return None if node.get(key) is None else Money(count(node, key), currency)


def whole(node: Node, key: str) -> int | None:
    """A whole number that may be missing, or be below zero."""
    value = node.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def token_of(words: str) -> str:
    """A buyer without a token of the platform: a digest, the same for the same words.

    Masked words are many people's: they give none.
    """
    plain = words.strip().lower()
    if not plain or "*" in plain:
        return ""
    return "sha256:" + hashlib.sha256(plain.encode()).hexdigest()[:32]


def money(value: Any, currency: str) -> Money | None:
    """An amount in major units, sent as text, whole number or decimal; None when absent."""
    if value is None or value == "":
        return None
    if isinstance(value, bool | float):
        raise ChannelError(f"an amount was expected, found {value!r}")
    try:
        return Money.of(Decimal(str(value)), currency)
    except InvalidOperation as error:
        raise ChannelError(f"an amount was expected, found {value!r}") from error


def china_time(value: str) -> datetime | None:
    """``yyyy-MM-dd HH:mm:ss`` of a Chinese platform, as UTC; None for an empty value.

    Some write the first moment of their calendar where nothing happened yet.
    """
    if not value or value.startswith(_NEVER):
        return None
    return iso_time(value, CHINA)


def iso_time(value: str, zone: timezone = UTC) -> datetime:
    """An ISO time as UTC; ``zone`` is meant where the text names none."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ChannelError(f"a time was expected, found {value!r}") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def unix_time(value: Any) -> datetime | None:
    """Seconds since 1970 as UTC; 0 and absent mean: not yet."""
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        return None
    return datetime.fromtimestamp(value, UTC)
