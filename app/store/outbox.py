"""What the center has not answered yet. A fact leaves it only by the center's answer to it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, exists, func, insert, select, update

from app.store.journal import ENVELOPE, enveloped
from app.store.records import Answer, Envelope, Reception, SetAside
from app.store.session import Session, chunks
from app.store.tables.bench import journal, outbox

_c = outbox.c
_INSERT = insert(outbox)
_ONE = update(outbox).where(
    _c.warehouse == bindparam("wh"),
    _c.station_id == bindparam("station"),
    _c.n == bindparam("fact"),
)
_ANSWER = _ONE.values(
    state=bindparam("new_state"),
    last_error=bindparam("reason"),
    answered_at=bindparam("now"),
    tries=_c.tries + 1,
)
_OF = (_c.warehouse == bindparam("wh"), _c.station_id == bindparam("station"))
_WAITING = (
    select(*ENVELOPE)
    .join(
        outbox,
        (journal.c.warehouse == _c.warehouse)
        & (journal.c.station_id == _c.station_id)
        & (journal.c.n == _c.n),
    )
    .where(*_OF, _c.state == "waiting")
    .order_by(_c.n)
    .limit(bindparam("most"))
)
_COUNT = select(_c.state, func.count()).where(*_OF).group_by(_c.state)
_STATES = {
    Reception.ACCEPTED: "accepted",
    Reception.DUPLICATE: "duplicate",
    Reception.REFUSED: "quarantined",
}


class Outbox:
    """The queue of the station that this store belongs to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, n: int) -> None:
        """Puts fact ``n`` of the journal in the queue."""
        self.add_all((n,))

    def add_all(self, ns: Iterable[int]) -> None:
        of = {"warehouse": self._session.warehouse, "station_id": self._session.station}
        rows = [{**of, "n": n} for n in ns]
        self._session.connection.execute(_INSERT, rows[0] if len(rows) == 1 else rows)

    def waiting(self, limit: int = 100) -> tuple[Envelope, ...]:
        """The oldest facts that wait, in order."""
        rows = self._session.connection.execute(_WAITING, {**self._own(), "most": limit})
        return tuple(map(enveloped, rows))

    def quarantined(self, limit: int = 100) -> tuple[SetAside, ...]:
        """What was set aside, oldest first, each with the last reason."""
        j = journal.c
        statement = (
            select(_c.n, j.id, j.kind, j.order_id, j.at, _c.tries, _c.last_error)
            .join(
                journal,
                (j.warehouse == _c.warehouse) & (j.station_id == _c.station_id) & (j.n == _c.n),
            )
            .where(*self._of(), _c.state == "quarantined")
            .order_by(_c.n)
            .limit(limit)
        )
        return tuple(SetAside(*row) for row in self._session.connection.execute(statement))

    def release(self) -> int:
        """Puts what was set aside back in the queue: its cause was found and mended."""
        statement = (
            update(outbox)
            .where(*self._of(), _c.state == "quarantined")
            .values(state="waiting", tries=0, answered_at=None)
        )
        return self._session.connection.execute(statement).rowcount

    def is_waiting(self, n: int) -> bool:
        """Whether the center has not answered fact ``n`` yet."""
        statement = select(_c.state).where(*self._of(), _c.n == n)
        return self._session.connection.execute(statement).scalar() == "waiting"

    def count(self) -> dict[str, int]:
        """How many facts are in each state; every state is there, with 0."""
        counted = dict.fromkeys((*_STATES.values(), "waiting"), 0)
        rows = self._session.connection.execute(_COUNT, self._own())
        counted.update({row[0]: row[1] for row in rows})
        return counted

    def answer(self, answers: Iterable[Answer], now: datetime) -> None:
        """Notes the center's answers. A refused fact is set aside and blocks nothing."""
        rows = [
            {
                "wh": self._session.warehouse,
                "station": one.station_id,
                "fact": one.n,
                "new_state": _STATES[one.reception],
                "reason": one.reason,
                "now": now,
            }
            for one in answers
        ]
        if rows:
            self._session.connection.execute(_ANSWER, rows)

    def failed(self, ns: Iterable[int], error: str, give_up_after: int | None = None) -> None:
        """A delivery had no answer for these. They wait on; after so many tries, quarantine."""
        state: Any = _c.state
        if give_up_after is not None:
            state = case((_c.tries + 1 >= give_up_after, "quarantined"), else_=_c.state)
        for part in chunks(ns):
            self._session.connection.execute(
                update(outbox)
                .where(*self._of(), _c.n.in_(part), _c.state == "waiting")
                .values(tries=_c.tries + 1, last_error=error, state=state)
            )

    def offer_again(self, since: datetime | None = None) -> int:
        """Puts answered and quarantined facts back in the queue: the center was restored.

        Without ``since`` also those whose entry was dropped (a clock that ran ahead for an hour
        makes all of them look old): the journal has them, and the center takes each once.
        """
        statement = (
            update(outbox)
            .where(*self._of(), _c.state != "waiting")
            .values(state="waiting", tries=0, last_error="", answered_at=None)
        )
        if since is not None:
            statement = statement.where((_c.answered_at >= since) | (_c.answered_at.is_(None)))
        again = self._session.connection.execute(statement).rowcount
        return again if since is not None else again + self._put_back()

    def _put_back(self) -> int:
        """Queues what is in the journal and has no entry any more."""
        j = journal.c
        there = exists().where(*self._of(), _c.n == j.n)
        dropped = select(j.warehouse, j.station_id, j.n).where(
            j.warehouse == self._session.warehouse,
            j.station_id == self._session.station,
            ~there,
        )
        statement = insert(outbox).from_select(["warehouse", "station_id", "n"], dropped)
        return len(self._session.connection.execute(statement.returning(_c.n)).all())

    def forget(self, before: datetime) -> int:
        """Drops entries answered before then (keep 14 days at least); the journal stays."""
        statement = delete(outbox).where(
            *self._of(),
            _c.state.in_(("accepted", "duplicate")),
            _c.answered_at < before,
        )
        return self._session.connection.execute(statement).rowcount

    def _own(self) -> dict[str, Any]:
        return {"wh": self._session.warehouse, "station": self._session.station}

    def _of(self) -> tuple[Any, Any]:
        return _c.warehouse == self._session.warehouse, _c.station_id == self._session.station
