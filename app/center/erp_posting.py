"""Documents go out to the ERP: once each, whatever breaks when.

The row says that we are at it before anything is sent. What was sent without an answer is looked
for before it is sent again; what the ERP refuses waits for a person.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from app.domain.stock_document import DocumentState, StockDocument
from app.remote.erp.base import ErpAdapter, ErpAnswerError, ErpRefusedError, Posted
from app.remote.http import AwayError, Patience, UnknownResultError
from app.store.engine import Store
from app.store.stock_documents import DocumentRow
from app.store.transaction import Transaction

AT_ONCE = 20
OURS_FOR = timedelta(minutes=5)
"""How long one who sends a document has it to himself."""

PATIENCE = Patience(10.0, 3600.0)


class Posting:
    """One worker; several may run at once."""

    def __init__(
        self, store: Store, erp: ErpAdapter, clock: Callable[[], datetime], chance: random.Random
    ) -> None:
        self._store = store
        self._erp = erp
        self._clock = clock
        self._chance = chance

    def step(self, limit: int = AT_ONCE) -> dict[str, int]:
        """Sends what is due; how many came to which state. Raises StoreError."""
        counts: Counter[str] = Counter()
        with self._store.read() as tx:
            due = tx.stock_documents.due(self._clock(), limit)
        for row in due:
            if self._store.transact(partial(_take, row, self._clock() + OURS_FOR)):
                counts[self._send(row)] += 1
        return dict(counts)

    def run(self, over: Callable[[], bool]) -> dict[str, int]:
        """Steps until nothing is due, the ERP takes nothing more, or it is ``over``."""
        counts: Counter[str] = Counter()
        while True:
            done = self.step()
            counts.update(done)
            if not done.get(DocumentState.POSTED.value) or over():
                return dict(counts)

    def _send(self, row: DocumentRow) -> str:
        done = self._tried(row)
        self._store.transact(lambda tx: tx.stock_documents.put(done, row.tries + 1))
        return done.state

    def _tried(self, row: DocumentRow) -> DocumentRow:
        """The row after one try."""
        sent_before = row.state != DocumentState.WAITING.value
        try:
            posted = self._posted(row.content, sent_before)
        except (UnknownResultError, ErpAnswerError) as error:
            return self._later(row, DocumentState.UNKNOWN, str(error))
        except AwayError as error:
            state = DocumentState.UNKNOWN if sent_before else DocumentState.WAITING
            return self._later(row, state, str(error))
        except ErpRefusedError as error:
            return replace(row, state=DocumentState.REFUSED.value, reason=str(error), next_at=None)
        return replace(
            row,
            state=DocumentState.POSTED.value,
            erp_number=posted.number,
            erp_state=posted.state,
            reason="",
            next_at=None,
            posted_at=self._clock(),
        )

    def _posted(self, document: StockDocument, sent_before: bool) -> Posted:
        found = self._erp.find(document) if sent_before else None
        return found or self._erp.post(document)

    def _later(self, row: DocumentRow, state: DocumentState, reason: str) -> DocumentRow:
        wait = PATIENCE.wait_s(row.tries + 1, self._chance)
        next_at = self._clock() + timedelta(seconds=wait)
        return replace(row, state=state.value, reason=reason, next_at=next_at)


def _take(row: DocumentRow, until: datetime, tx: Transaction) -> bool:
    return tx.stock_documents.take(row, until)
