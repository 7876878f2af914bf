"""The bench's memory: one transaction a turn, and the way back to the exact scan after a cut."""

import logging
from collections.abc import Callable
from dataclasses import replace

import msgspec

from app.domain.apart import Link
from app.domain.events import (
    ParcelPacked,
)
from app.domain.evolving import evolve
from app.domain.packing import (
    BenchState,
)
from app.domain.policy import BenchPolicy
from app.domain.recorded import (
    Recorded,
)
from app.domain.values import Moment
from app.station.asked import Asking
from app.station.hand_view import hand_view
from app.station.surroundings import HOUR, LastParcel, Memory
from app.station.turn import BenchIdentity, Turn
from app.store.engine import Store
from app.store.transaction import Transaction

log = logging.getLogger(__name__)

CHECKPOINT = "bench"
_LOOK_BACK = 200  # facts in which the last packed parcel is looked for


class Checkpoint(msgspec.Struct, frozen=True):
    """The state after fact number ``n``: a shortcut past the journal, never a truth of its own."""

    n: int
    state: BenchState


class Recorder:
    """The only writer of this bench's journal."""

    def __init__(
        self,
        store: Store,
        identity: BenchIdentity,
        policy: BenchPolicy,
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._identity = identity
        self._policy = policy
        self._new_id = new_id
        self.last_n = 0

    def recover(self, moment: Moment) -> Memory:
        """Where the journal ends.

        Raises:
            StoreError: the journal cannot be read now.
        """
        station = self._identity.station_id
        with self._store.read() as tx:
            saved = _checkpoint(tx.checkpoint.get(CHECKPOINT))
            state, last_n = saved.state, saved.n
            for recorded in tx.journal.read(station, after_n=saved.n):
                state, last_n = evolve(state, recorded.fact), recorded.n
            packed = tx.journal.moments(station, ParcelPacked.__name__, moment.utc - HOUR)
            newest = tx.journal.read(station, after_n=max(0, last_n - _LOOK_BACK))
            parcels = [
                LastParcel(one.fact.order_number, one.moment.utc, one.n)
                for one in newest
                if isinstance(one.fact, ParcelPacked)
            ]
            last = parcels[-1] if parcels else None
            if last and not tx.outbox.is_waiting(last.n):
                last = replace(last, synced=True)
            hand = hand_view(tx, state, moment.utc, self._policy)
        self.last_n = last_n
        return Memory(state, packed, last, hand)

    def run(
        self,
        action: Callable[[Turn], None],
        state: BenchState,
        moment: Moment,
        asking: Asking | None = None,
        link: Link | None = None,
    ) -> Turn:
        """Run an action and store what it leads to, all or nothing.

        Raises:
            StoreError: nothing was stored, so nothing has happened.
        """
        with self._store.write() as tx:
            turn = Turn(state, tx, self._policy, self._identity, moment, self._new_id)
            turn.asking = asking
            turn.link = link or turn.link
            action(turn)
            if turn.facts:
                self._write(tx, turn, state)
        self.last_n += len(turn.facts)
        return turn

    def _write(self, tx: Transaction, turn: Turn, before: BenchState) -> None:
        operator = turn.state.operator or before.operator
        packing = before.packing or turn.state.packing
        records = [
            Recorded(
                n=n,
                id=self._new_id(),
                station_id=self._identity.station_id,
                boot_id=self._identity.boot_id,
                moment=turn.moment,
                operator_id=operator.id if operator else "",
                order_id=packing.order.id if packing else getattr(fact, "order_id", ""),
                fact=fact,
            )
            for n, fact in enumerate(turn.facts, start=self.last_n + 1)
        ]
        tx.journal.append_all(records)
        tx.outbox.add_all(record.n for record in records)
        saved = Checkpoint(records[-1].n, turn.state)
        tx.checkpoint.put(CHECKPOINT, msgspec.json.encode(saved))


def _checkpoint(document: bytes | None) -> Checkpoint:
    """The saved state. One that this program cannot read costs time, nothing else: replay all."""
    if document is None:
        return Checkpoint(0, BenchState())
    try:
        return msgspec.json.decode(document, type=Checkpoint)
    except msgspec.DecodeError as error:
        log.warning("the checkpoint is not readable, the journal is replayed: %s", error)
        return Checkpoint(0, BenchState())
