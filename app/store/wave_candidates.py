"""Approved orders without a wave, as planning wants them: a hundred thousand in one pass."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.domain.waving import Candidate
from app.store.session import Session, chunks, from_json
from app.store.tables.orders import orders

_o = orders.c
_WANTED = select(
    _o.id, _o.state, _o.wave, _o.document, _o.single_sku, _o.cut_off, _o.holder, _o.lease_until,
    _o.progress,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Item:
    location: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    item: _Item
    quantity: int


@dataclass(frozen=True, slots=True)
class _Line:
    item: _Item
    quantity: int
    parts: tuple[_Part, ...] = ()


@dataclass(frozen=True, slots=True)
class _Region:
    province: str = ""


@dataclass(frozen=True, slots=True)
class _Bare:
    """What planning wants of an order's document."""

    lines: tuple[_Line, ...]
    recipient: _Region
    courier: str = ""


def candidates(session: Session, now: datetime) -> Iterator[Candidate]:
    """Every one of them once: first the ids of all, then some documents at a time."""
    of = _o.warehouse == session.warehouse
    free = select(_o.id).where(of, _o.state == "approved", _o.wave == "")
    for part in chunks(session.connection.execute(free).scalars().all()):
        # By the keys alone: with more to choose by, the planner takes an index of thousands.
        for row in session.connection.execute(_WANTED.where(of, _o.id.in_(part))):
            if row.state == "approved" and not row.wave:
                yield _candidate(row, now)


def _candidate(row: Any, now: datetime) -> Candidate:
    bare = from_json(row.document, _Bare)
    places: set[str] = set()
    pieces = 0
    for line in bare.lines:
        each = sum(part.quantity for part in line.parts) if line.parts else 1
        pieces += line.quantity * each
        places.update(part.item.location for part in line.parts or (line,))
    held = bool(row.holder) and row.lease_until is not None and row.lease_until > now
    return Candidate(
        row.id, bare.courier, pieces, row.cut_off, bare.recipient.province,
        tuple(place for place in places if place), row.single_sku,
        begun=held or row.progress is not None,
    )  # fmt: skip
