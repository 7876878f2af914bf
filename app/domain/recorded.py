"""A fact with its envelope, and how it is written down: kind, version, plain JSON values."""

from dataclasses import dataclass
from typing import Any

import msgspec

from app.domain.events import Fact
from app.domain.values import Moment

VERSION = 1
"""Grows when a field of a fact changes meaning. Fields are only added, with a default."""

KINDS: dict[str, type] = {kind.__name__: kind for kind in Fact.__args__}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact with its envelope, as journals hold it.

    ``n`` counts the facts of one station without a gap; ``id`` is a UUIDv7 made by the bench.
    ``boot_id`` + ``moment.mono_ms`` are evidence where a wall clock jumped.
    """

    n: int
    id: str
    station_id: str
    boot_id: str
    moment: Moment
    operator_id: str
    order_id: str
    fact: Fact


def to_payload(fact: Fact) -> dict[str, Any]:
    """The fact as plain JSON values; its kind and version stand beside it in the journal."""
    return dict(msgspec.to_builtins(fact))


def from_payload(kind: str, payload: dict[str, Any]) -> Fact:
    """The fact that a journal row holds.

    Raises:
        ValueError: the kind is not known to this program, or the payload does not fit it.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of fact: {kind}")
    try:
        fact: Fact = msgspec.convert(payload, KINDS[kind])
    except msgspec.ValidationError as error:
        raise ValueError(f"{kind} does not fit: {error}") from error
    return fact
