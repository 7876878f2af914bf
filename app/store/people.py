"""Operators, their badges and their PINs."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, select, update

from app.domain.catalogue import normalise_code
from app.domain.order import Operator, Role
from app.store.pins import pin_matches
from app.store.records import FeedRow
from app.store.session import OPERATORS, Session, chunks, from_json, to_json, upsert
from app.store.tables.system import operator

_c = operator.c
_BADGE = select(_c.document).where(
    _c.warehouse == bindparam("wh"), _c.badge == bindparam("wanted"), _c.active
)


class Person(msgspec.Struct, frozen=True):
    """An operator as a row keeps it: what a fact never holds stands here alone."""

    id: str
    badge: str
    name: str
    role: Role = Role.PACKER
    pin: str = ""  # Argon2id; it travels to the benches, they ask for PINs without the center
    locked_until: datetime | None = None  # too many wrong PINs, at any bench
    tries: int = 0  # PINs tried at the office since the last right one


class Operators:
    def __init__(self, session: Session) -> None:
        self._session = session

    def by_badge(self, code: str) -> Operator | None:
        """The person of a badge; None where it is unknown, lost, or given to two people."""
        values = {"wh": self._session.warehouse, "wanted": normalise_code(code)}
        found = self._session.connection.execute(_BADGE, values).scalars().all()
        return from_json(found[0], Operator) if len(found) == 1 else None

    def get(self, operator_id: str) -> Operator | None:
        row = self._row(operator_id)
        return from_json(row[0], Operator) if row else None

    def every(self) -> tuple[Operator, ...]:
        statement = (
            select(_c.document)
            .where(_c.warehouse == self._session.warehouse, _c.active)
            .order_by(_c.id)
        )
        texts = self._session.connection.execute(statement).scalars()
        return tuple(from_json(text, Operator) for text in texts)

    def put(self, people: Iterable[Operator], *, active: bool = True) -> None:
        """Adds or replaces people; a PIN and a lock-out that are known stay."""
        for part in chunks(people):
            known = self._known([one.id for one in part])
            rows = [_person(one, known.get(one.id)) for one in part]
            self._write(rows, active=active)

    def everybody(self) -> tuple[tuple[Person, bool], ...]:
        """All people with whether their badge still counts, those who left too."""
        statement = (
            select(_c.document, _c.active)
            .where(_c.warehouse == self._session.warehouse)
            .order_by(_c.id)
        )
        rows = self._session.connection.execute(statement)
        return tuple((from_json(row.document, Person), row.active) for row in rows)

    def is_active(self, operator_id: str) -> bool:
        row = self._row(operator_id)
        return bool(row and row[1])

    def set_active(self, operator_id: str, *, active: bool) -> bool:
        """Whether the badge counts; False: no such person."""
        row = self._row(operator_id)
        if row is None:
            return False
        self._write([from_json(row[0], Person)], active=active)
        return True

    def count_try(self, operator_id: str, *, anew: bool = False) -> int:
        """Notes that a PIN is tried at the office; how many there were. ``anew``: from nought.

        The benches need not hear of it: only the document changes, not its number in the feed.
        """
        row = self._row(operator_id)
        if row is None:
            return 0
        known = from_json(row[0], Person)
        changed = msgspec.structs.replace(known, tries=0 if anew else known.tries + 1)
        self._session.connection.execute(
            update(operator)
            .where(_c.warehouse == self._session.warehouse, _c.id == operator_id)
            .values(document=to_json(changed))
        )
        return changed.tries

    def has_pin(self, operator_id: str) -> bool:
        return bool(self._person(operator_id).pin)

    def pin_matches(self, operator_id: str, pin: str) -> bool:
        """Whether this is the person's PIN. The hash does not leave the store."""
        stored = self._person(operator_id).pin
        return bool(stored) and pin_matches(stored, pin)

    def locked_until(self, operator_id: str) -> datetime | None:
        """Until when wrong PINs keep the badge from doing anything, as the center heard."""
        return self._person(operator_id).locked_until

    def set_pin(self, operator_id: str, pin_hash: str) -> bool:
        """Gives a new PIN ("" takes it away) and ends a lock-out; False: no such person."""
        return self._change(operator_id, pin=pin_hash, locked_until=None, tries=0)

    def set_role(self, operator_id: str, role: Role) -> bool:
        return self._change(operator_id, role=role)

    def lock(self, operator_id: str, until: datetime) -> bool:
        """Wrong PINs at one bench lock the badge at every bench."""
        return self._change(operator_id, locked_until=until)

    def unlock(self, operator_id: str) -> bool:
        """The lock-out is over; the PIN stays."""
        return self._change(operator_id, locked_until=None, tries=0)

    def _change(self, operator_id: str, **changes: object) -> bool:
        row = self._row(operator_id)
        if row is None:
            return False
        changed = msgspec.structs.replace(from_json(row[0], Person), **changes)
        self._write([changed], active=row[1])
        return True

    def _write(self, people: Sequence[Person], *, active: bool) -> None:
        rows = [FeedRow(0, one.id, to_json(one), active) for one in people]
        apply_operators(self._session, rows)
        self._session.touch(OPERATORS, (row.id for row in rows))

    def _person(self, operator_id: str) -> Person:
        row = self._row(operator_id)
        return from_json(row[0], Person) if row else Person(operator_id, "", "")

    def _row(self, operator_id: str) -> tuple[str, bool] | None:
        statement = select(_c.document, _c.active).where(
            _c.warehouse == self._session.warehouse, _c.id == operator_id
        )
        row = self._session.connection.execute(statement).first()
        return (row.document, row.active) if row else None

    def _known(self, ids: Sequence[str]) -> dict[str, Person]:
        statement = select(_c.id, _c.document).where(
            _c.warehouse == self._session.warehouse, _c.id.in_(ids)
        )
        rows = self._session.connection.execute(statement)
        return {row.id: from_json(row.document, Person) for row in rows}


def _person(one: Operator, known: Person | None) -> Person:
    if known is None:
        return Person(one.id, one.badge, one.name, one.role)
    return msgspec.structs.replace(known, badge=one.badge, name=one.name, role=one.role)


def apply_operators(session: Session, rows: Sequence[FeedRow]) -> None:
    if not rows:
        return
    session.connection.execute(
        upsert(operator, session.dialect, ("badge", "active", "document", "seq")),
        [
            {
                "warehouse": session.warehouse,
                "id": row.id,
                "badge": normalise_code(from_json(row.document, Operator).badge),
                "active": row.active,
                "document": row.document,
                "seq": row.seq,
            }
            for row in rows
        ],
    )
