"""How the board is read: stored alerts with names, tickets with items, benches that are away."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from app.center.alert_board import (
    Alert,
    AlertBoard,
    AlertFilter,
    BenchAway,
    Marks,
    Person,
    Rate,
    Span,
    TicketRow,
)
from app.domain.catalogue import Item
from app.domain.order import Order, Role
from app.store.alerts import NOT_CLOSED, AlertSearch, StoredAlert
from app.store.records import StationSeen, StoredOrder, Ticket
from app.store.transaction import Transaction

AWAY_AFTER = timedelta(seconds=15)
"""A bench greets every one to two seconds; after this long without one it counts as away."""

OUT = ("open", "picked")
_DAY = timedelta(days=1)
_MOST_OPEN = 60
_MOST_TICKETS = 200
_OPEN = AlertSearch(states=NOT_CLOSED[:1])
_STATES = {"all": (), "todo": NOT_CLOSED, "mine": NOT_CLOSED, "closed": ("closed",)}


class Names:
    """Ids as people know them, read once a transaction."""

    def __init__(self, tx: Transaction) -> None:
        self.people = {one.id: one for one in tx.operators.every()}
        self.stations = {one.id: one.name or one.id for one in tx.stations.every()}

    def person(self, operator_id: str) -> str:
        known = self.people.get(operator_id)
        return known.name if known else operator_id

    def alerts(self, stored: Iterable[StoredAlert]) -> tuple[Alert, ...]:
        return tuple(self.alert(one) for one in stored)

    def alert(self, one: StoredAlert) -> Alert:
        return Alert(
            id=one.id,
            kind=one.kind,
            verdict=one.verdict,
            state=one.state,
            order_id=one.order_id,
            order_number=one.order_number,
            shop=one.shop,
            cut_off=one.cut_off,
            code=one.code,
            found=one.found,
            expected=one.expected,
            details=one.details,
            picker=one.picker,
            station_id=one.station_id,
            station=self.stations.get(one.station_id, one.station_id),
            operator=self.person(one.operator_id),
            at=one.at,
            recv_at=one.recv_at,
            cleared_at=one.cleared_at,
            assignee_id=one.assignee,
            assignee=self.person(one.assignee),
            cause=one.cause,
            note=one.note,
            acknowledged_at=one.acknowledged_at,
            acknowledged_by=self.person(one.acknowledged_by),
            closed_at=one.closed_at,
            closed_by=self.person(one.closed_by),
        )


def search_of(wanted: AlertFilter) -> AlertSearch:
    mine = wanted.me or "-"
    return AlertSearch(
        since=wanted.since,
        until=wanted.until,
        states=_STATES.get(wanted.group, ()),
        kinds=wanted.kinds,
        assignee=mine if wanted.group == "mine" else "",
        station_id=wanted.station_id,
        text=wanted.text,
    )


def away(stations: Iterable[StationSeen], now: datetime) -> tuple[BenchAway, ...]:
    """Stations that the center heard of, but not lately."""
    return tuple(
        BenchAway(one.id, one.name or one.id, one.seen_at, one.waiting)
        for one in stations
        if one.seen_at is None or now - one.seen_at > AWAY_AFTER
    )


def marks(tx: Transaction, now: datetime) -> Marks:
    alerts, orders = tx.alerts.marks()
    return Marks(alerts, orders, tuple(one.station_id for one in away(tx.stations.every(), now)))


def board(
    tx: Transaction, wanted: AlertFilter, now: datetime, edges: Sequence[datetime]
) -> AlertBoard:
    names = Names(tx)
    stations = tx.stations.every()
    within = AlertSearch(since=wanted.since, until=wanted.until)
    counts = tx.alerts.counts(within)
    mine = AlertSearch(
        since=wanted.since, until=wanted.until, states=NOT_CLOSED, assignee=wanted.me or "-"
    )
    states, kinds = Counter[str](), Counter[str]()
    for (state, kind), count in counts.items():
        states[state] += count
        kinds[kind] += count
    spans = tx.alerts.spans(AlertSearch(kinds=wanted.kinds), edges)
    return AlertBoard(
        at=now,
        marks=marks(tx, now),
        groups={
            "all": sum(states.values()),
            "todo": sum(states.get(state, 0) for state in NOT_CLOSED),
            "mine": tx.alerts.count(mine),
            "closed": states.get("closed", 0),
        },
        states=dict(states),
        kinds=dict(kinds),
        open=names.alerts(tx.alerts.page(_OPEN, "at", descending=True, offset=0, limit=_MOST_OPEN)),
        tickets=_tickets(tx, names),
        away=away(stations, now),
        stations=len(stations),
        rate=_rate(tx, wanted.since, now),
        rate_before=_rate(tx, wanted.since and wanted.since - _DAY, now - _DAY),
        answer_s=_middle(tx, wanted.since),
        work_s=_in_work(tx, wanted, now),
        spans=tuple(Span(*pair, count) for pair, count in zip(pairwise(edges), spans, strict=True)),
        people=_people(names),
    )


def _people(names: Names) -> tuple[Person, ...]:
    """Leads and supervisors first: they are whom an alert is given to most."""
    first = (Role.LEAD, Role.SUPERVISOR, Role.PACKER)
    order = (*first, *(role for role in Role if role not in first))
    known = sorted(names.people.values(), key=lambda one: (order.index(one.role), one.name))
    return tuple(Person(one.id, one.name, one.role.value) for one in known)


def _rate(tx: Transaction, since: datetime | None, until: datetime) -> Rate:
    if since is None or since >= until:
        return Rate()
    errors = tx.alerts.count(AlertSearch(since=since, until=until, kinds=("mismatch",)))
    return Rate(errors, sum(tx.overview.parcels(since, until).values()))


def _middle(tx: Transaction, since: datetime | None) -> int | None:
    """The median time from arriving here to being acknowledged, in seconds."""
    if since is None:
        return None
    took = sorted(
        (seen - came).total_seconds() for came, seen in tx.alerts.answered(since) if seen >= came
    )
    return round(took[len(took) // 2]) if took else None


def _in_work(tx: Transaction, wanted: AlertFilter, now: datetime) -> int | None:
    """How long those in work have been there on average, in seconds."""
    search = AlertSearch(since=wanted.since, until=wanted.until, states=("assigned",))
    found = tx.alerts.page(search, "at", descending=True, offset=0, limit=_MOST_OPEN)
    ages = [(now - (one.acknowledged_at or one.at)).total_seconds() for one in found]
    return round(sum(ages) / len(ages)) if ages else None


def _tickets(tx: Transaction, names: Names) -> tuple[TicketRow, ...]:
    """Open re-picks, the one whose courier leaves first on top."""
    rows = [
        _ticket(one, tx.orders.get(one.order_id), names)
        for one in tx.tickets.in_state(*OUT, limit=_MOST_TICKETS)
    ]
    rows.sort(key=lambda row: (row.cut_off is None, row.cut_off or row.opened_at, row.opened_at))
    return tuple(rows)


def _ticket(one: Ticket, stored: StoredOrder | None, names: Names) -> TicketRow:
    order = stored.order if stored else None
    items = _items(order) if order else {}
    slot = stored.progress.slot if stored and stored.progress else ""
    extra: dict[str, int] = {}
    for code in one.extra:
        item = items.get(code)
        name = _said(item) if item else code
        extra[name] = extra.get(name, 0) + 1
    return TicketRow(
        id=one.id,
        order_id=one.order_id,
        order_number=order.number if order else "",
        slot=one.slot or slot,
        state=one.state,
        reason=one.reason,
        opened_at=one.opened_at,
        cut_off=order.cut_off if order else None,
        owner_id=one.owner,
        owner=names.person(one.owner),
        picker=order.picker if order else "",
        station=names.stations.get(one.station_id, one.station_id),
        missing=tuple(
            (_said(items[sku]) if sku in items else sku, count)
            for sku, count in one.missing.items()
        ),
        extra=tuple(extra.items()),
    )


def _items(order: Order) -> dict[str, Item]:
    """The items of an order by SKU and by each of their codes."""
    found: dict[str, Item] = {}
    for line in order.lines:
        for item in (line.item, *(part.item for part in line.parts)):
            found[item.sku] = item
            found |= {barcode.code: item for barcode in item.barcodes}
    return found


def _said(item: Item) -> str:
    return f"{item.name} {item.spec}".strip()
