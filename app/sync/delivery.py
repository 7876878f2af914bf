"""Facts up: in order, in batches, each until it has its own answer. A poison row stops no other."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.store.engine import Store
from app.store.records import Answer, Envelope
from app.sync.messages import Synced
from app.sync.transport import CenterTransport, FactsRefusedError

SILENT = 4
"""So many times as patient with silence as with a refusal: a wire may lose a part of an answer."""


class Delivery:
    """Pushes a bench's outbox. ``give_up_after`` tries without an answer set a fact aside.

    A try counts only where another fact of the same delivery had its answer: a center that can
    take nothing at all is the center's trouble, and must not empty the queue into quarantine.
    """

    def __init__(
        self,
        store: Store,
        transport: CenterTransport,
        clock: Callable[[], datetime],
        batch: int,
        give_up_after: int,
    ) -> None:
        self._store = store
        self._transport = transport
        self._clock = clock
        self._batch = batch
        self._give_up_after = give_up_after

    def once(self) -> tuple[int, Synced | None]:
        """Deliver the oldest facts: how many have their answer now, and up to where all have.

        Raises CenterAwayError; what was not answered is delivered again.
        """
        with self._store.read() as tx:
            batch = tx.outbox.waiting(self._batch)
        if not batch:
            return 0, None
        try:
            done = self._take_answers(batch, self._transport.push(batch))
        except FactsRefusedError as error:
            done = self._one_by_one(batch, error)
        return done, self._synced(batch[0].station_id) if done else None

    def _synced(self, station_id: str) -> Synced:
        with self._store.read() as tx:
            left = tx.outbox.waiting(1)
            last = tx.journal.last(station_id)[0]
        return Synced(left[0].n - 1 if left else last)

    def _one_by_one(self, batch: tuple[Envelope, ...], error: FactsRefusedError) -> int:
        """The center refuses the whole: find the fact that it cannot take, and pass it by.

        Raises the refusal where it takes none of them.
        """
        if len(batch) == 1:
            raise error
        done = 0
        refused: dict[str, list[Envelope]] = {}
        for row in batch:
            try:
                done += self._take_answers((row,), self._transport.push((row,)))
            except FactsRefusedError as alone:
                refused.setdefault(str(alone), []).append(row)
        if not done:
            raise error
        for why, rows in refused.items():
            self._failed(rows, why, self._give_up_after)
        return done

    def _failed(self, rows: Sequence[Envelope], why: str, most: int) -> None:
        with self._store.write() as tx:
            tx.outbox.failed((row.n for row in rows), why[:500], most)

    def _take_answers(self, batch: tuple[Envelope, ...], answers: tuple[Answer, ...]) -> int:
        """Note the answers to what was asked, in any order; what has none stays in the queue."""
        asked = {row.id: row for row in batch}
        own = {
            answer.id: Answer(
                answer.id, asked[answer.id].station_id, asked[answer.id].n,
                answer.reception, answer.reason,
            )
            for answer in answers
            if answer.id in asked
        }  # fmt: skip
        silent = tuple(row for row in batch if row.id not in own)
        with self._store.write() as tx:
            tx.outbox.answer(own.values(), self._clock())
        if own and silent:
            patient = SILENT * self._give_up_after
            self._failed(silent, "the center gave no answer to this fact", patient)
        return len(own)
