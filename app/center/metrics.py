"""The center's figures: as Prometheus text (format 0.0.4) and as a short word on its health.

Written by hand: it is a dozen lines, and a client library would bring a registry of counters of
one process, while these figures stand in the database and are the same whoever is asked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from app.store import health
from app.store.engine import Store
from app.store.errors import StoreError

SLOW_EVERY_S = 60.0
PROBE_EVERY_S = 5.0
DAY = timedelta(days=1)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = dict[str, str]


@dataclass(frozen=True, slots=True)
class Metric:
    """``kind``: gauge | counter. ``samples``: labels and value."""

    name: str
    kind: str
    about: str
    samples: tuple[tuple[Labels, float], ...]


@dataclass(frozen=True, slots=True)
class Health:
    """``ok`` False: the store cannot be read or written, or nobody set the center up."""

    ok: bool
    store: str
    epoch: str = ""
    write_ms: float = 0.0
    reason: str = ""

    def document(self) -> bytes:
        return msgspec.json.encode(self)


def text(metrics: Iterable[Metric]) -> str:
    """The text that Prometheus reads."""
    lines = []
    for one in metrics:
        lines += [f"# HELP {one.name} {one.about}", f"# TYPE {one.name} {one.kind}"]
        for labels, value in one.samples:
            inside = ",".join(f'{key}="{_escaped(label)}"' for key, label in labels.items())
            number = f"{value:.6f}".rstrip("0").rstrip(".")
            lines.append(f"{one.name}{{{inside}}} {number}" if inside else f"{one.name} {number}")
    return "\n".join(lines) + "\n"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


class Figures:
    """Reads the figures. ``clock`` gives aware UTC time, ``timer`` monotonic seconds.

    What counts many rows is read once a minute, whoever asks how often. Not for two threads.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], timer: Callable[[], float]
    ) -> None:
        self._store = store
        self._clock = clock
        self._timer = timer
        self._slow: tuple[Metric, ...] = ()
        self._slow_at = 0.0
        self._health: Health | None = None
        self._health_at = 0.0

    def health(self) -> Health:
        """Whether facts can be kept at this moment: a commit is tried, at most every 5 s."""
        if self._health is None or self._timer() - self._health_at >= PROBE_EVERY_S:
            self._health = self._probe()
            self._health_at = self._timer()
        return self._health

    def _probe(self) -> Health:
        place = self._store.place
        try:
            with self._store.read() as tx:
                epoch = tx.center.epoch()
            began = self._timer()
            health.probe(self._store, self._clock())
            took = (self._timer() - began) * 1000
        except StoreError as error:
            return Health(ok=False, store=place, reason=f"{error.advice} {error}")
        reason = "" if epoch else "not set up: run `center init`"
        return Health(bool(epoch), place, epoch, round(took, 3), reason)

    def read(self) -> tuple[Metric, ...]:
        """All figures. Raises StoreError."""
        word = self.health()
        began = self._timer()
        quick = self._quick()
        took = self._timer() - began
        if not self._slow or self._timer() - self._slow_at >= SLOW_EVERY_S:
            self._slow = self._counted()
            self._slow_at = self._timer()
        return (
            _one("up", "1 while the store can be read and written.", float(word.ok)),
            _one("store_write_seconds", "One small commit.", word.write_ms / 1000),
            _one("store_read_seconds", "Reading the quick figures of this answer.", took),
            *quick,
            *self._slow,
        )

    def _quick(self) -> tuple[Metric, ...]:
        """One index probe a station and a feed."""
        now = self._clock()
        with self._store.read() as tx:
            facts = health.last_facts(tx)
            stations = tx.stations.every()
            feeds = tuple(health.feeds(tx))
            tasks = health.open_tasks(tx)
        seen = {one.id: (now - one.seen_at).total_seconds() for one in stations if one.seen_at}
        return (
            _by("facts_received_total", "Number of the last fact kept of a station.",
                "station", facts, "counter"),
            _by("station_seen_seconds", "Since a station last greeted.", "station", seen),
            _by("station_facts_waiting", "Facts a station had not delivered when last seen.",
                "station", {one.id: one.waiting for one in stations}),
            _by("station_clock_skew_seconds", "A station's clock minus the center's.",
                "station", {one.id: one.skew_ms / 1000 for one in stations}),
            _by("feed_head", "The number a feed gave last.", "feed",
                {one.feed: one.head for one in feeds}, "counter"),
            _by("tasks_open", "Exceptions that wait for a person.", "kind",
                {kind: count for kind, (count, _) in tasks.items()}),
        )  # fmt: skip

    def _counted(self) -> tuple[Metric, ...]:
        now = self._clock()
        with self._store.read() as tx:
            parcels = health.parcels_since(tx, now - DAY)
            orders = tx.orders.count()
            left = health.numbers_left(tx)
            backups = [one for one in tx.jobs.last("backup", 20) if one.state == "completed"]
        pool = {courier: count for (courier, station), count in left.items() if not station}
        metrics = [
            _one("parcels_accepted_day", "Parcels packed in the last 24 hours.", parcels[True]),
            _one("parcels_duplicate_day", "Parcels packed twice, last 24 hours.", parcels[False]),
            _by("orders", "Orders by state.", "state", orders),
            _by("waybill_numbers_pool", "Numbers that can be lent.", "courier", pool),
        ]
        if backups and backups[0].ended_at:
            age = (now - backups[0].ended_at).total_seconds()
            metrics.append(_one("backup_age_seconds", "Since the last good backup.", age))
        return tuple(metrics)


def _one(name: str, about: str, value: float) -> Metric:
    return Metric(f"secondpass_{name}", "gauge", about, (({}, value),))


def _by(
    name: str,
    about: str,
    label: str,
    values: dict[str, float] | dict[str, int],
    kind: str = "gauge",
) -> Metric:
    samples = tuple(({label: key}, float(value)) for key, value in sorted(values.items()))
    return Metric(f"secondpass_{name}", kind, about, samples)
