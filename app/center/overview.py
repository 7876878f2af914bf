"""The warehouse now: what every bench does, orders by state, and who has waited longest."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.center.alert_view import AWAY_AFTER, Names
from app.center.alerts import told
from app.domain.order import OrderState
from app.store.engine import Store
from app.store.overview import LastFact, WaitingOrder
from app.store.records import StationNow, StationSeen
from app.store.transaction import Transaction

TO_PACK = (OrderState.APPROVED, OrderState.PARKED, OrderState.RETURNED)
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class BenchNow:
    """One bench. ``state``: packing | idle | stopped | away | free (nobody signed in).

    ``since``: of the stop, of the last word from there, or of the last thing it did. ``devices``:
    the state of each kind as the bench said at ``seen_at``; ``data_age_s``: how old its orders
    were then, None: it did not say.
    """

    station_id: str
    name: str
    state: str
    packer: str = ""
    order_number: str = ""
    since: datetime | None = None
    verdict: str = ""
    parcels_hour: int = 0
    parcels_today: int = 0
    seen_at: datetime | None = None
    waiting: int = 0
    program: str = ""
    skew_ms: int = 0
    devices: dict[str, str] = field(default_factory=dict)
    data_age_s: int | None = None


@dataclass(frozen=True, slots=True)
class OldOrder:
    """An order that waits to be packed."""

    id: str
    number: str
    shop: str
    courier: str
    state: str
    cut_off: datetime | None
    since: datetime
    station: str = ""


@dataclass(frozen=True, slots=True)
class WarehouseNow:
    """``parcels`` counts accepted parcels an hour, oldest hour first."""

    at: datetime
    benches: tuple[BenchNow, ...] = ()
    orders: dict[str, int] = field(default_factory=dict)
    oldest: tuple[OldOrder, ...] = ()
    parcels: tuple[tuple[datetime, int], ...] = ()
    parcels_hour: int = 0
    parcels_today: int = 0


class OverviewDesk:
    """``expected_hour`` parcels are what a bench should manage. Calls raise DeskAwayError."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime], *, expected_hour: int = 50
    ) -> None:
        self._store = store
        self._clock = clock
        self.expected_hour = expected_hour

    def now(self, day_begins: datetime, *, oldest: int = 12, hours: int = 10) -> WarehouseNow:
        """One look at everything. ``day_begins``: since when today's parcels count."""
        at = self._clock()
        hour = at.replace(minute=0, second=0, microsecond=0)
        with told(), self._store.read() as tx:
            names = Names(tx)
            this_hour = tx.overview.parcels(hour, hour + _HOUR)
            today = tx.overview.parcels(day_begins, hour + _HOUR)
            standing = tx.overview.standing(at - _DAY)
            said = tx.stations.every_now()
            benches = tuple(
                _bench(names, seen, tx.overview.last_fact(seen.id), standing.get(seen.id), at)
                for seen in tx.stations.every()
            )
            return WarehouseNow(
                at=at,
                benches=tuple(
                    replace(
                        _telling(one, said.get(one.station_id)),
                        parcels_hour=this_hour.get(one.station_id, 0),
                        parcels_today=today.get(one.station_id, 0),
                    )
                    for one in benches
                ),
                orders=tx.orders.count(),
                oldest=tuple(
                    _old(names, one)
                    for one in tx.overview.waiting([one.value for one in TO_PACK], oldest)
                ),
                parcels=_hours(tx, hour, hours),
                parcels_hour=sum(this_hour.values()),
                parcels_today=sum(today.values()),
            )


def _hours(tx: Transaction, hour: datetime, hours: int) -> tuple[tuple[datetime, int], ...]:
    starts = [hour - _HOUR * back for back in reversed(range(hours))]
    return tuple(
        (start, sum(tx.overview.parcels(start, start + _HOUR).values())) for start in starts
    )


def _bench(
    names: Names,
    seen: StationSeen,
    last: LastFact | None,
    standing: tuple[str, str, datetime] | None,
    now: datetime,
) -> BenchNow:
    heard = seen.seen_at
    signed_out = last is None or last.kind == "SignedOut" or not last.operator_id
    idle = last is not None and last.kind in {
        "OrderPacked",
        "OrderParked",
        "OrderReturned",
        "CheckCancelled",
        "OrderClosed",
        "SignedIn",
    }
    state, since, verdict = ("free" if signed_out else "idle" if idle else "packing"), None, ""
    if last is not None:
        since = last.at
    if standing is not None and standing[0] != "lead":
        state, verdict, since = "stopped", standing[1], standing[2]
    if heard is None or now - heard > AWAY_AFTER:
        state, since = "away", heard
    return BenchNow(
        station_id=seen.id,
        name=seen.name or seen.id,
        state=state,
        packer=names.person(last.operator_id) if last and not signed_out else "",
        order_number=(last.order_number or "") if last and not idle and not signed_out else "",
        since=since,
        verdict=verdict,
        seen_at=heard,
        waiting=seen.waiting,
        program=seen.program,
        skew_ms=seen.skew_ms,
    )


def _telling(one: BenchNow, said: StationNow | None) -> BenchNow:
    """With what the bench says of itself; an older program says nothing."""
    return replace(one, devices=said.devices, data_age_s=said.data_age_s) if said else one


def _old(names: Names, one: WaitingOrder) -> OldOrder:
    return OldOrder(
        id=one.id,
        number=one.number,
        shop=one.shop,
        courier=one.courier,
        state=one.state,
        cut_off=one.cut_off,
        since=one.updated_at,
        station=names.stations.get(one.holder, one.holder),
    )
