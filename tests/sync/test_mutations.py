"""The tests are tested: each known bug, switched on, must be caught by the invariants.

The right program passes every seed; a wrong one must fail at least one of the same seeds.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.center.desk import CenterDesk
from app.store.feed import Feed
from app.store.records import Answer, Cursor, Envelope, FeedRow, Reception
from app.store.session import ORDERS
from app.sync.delivery import Delivery
from app.sync.messages import Synced
from tests.builders import NOON
from tests.sync.weather import BrokenError, Weather, nothing

log = logging.getLogger(__name__)

SEEDS = range(10)
Began = Callable[[Weather], Callable[[], None]]


def caught(folder: Path, began: Began = nothing) -> list[str]:
    """What broke, by seed; the first break ends a day."""
    found = []
    for seed in SEEDS:
        weather = Weather(folder / f"seed-{seed}", seed, began)
        try:
            weather.day()
        except BrokenError as error:
            found.append(str(error))
        finally:
            weather.close()
    log.info("caught by %d of %d seeds: %s", len(found), len(SEEDS), found[:1])
    return found


def test_the_right_program_passes(tmp_path: Path) -> None:
    assert caught(tmp_path) == []


def test_number_taken_outside_the_writing_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The naive cursor: a writer that is slow commits below what a bench has read already."""
    right = Feed.bump
    early: list[int] = []

    def naive(self: Feed, feed: str) -> int:
        return early.pop() if early and feed == ORDERS else right(self, feed)

    def began(weather: Weather) -> Callable[[], None]:
        with weather.center.write() as tx:
            number = right(tx.feed, ORDERS)
        return lambda: early.append(number)

    monkeypatch.setattr(Feed, "bump", naive)
    found = caught(tmp_path, began)
    assert any("wrong" in one for one in found), found


def test_rows_below_the_cursor_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the guard a late answer turns time back."""
    right = Feed.apply

    def unguarded(self: Feed, feed: str, epoch: str, rows: Sequence[FeedRow]) -> int:
        if rows:
            self.move_cursor(feed, Cursor(epoch))  # nothing counts as known
        return right(self, feed, epoch, rows)

    monkeypatch.setattr(Feed, "apply", unguarded)
    found = caught(tmp_path)
    assert any("cursor went back" in one for one in found), found


def test_facts_leave_the_queue_before_their_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hasty(self: Delivery) -> tuple[int, Synced | None]:
        with self._store.write() as tx:
            batch = tx.outbox.waiting(self._batch)
            gone = [Answer(r.id, r.station_id, r.n, Reception.ACCEPTED) for r in batch]
            tx.outbox.answer(gone, NOON)
        if batch:
            self._transport.push(batch)
        return len(batch), None

    monkeypatch.setattr(Delivery, "once", hasty)
    found = caught(tmp_path)
    assert any("never arrived" in one for one in found), found


def test_facts_are_refused_because_of_a_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Claims are advice: a center that refuses what was packed loses a parcel for ever."""
    right = CenterDesk.push

    def jealous(self: CenterDesk, batch: tuple[Envelope, ...]) -> tuple[Answer, ...]:
        with self._store.read() as tx:
            held = {row.id: tx.orders.get(row.order_id) for row in batch}
        refused = tuple(
            row
            for row in batch
            if (stored := held[row.id]) and stored.holder not in {"", row.station_id}
        )
        taken = right(self, tuple(row for row in batch if row not in refused))
        return taken + tuple(
            Answer(row.id, row.station_id, row.n, Reception.REFUSED, "claimed") for row in refused
        )

    monkeypatch.setattr(CenterDesk, "push", jealous)
    found = caught(tmp_path)
    assert any("never arrived" in one for one in found), found
