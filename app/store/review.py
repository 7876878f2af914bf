"""Review at the center: rules by their versions, decisions by the order, orders that wait."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from app.domain.review import Added, Rule, RuleSet
from app.store.black_list import BlackList
from app.store.orders_feed import COLUMNS, stored_whole
from app.store.records import StoredOrder
from app.store.session import ORDERS, Session, chunks, from_json, to_json, upsert
from app.store.tables.orders import orders
from app.store.tables.review import order_review, review_set
from app.store.tables.trades import order_trade

_o, _s, _r, _t = orders.c, review_set.c, order_review.c, order_trade.c


@dataclass(frozen=True, slots=True)
class KeptReview:
    """What was decided of an order. ``facts``: the values that were seen, without anybody's words.

    ``rule``: its id, "" where none decided. ``who``: a person, or "" for the rules alone.
    """

    order_id: str
    outcome: str
    rule: str
    version: int
    judged_at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    adds: tuple[Added, ...] = ()
    why: str = "rule"
    unknown: tuple[str, ...] = ()
    says: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class _Document:
    facts: dict[str, Any]
    adds: tuple[Added, ...]
    why: str
    unknown: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class SetNote:
    """One version of the rules: who made it, when, and what was done."""

    n: int
    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Settled:
    """An order leaves the review: the state it gets, and why it waits where it does."""

    order_id: str
    state: str
    reason: str


class Reviews:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute
        self.black_list = BlackList(session)

    # ── the rules ─────────────────────────────────────────────────────────────────────────────

    def current(self) -> RuleSet:
        """The rules as they stand; an empty set where there never were any."""
        statement = select(_s.n, _s.document).where(_s.warehouse == self._session.warehouse)
        return self._set(statement.order_by(_s.n.desc()).limit(1))

    def version(self, n: int) -> RuleSet:
        """The rules as they stood then; an empty set for a version that never was."""
        statement = select(_s.n, _s.document)
        return self._set(statement.where(_s.warehouse == self._session.warehouse, _s.n == n))

    def add(self, rules: Iterable[Rule], at: datetime, who: str, what: str) -> RuleSet:
        """A new version. The caller has written to the audit before: that lets one in at a time."""
        made = RuleSet(tuple(rules), self.current().version + 1)
        row = {
            "warehouse": self._session.warehouse,
            "n": made.version,
            "at": at,
            "who": who,
            "what": what,
            "document": to_json(made.rules),
        }
        self._ask(review_set.insert(), row)
        return made

    def history(self, limit: int = 100) -> tuple[SetNote, ...]:
        """The versions, the newest first."""
        statement = (
            select(_s.n, _s.at, _s.who, _s.what)
            .where(_s.warehouse == self._session.warehouse)
            .order_by(_s.n.desc())
            .limit(limit)
        )
        return tuple(SetNote(row.n, row.at, row.who, row.what) for row in self._ask(statement))

    def _set(self, statement: Any) -> RuleSet:
        row = self._ask(statement).first()
        return (
            RuleSet() if row is None else RuleSet(from_json(row.document, tuple[Rule, ...]), row.n)
        )

    # ── decisions ─────────────────────────────────────────────────────────────────────────────

    def keep(self, reviews: Iterable[KeptReview]) -> None:
        """Keeps decisions, each in place of the one before on its order."""
        columns = ("outcome", "rule", "version", "judged_at", "who", "document")
        for part in chunks(reviews):
            rows = [
                {
                    "warehouse": self._session.warehouse,
                    "order_id": one.order_id,
                    "outcome": one.outcome,
                    "rule": one.rule,
                    "version": one.version,
                    "judged_at": one.judged_at,
                    "who": one.who,
                    "document": to_json(
                        _Document(one.facts, one.adds, one.why, one.unknown, one.says)
                    ),
                }
                for one in part
            ]
            self._ask(upsert(order_review, self._session.dialect, columns), rows)

    def get(self, order_id: str) -> KeptReview | None:
        return self.of([order_id]).get(order_id)

    def of(self, order_ids: Iterable[str]) -> dict[str, KeptReview]:
        """By the order's id; an order that was never reviewed is not in it."""
        found: dict[str, KeptReview] = {}
        for part in chunks(order_ids):
            where = (_r.warehouse == self._session.warehouse, _r.order_id.in_(part))
            for row in self._ask(select(order_review).where(*where)):
                kept = from_json(row.document, _Document)
                found[row.order_id] = KeptReview(
                    row.order_id, row.outcome, row.rule, row.version, row.judged_at,
                    kept.facts, kept.adds, kept.why, kept.unknown, kept.says, row.who,
                )  # fmt: skip
        return found

    def decided(self, since: datetime) -> dict[str, int]:
        """How many orders each rule decided on from then on, by its id."""
        statement = (
            select(_r.rule, func.count())
            .where(_r.warehouse == self._session.warehouse, _r.judged_at >= since)
            .group_by(_r.rule)
        )
        return {row[0]: row[1] for row in self._ask(statement)}

    # ── orders ────────────────────────────────────────────────────────────────────────────────

    def waiting(self, reason: str, limit: int) -> tuple[StoredOrder, ...]:
        """Orders that wait for their review, with their persons; the most urgent first."""
        statement = (
            select(*COLUMNS)
            .where(
                _o.warehouse == self._session.warehouse,
                _o.state == "pending",
                _o.wait_reason == reason,
            )
            .order_by(_o.cut_off.nulls_last(), _o.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return tuple(stored_whole(self._session, row) for row in self._ask(statement))

    def count_since(self, since: datetime) -> int:
        """How many orders changed last from then on; what ``past`` gives."""
        where = (_o.warehouse == self._session.warehouse, _o.updated_at >= since)
        return int(self._ask(select(func.count()).select_from(orders).where(*where)).scalar() or 0)

    def past(self, since: datetime, after: str = "", limit: int = 500) -> tuple[StoredOrder, ...]:
        """Orders that changed last from then on, by their ids above ``after``."""
        statement = (
            select(*COLUMNS)
            .where(_o.warehouse == self._session.warehouse, _o.updated_at >= since, _o.id > after)
            .order_by(_o.id)
            .limit(limit)
        )
        return tuple(stored_whole(self._session, row) for row in self._ask(statement))

    def hold_back(self, order_ids: Iterable[str], reason: str, now: datetime) -> int:
        """Those of the orders that are approved wait for their review; how many."""
        held: list[str] = []
        for part in chunks(order_ids):
            statement = (
                update(orders)
                .where(
                    _o.warehouse == self._session.warehouse,
                    _o.id.in_(part),
                    _o.state == "approved",
                )
                .values(state="pending", wait_reason=reason, updated_at=now)
                .returning(_o.id)
            )
            held += self._ask(statement).scalars()
        self._session.touch(ORDERS, held)
        return len(held)

    def settle(self, settled: Iterable[Settled], now: datetime) -> None:
        """Gives many orders their states at once; benches hear of it."""
        done: dict[tuple[str, str], list[str]] = {}
        for one in settled:
            done.setdefault((one.state, one.reason), []).append(one.order_id)
        for (state, reason), ids in done.items():
            for part in chunks(ids):
                where = (_o.warehouse == self._session.warehouse, _o.id.in_(part))
                values = {"state": state, "wait_reason": reason, "updated_at": now}
                self._ask(update(orders).where(*where).values(values))
            self._session.touch(ORDERS, ids)

    def first_orders(
        self, buyers: Iterable[tuple[str, str, str]]
    ) -> dict[tuple[str, str, str], str]:
        """By (channel, shop, buyer) the id of the first order we had of that buyer."""
        found: dict[tuple[str, str, str], str] = {}
        for part in chunks(sorted({buyer for _channel, _shop, buyer in buyers})):
            statement = (
                select(_t.channel, _t.shop, _t.buyer, func.min(_t.order_id).label("first"))
                .where(_t.warehouse == self._session.warehouse, _t.buyer.in_(part))
                .group_by(_t.channel, _t.shop, _t.buyer)
            )
            for row in self._ask(statement):
                found[row.channel, row.shop, row.buyer] = row.first
        return found
