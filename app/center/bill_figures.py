"""What couriers' bills say over the months: cost a parcel, claims, what came back, zones."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from app.center.alert_sheet import Column, Leaf, write_book
from app.center.bill_cells import yuan
from app.center.bill_words import CAUSES
from app.center.office_center import Act
from app.domain.payable import KEPT_BACK
from app.i18n import Words
from app.i18n import mark as _
from app.store.engine import Store
from app.store.payables import MonthSum, ZoneSum
from app.store.transaction import Transaction

K = TypeVar("K")
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Measure:
    """One courier's month, or several together. Amounts are minor units."""

    lines: int = 0
    parcels: int = 0
    billed: int = 0
    claims: int = 0  # lines with a claim
    claimed: int = 0
    recovered: int = 0
    given_up: int = 0
    kept_back: int = 0
    heavier_g: int = 0
    weighed: int = 0

    @property
    def cost_per_parcel(self) -> Decimal | None:
        """In the currency's own unit; what is kept back is not paid."""
        paid = Decimal(self.billed - self.kept_back).scaleb(-2)
        return paid / self.parcels if self.parcels else None

    @property
    def claim_share(self) -> Decimal | None:
        """Per cent of the lines."""
        return Decimal(100 * self.claims) / self.lines if self.lines else None

    @property
    def recovered_share(self) -> Decimal | None:
        """Per cent of the claimed money."""
        return Decimal(100 * self.recovered) / self.claimed if self.claimed else None

    @property
    def heavier_average_g(self) -> Decimal | None:
        """The courier's weight above ours, per parcel."""
        return Decimal(self.heavier_g) / self.weighed if self.weighed else None


@dataclass(frozen=True, slots=True)
class Figures:
    """``months`` oldest first. Sums over currencies are not made: one currency each."""

    currency: str
    months: tuple[str, ...]
    couriers: tuple[str, ...]
    by_month: Mapping[tuple[str, str], Measure]  # (courier, month)
    causes: Mapping[str, Measure]  # of what is claimed, the dearest first
    zones: Mapping[str, int]  # zone -> parcels

    @property
    def whole(self) -> Measure:
        return added(self.by_month.values())


def read(tx: Transaction, *, since: str, courier: str = "") -> Figures:
    """From a month (2026-01) on, of one courier or of all. The currency with most lines."""
    rows = [one for one in tx.bills.payables.months(since) if courier in {"", one.courier}]
    lines: dict[str, int] = defaultdict(int)
    for one in rows:
        lines[one.currency] += one.lines
    currency = max(lines, key=lambda one: lines[one], default="CNY")
    rows = [one for one in rows if one.currency == currency]
    zones = [
        one
        for one in tx.bills.payables.zones(since)
        if courier in {"", one.courier} and one.currency == currency
    ]
    claimed = _grouped(rows, lambda one: one.cause if one.claim_minor else "")
    claimed.pop("", None)
    return Figures(
        currency,
        tuple(sorted({one.month for one in rows}))[-MONTHS:],
        tuple(sorted({one.courier for one in rows})),
        _grouped(rows, lambda one: (one.courier, one.month)),
        dict(sorted(claimed.items(), key=lambda one: -one[1].claimed)),
        _mix(zones),
    )


def added(measures: Iterable[Measure]) -> Measure:
    """Their sum."""
    sums: dict[str, int] = defaultdict(int)
    for one in measures:
        for name in _NAMES:
            sums[name] += getattr(one, name)
    return Measure(**sums)


_NAMES = tuple(Measure.__dataclass_fields__)


def _grouped(rows: Iterable[MonthSum], key: Callable[[MonthSum], K]) -> dict[K, Measure]:
    found: dict[K, list[Measure]] = defaultdict(list)
    for one in rows:
        found[key(one)].append(_measure(one))
    return {name: added(measures) for name, measures in found.items()}


def _measure(one: MonthSum) -> Measure:
    claim = one.claim_minor
    return Measure(
        lines=one.lines,
        parcels=one.parcels,
        billed=one.billed_minor,
        claims=one.lines if claim else 0,
        claimed=claim,
        recovered=claim if one.state == "recovered" else 0,
        given_up=claim if one.state in {"accepted", "written_off"} else 0,
        kept_back=claim if one.state in KEPT_BACK else 0,
        heavier_g=one.heavier_g,
        weighed=one.weighed,
    )


def _mix(zones: Iterable[ZoneSum]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for one in zones:
        found[one.zone] += one.parcels
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def write(store: Store, _act: Act, *, since: str, courier: str, folder: Path, words: Words) -> Path:
    """``bill-figures.xlsx``: a line a courier and month, the causes, the zones. Raises OSError."""
    with store.read() as tx:
        found = read(tx, since=since, courier=courier)
    say = words.say
    path = folder / "bill-figures.xlsx"
    months = [(*key, found.by_month[key]) for key in sorted(found.by_month)]
    causes = [(say(CAUSES.get(cause, cause)), "", one) for cause, one in found.causes.items()]
    zones = [(zone, "", Measure(parcels=count)) for zone, count in found.zones.items()]
    leaves = (
        Leaf(say(_("Couriers and months")), _columns(words, found.currency), months),
        Leaf(say(_("Claims by cause")), _columns(words, found.currency), causes),
        Leaf(say(_("Zones")), _columns(words, found.currency), zones),
    )
    write_book(path, leaves, lambda _done: True)
    return path


Row = tuple[str, str, Measure]


def _columns(words: Words, currency: str) -> tuple[Column, ...]:
    say = words.say

    def of(title: str, value: Callable[[Measure], object]) -> Column:
        def text(row: Row) -> str:
            found = value(row[2])
            return f"{found:.2f}" if isinstance(found, Decimal) else str(found or "")

        return Column(title, text, 14, number=True)

    def money(title: str, value: Callable[[Measure], int]) -> Column:
        return Column(f"{title} ({currency})", lambda row: yuan(value(row[2])), 16, number=True)

    return (
        Column(say(_("Name")), lambda row: row[0], 24),
        Column(say(_("Month")), lambda row: row[1], 10),
        of(say(_("Lines")), lambda one: one.lines),
        of(say(_("Parcels")), lambda one: one.parcels),
        money(say(_("Billed")), lambda one: one.billed),
        money(say(_("Kept back")), lambda one: one.kept_back),
        of(say(_("Cost a parcel")), lambda one: one.cost_per_parcel),
        of(say(_("Lines with a claim (%)")), lambda one: one.claim_share),
        money(say(_("Claimed")), lambda one: one.claimed),
        money(say(_("Recovered")), lambda one: one.recovered),
        of(say(_("Recovered (%)")), lambda one: one.recovered_share),
        of(say(_("Heavier than ours (g a parcel)")), lambda one: one.heavier_average_g),
    )
