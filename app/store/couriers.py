"""Couriers, contracts and how a courier is chosen. Benches have copies of the first two."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Table, delete, select

from app.domain.contract import Contact, Contract, Courier
from app.domain.routing import Choice, RoutingRule
from app.store.records import FeedRow
from app.store.session import (
    CONTRACTS,
    COURIERS,
    Session,
    chunks,
    from_json,
    to_json,
    upsert,
)
from app.store.tables.couriers import (
    contract,
    contract_contacts,
    courier,
    courier_choice,
    routing_rule,
)

T = TypeVar("T")


class Couriers:
    """By code. One that is not used any more stays: its bills still come."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, couriers: Iterable[Courier], *, active: bool = True) -> None:
        """Adds or replaces couriers (center: benches hear of it)."""
        rows = [FeedRow(0, one.code, to_json(one), active) for one in couriers]
        apply_couriers(self._session, rows)
        self._session.touch(COURIERS, (row.id for row in rows))

    def get(self, code: str) -> Courier | None:
        """The courier, in use or not."""
        return next(_documents(self._session, courier, Courier, courier.c.code == code), None)

    def every(self, *, also_unused: bool = False) -> tuple[Courier, ...]:
        """By code; those in use, or all there ever were."""
        where = () if also_unused else (courier.c.active,)
        return tuple(_documents(self._session, courier, Courier, *where))

    def names(self) -> dict[str, str]:
        """What each is called, by code; also those not used any more."""
        return {one.code: one.name for one in self.every(also_unused=True)}


class Contracts:
    """By id. A contract that ended stays, for its bills and its price."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, contracts: Iterable[Contract], *, active: bool = True) -> None:
        """Adds or replaces contracts (center: benches hear of it)."""
        rows = [FeedRow(0, one.id, to_json(one), active) for one in contracts]
        apply_contracts(self._session, rows)
        self._session.touch(CONTRACTS, (row.id for row in rows))

    def get(self, contract_id: str) -> Contract | None:
        """The contract, in use or not."""
        where = contract.c.id == contract_id
        return next(_documents(self._session, contract, Contract, where), None)

    def every(self, *, also_unused: bool = False) -> tuple[Contract, ...]:
        """By id; those in use, or all there ever were."""
        where = () if also_unused else (contract.c.active,)
        return tuple(_documents(self._session, contract, Contract, *where))

    def of_courier(self, code: str, on: date | None = None) -> tuple[Contract, ...]:
        """Contracts in use with a courier; ``on``: in force on that day. The latest first."""
        found = _documents(
            self._session, contract, Contract, contract.c.active, contract.c.courier == code
        )
        right = [one for one in found if on is None or one.in_force(on)]
        return tuple(sorted(right, key=lambda one: one.valid_from or date.min, reverse=True))

    def put_contacts(self, contract_id: str, contacts: Sequence[Contact]) -> None:
        """The people of a contract, in place of those before. Only the center has them."""
        self._session.connection.execute(
            upsert(contract_contacts, self._session.dialect, ("document",)),
            {
                "warehouse": self._session.warehouse,
                "contract_id": contract_id,
                "document": to_json(tuple(contacts)),
            },
        )

    def contacts(self, contract_id: str) -> tuple[Contact, ...]:
        statement = select(contract_contacts.c.document).where(
            contract_contacts.c.warehouse == self._session.warehouse,
            contract_contacts.c.contract_id == contract_id,
        )
        text = self._session.connection.execute(statement).scalar()
        return () if text is None else from_json(text, tuple[Contact, ...])


class RoutingRules:
    """The rules by which couriers are chosen (center only)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, rules: Iterable[RoutingRule]) -> None:
        """Adds or replaces rules."""
        rows = [
            {"warehouse": self._session.warehouse, "id": one.id, "document": to_json(one)}
            for one in rules
        ]
        if rows:
            statement = upsert(routing_rule, self._session.dialect, ("document",))
            self._session.connection.execute(statement, rows)

    def drop(self, rule_id: str) -> None:
        self._session.connection.execute(
            delete(routing_rule).where(
                routing_rule.c.warehouse == self._session.warehouse, routing_rule.c.id == rule_id
            )
        )

    def every(self) -> tuple[RoutingRule, ...]:
        """All of them, also those that are switched off; the highest priority first."""
        found = _documents(self._session, routing_rule, RoutingRule)
        return tuple(sorted(found, key=lambda rule: (-rule.priority, rule.id)))


class Choices:
    """Which courier was chosen for a parcel and why (center only)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, order_id: str, parcel_no: int, choice: Choice, now: datetime) -> None:
        """Keeps a choice in place of the one before for this parcel of the order."""
        self.keep_all([(order_id, parcel_no, choice)], now)

    def keep_all(self, choices: Iterable[tuple[str, int, Choice]], now: datetime) -> None:
        """The same for many: (order id, parcel, choice)."""
        rows = [
            {
                "warehouse": self._session.warehouse,
                "order_id": order_id,
                "parcel_no": parcel_no,
                **_chosen_values(choice, now),
            }
            for order_id, parcel_no, choice in choices
        ]
        if rows:
            statement = upsert(courier_choice, self._session.dialect, _CHOSEN)
            self._session.connection.execute(statement, rows)

    def made(self, order_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """(courier, rule) that was chosen for the first parcel, by the order's id."""
        _c, found = courier_choice.c, {}
        for part in chunks(order_ids):
            statement = select(_c.order_id, _c.courier, _c.rule).where(
                _c.warehouse == self._session.warehouse,
                _c.order_id.in_(part),
                _c.parcel_no == 1,
            )
            for row in self._session.connection.execute(statement):
                found[row.order_id] = (row.courier, row.rule)
        return found

    def get(self, order_id: str, parcel_no: int = 1) -> Choice | None:
        where = (courier_choice.c.order_id == order_id, courier_choice.c.parcel_no == parcel_no)
        return next(_documents(self._session, courier_choice, Choice, *where), None)

    def between(self, start: datetime, end: datetime) -> Iterator[tuple[str, int, Choice]]:
        """(order id, parcel, choice) of choices made from ``start`` on and before ``end``."""
        _c = courier_choice.c
        statement = (
            select(_c.order_id, _c.parcel_no, _c.document)
            .where(
                _c.warehouse == self._session.warehouse, _c.chosen_at >= start, _c.chosen_at < end
            )
            .order_by(_c.chosen_at, _c.order_id, _c.parcel_no)
        )
        for row in self._session.connection.execute(statement):
            yield row.order_id, row.parcel_no, from_json(row.document, Choice)


_CHOSEN = (
    "courier", "rule", "price_minor", "cheapest", "cheapest_minor", "currency", "chosen_at",
    "document",
)  # fmt: skip


def _chosen_values(choice: Choice, now: datetime) -> dict[str, Any]:
    chosen, cheapest = choice.chosen, choice.cheapest
    paid = chosen.price if chosen else None
    least = cheapest.price if cheapest else None
    either = paid or least
    return {
        "courier": chosen.courier if chosen else "",
        "rule": choice.rule,
        "price_minor": paid.minor if paid else None,
        "cheapest": cheapest.courier if cheapest else "",
        "cheapest_minor": least.minor if least else None,
        "currency": either.currency if either else "",
        "chosen_at": now,
        "document": to_json(choice),
    }


def _documents(session: Session, table: Table, kind: type[T], *where: Any) -> Iterator[T]:
    statement = (
        select(table.c.document)
        .where(table.c.warehouse == session.warehouse, *where)
        .order_by(*table.primary_key)
    )
    for text in session.connection.execute(statement).scalars():
        yield from_json(text, kind)


def apply_couriers(session: Session, rows: Sequence[FeedRow]) -> None:
    """Writes states of couriers as they came."""
    _apply(session, courier, [{"code": row.id, **_state(row)} for row in rows])


def apply_contracts(session: Session, rows: Sequence[FeedRow]) -> None:
    """Writes states of contracts as they came."""
    values = [
        {"id": row.id, "courier": from_json(row.document, Contract).courier, **_state(row)}
        for row in rows
    ]
    _apply(session, contract, values)


def _state(row: FeedRow) -> dict[str, Any]:
    return {"active": row.active, "document": row.document, "seq": row.seq}


def _apply(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    keys = {column.name for column in table.primary_key}
    columns = tuple(name for name in rows[0] if name not in keys)
    session.connection.execute(
        upsert(table, session.dialect, columns),
        [{"warehouse": session.warehouse, **row} for row in rows],
    )
