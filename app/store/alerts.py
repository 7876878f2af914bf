"""Alerts: what the shift lead works off, found by page, and every hand that was laid on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, select, update

from app.domain.catalogue import Item
from app.store.session import ALERTS, ORDERS, Session, add_once, chunks, from_json, to_json
from app.store.tables.alerts import alert, alert_action
from app.store.tables.system import feed_head
from app.store.tables.trouble import pick_error

OPEN = "open"
NOT_CLOSED = ("open", "acknowledged", "assigned")
SORTS = ("at", "state", "verdict", "order_number", "picker", "station_id", "assignee", "cut_off")

_c = alert.c
_Where = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """One alert as the center keeps it. ``found`` and ``expected`` are as they were then."""

    id: str
    kind: str  # mismatch | stop | printer | lead | exception | badge
    verdict: str
    order_id: str
    order_number: str
    shop: str
    cut_off: datetime | None
    code: str
    found: Item | None
    expected: Item | None
    details: dict[str, str]
    picker: str
    station_id: str
    operator_id: str
    at: datetime
    recv_at: datetime
    cleared_at: datetime | None = None
    state: str = OPEN
    assignee: str = ""
    cause: str = ""
    note: str = ""
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""


@dataclass(frozen=True, slots=True)
class AlertSearch:
    """Which alerts. An empty field asks nothing. ``assignee`` and ``text`` as they are stored."""

    since: datetime | None = None
    until: datetime | None = None
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    assignee: str = ""
    station_id: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class AlertAction:
    """One row of the audit: what was ``before`` and ``after`` it, field by field."""

    id: str
    about: str
    action: str
    by_operator: str
    at: datetime
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


_FIELDS = tuple(StoredAlert.__dataclass_fields__)
_COLUMNS = tuple(_c[name] for name in _FIELDS)
_PAIRS = ("before", "after")


def _made(row: Row[Any]) -> StoredAlert:
    values = dict(zip(_FIELDS, row, strict=True))
    for name in ("found", "expected"):
        values[name] = from_json(values[name], Item) if values[name] else None
    values["details"] = from_json(values["details"], dict[str, str])
    return StoredAlert(**values)


def _words(one: StoredAlert) -> str:
    """What a search looks through: numbers, names and codes, folded."""
    items = [f"{item.sku} {item.name} {item.spec}" for item in (one.found, one.expected) if item]
    parts = (one.order_number, one.shop, one.code, one.picker, one.station_id, one.operator_id)
    said = (one.details.get(name, "") for name in ("waybill", "number", "who"))
    return " ".join((*parts, *items, *said)).casefold()


_STANDING = select(_c.id).where(
    _c.warehouse == bindparam("wh"),
    _c.station_id == bindparam("station"),
    _c.cleared_at.is_(None),
    _c.verdict == bindparam("said"),
    _c.order_id == bindparam("order"),
)


class Alerts:
    def __init__(self, session: Session) -> None:
        self._session = session

    def marks(self) -> tuple[int, int]:
        """Two numbers of which one grows when an alert or an order changes: one read by key."""
        statement = select(feed_head.c.scope, feed_head.c.seq).where(
            feed_head.c.warehouse == self._session.warehouse,
            feed_head.c.scope.in_((ALERTS, ORDERS)),
        )
        found = {row.scope: row.seq for row in self._session.connection.execute(statement)}
        return found.get(ALERTS, 0), found.get(ORDERS, 0)

    def add(self, one: StoredAlert) -> bool:
        """Keeps an alert; False: it is there already."""
        values: dict[str, Any] = {name: getattr(one, name) for name in _FIELDS}
        for name in ("found", "expected"):
            values[name] = to_json(values[name]) if values[name] else ""
        values |= {"details": to_json(one.details), "words": _words(one)}
        values["warehouse"] = self._session.warehouse
        new = add_once(self._session, alert, values)
        if new:
            self._session.touch(ALERTS, (one.id,))
        return new

    def clear(
        self, station_id: str, order_id: str, verdict: str, at: datetime, *, close: str = ""
    ) -> int:
        """The bench went on. ``close``: the cause under which it needs nobody any more."""
        wanted = {"wh": self._session.warehouse, "station": station_id}
        wanted |= {"said": verdict, "order": order_id}
        ids = self._session.connection.execute(_STANDING, wanted).scalars().all()
        values: dict[str, Any] = {"cleared_at": at}
        if close:
            values |= {"state": "closed", "cause": close, "closed_at": at}
        if ids:
            self._change(ids, values)
        return len(ids)

    def change(self, alert_id: str, **values: Any) -> None:
        """Moves an alert on; the pick error of the same fact goes with it."""
        self._change((alert_id,), values)
        mirrored: dict[str, Any] = {
            name: values[name] for name in ("state", "assignee", "cause") if name in values
        }
        if "note" in values:
            mirrored["resolution"] = values["note"]
        if "closed_at" in values:
            mirrored["closed_at"] = values["closed_at"]
        self._session.connection.execute(
            update(pick_error)
            .where(pick_error.c.warehouse == self._session.warehouse, pick_error.c.id == alert_id)
            .values(mirrored)
        )

    def get(self, alert_id: str) -> StoredAlert | None:
        found = self.of((alert_id,))
        return found[0] if found else None

    def of(self, ids: Iterable[str]) -> tuple[StoredAlert, ...]:
        """These alerts, as far as they are there."""
        made: list[StoredAlert] = []
        for part in chunks(ids):
            statement = select(*_COLUMNS).where(
                _c.warehouse == self._session.warehouse, _c.id.in_(part)
            )
            made += map(_made, self._session.connection.execute(statement))
        return tuple(made)

    def page(
        self, wanted: AlertSearch, sort: str, *, descending: bool, offset: int, limit: int
    ) -> tuple[StoredAlert, ...]:
        """One page. ``sort`` is one of SORTS; a second key keeps pages apart for certain."""
        if sort not in SORTS:
            raise ValueError(f"alerts are not sorted by {sort}")
        keys = [_c[sort], _c.id] if sort == "at" else [_c[sort], _c.at, _c.id]
        order = [one.desc() if descending else one.asc() for one in keys]
        if sort == "cut_off":
            order[0] = order[0].nulls_last()
        # First the ids, by an index alone: to pass over many rows costs no reading of them.
        ids = self._session.connection.execute(
            select(_c.id).where(*self._where(wanted)).order_by(*order).offset(offset).limit(limit)
        )
        wished = ids.scalars().all()
        found = {one.id: one for one in self.of(wished)}
        return tuple(found[one] for one in wished if one in found)

    def count(self, wanted: AlertSearch) -> int:
        statement = select(func.count()).select_from(alert).where(*self._where(wanted))
        return int(self._session.connection.execute(statement).scalar_one())

    def counts(self, wanted: AlertSearch) -> dict[tuple[str, str], int]:
        """How many there are by (state, kind)."""
        statement = (
            select(_c.state, _c.kind, func.count())
            .where(*self._where(wanted))
            .group_by(_c.state, _c.kind)
        )
        rows = self._session.connection.execute(statement)
        return {(row[0], row[1]): row[2] for row in rows}

    def spans(self, wanted: AlertSearch, edges: Sequence[datetime]) -> tuple[int, ...]:
        """How many lie between each two edges, in one pass over the index of times."""
        if len(edges) < 2:  # noqa: PLR2004 - an edge at each end
            return ()
        between = [
            func.count().filter(_c.at >= start, _c.at < end) for start, end in pairwise(edges)
        ]
        statement = (
            select(*between)
            .select_from(alert)
            .where(*self._where(wanted), _c.at >= edges[0], _c.at < edges[-1])
        )
        return tuple(self._session.connection.execute(statement).one())

    def answered(self, since: datetime, limit: int = 1000) -> tuple[tuple[datetime, datetime], ...]:
        """(arrived, acknowledged) of what was acknowledged since; the newest first."""
        statement = (
            select(_c.recv_at, _c.acknowledged_at)
            .where(
                _c.warehouse == self._session.warehouse,
                _c.at >= since,
                _c.acknowledged_at.is_not(None),
            )
            .order_by(_c.at.desc())
            .limit(limit)
        )
        return tuple((row[0], row[1]) for row in self._session.connection.execute(statement))

    def note_action(self, action: AlertAction) -> bool:
        """Writes who did what; False: this very action is there already."""
        values = {name: getattr(action, name) for name in AlertAction.__dataclass_fields__}
        values |= {name: to_json(values[name]) for name in _PAIRS}
        values["warehouse"] = self._session.warehouse
        # Not an alert's number: it only tells other offices that something changed.
        self._session.touch(ALERTS, (action.about,))
        return add_once(self._session, alert_action, values)

    def action(self, action_id: str) -> AlertAction | None:
        found = self._actions(alert_action.c.id == action_id)
        return found[0] if found else None

    def actions(self, about: str) -> tuple[AlertAction, ...]:
        """All that was done about an alert or ticket, oldest first."""
        return self._actions(alert_action.c.about == about)

    def _actions(self, where: _Where) -> tuple[AlertAction, ...]:
        names = tuple(AlertAction.__dataclass_fields__)
        statement = (
            select(*(alert_action.c[name] for name in names))
            .where(alert_action.c.warehouse == self._session.warehouse, where)
            .order_by(alert_action.c.at, alert_action.c.id)
        )
        made = []
        for row in self._session.connection.execute(statement):
            values = dict(zip(names, row, strict=True))
            values |= {name: from_json(values[name], dict[str, Any]) for name in _PAIRS}
            made.append(AlertAction(**values))
        return tuple(made)

    def _change(self, ids: Sequence[str], values: dict[str, Any]) -> None:
        self._session.connection.execute(
            update(alert)
            .where(_c.warehouse == self._session.warehouse, _c.id.in_(ids))
            .values(values)
        )
        self._session.touch(ALERTS, ids)

    def _where(self, wanted: AlertSearch) -> list[_Where]:
        where: list[_Where] = [_c.warehouse == self._session.warehouse]
        if wanted.since is not None:
            where.append(_c.at >= wanted.since)
        if wanted.until is not None:
            where.append(_c.at < wanted.until)
        if wanted.states:
            where.append(_c.state.in_(wanted.states))
        if wanted.kinds:
            where.append(_c.kind.in_(wanted.kinds))
        if wanted.assignee:
            where.append(_c.assignee == wanted.assignee)
        if wanted.station_id:
            where.append(_c.station_id == wanted.station_id)
        words = wanted.text.casefold().split()
        where += [_c.words.contains(word, autoescape=True) for word in words]
        return where
