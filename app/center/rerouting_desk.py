"""What the cheapest courier that serves the address would have cost, by period; as a list."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from app.center.choosing import rerouting_report
from app.domain.paging import Page, PageQuery, page_of
from app.domain.values import Money
from app.store.transaction import Transaction

ALL: Final = "all"
PERIODS: Final = ("week", "month", "last_month", "quarter")


@dataclass(frozen=True, slots=True)
class RouteRow:
    """Parcels of one courier that another would have carried for less; ``ALL``: all together.

    ``unpriced`` of all: parcels that could not be compared.
    """

    id: str
    courier: str
    cheaper: str
    parcels: int
    saved: Money
    average: Money
    cost: Money | None = None
    unpriced: int = 0


def span(period: str, now: datetime) -> tuple[datetime, datetime]:
    """From when to when, in whole days of the clock that ``now`` has."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    first = today.replace(day=1)
    if period == "last_month":
        return (first - timedelta(days=1)).replace(day=1), first
    days = {"week": 6, "quarter": 89}
    return (today - timedelta(days=days[period]) if period in days else first), now


def routes(
    tx: Transaction, period: str, now: datetime, zone: tzinfo, currency: str
) -> tuple[RouteRow, ...]:
    """All parcels first, then courier by courier; by the cards of today. ``now`` in ``zone``."""
    start, end = span(period, now)
    told = rerouting_report(tx, start, end, zone, now.date())
    names = tx.couriers.names()
    moved = sum(count for count, _saved in told.moves.values())
    if not told.parcels:
        return ()
    whole = RouteRow(
        ALL, "", "", moved, Money(told.saved_minor, currency),
        _average(told.saved_minor, moved, currency),
        Money(told.cost_minor, currency), told.unpriced,
    )  # fmt: skip
    rows = [
        RouteRow(
            f"{courier}>{cheaper}", names.get(courier, courier), names.get(cheaper, cheaper),
            count, Money(saved, currency), _average(saved, count, currency),
        )
        for (courier, cheaper), (count, saved) in told.moves.items()
    ]  # fmt: skip
    return (whole, *rows)


def listed(rows: tuple[RouteRow, ...], query: PageQuery) -> Page[RouteRow]:
    return page_of(
        rows,
        query,
        {
            "courier": lambda one: one.courier,
            "cheaper": lambda one: one.cheaper,
            "parcels": lambda one: one.parcels,
            "saved": lambda one: one.saved.minor,
            "average": lambda one: one.average.minor,
        },
    )


def _average(minor: int, parcels: int, currency: str) -> Money:
    return Money((2 * minor + parcels) // (2 * parcels) if parcels else 0, currency)
