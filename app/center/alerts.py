"""The shift lead's desk: the board of alerts, and acknowledge, assign, close, with who and when."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from app.center import alert_view
from app.center.alert_board import AlertBoard, AlertFilter, AlertPage, Done, Handled, Marks
from app.center.alert_exceptions import follow_task
from app.center.alert_sheet import Column, write_sheet
from app.store.alerts import NOT_CLOSED, SORTS, AlertAction, StoredAlert
from app.store.engine import Store
from app.store.errors import StoreError
from app.store.transaction import Transaction

T = TypeVar("T")
_HANDLED = (
    "state", "assignee", "cause", "note", "acknowledged_at", "acknowledged_by", "closed_at",
    "closed_by",
)  # fmt: skip
_PAGE = 1000


class DeskAwayError(Exception):
    """The center's database does not answer. ``advice`` says what to do, as a message id."""

    def __init__(self, advice: str, detail: str) -> None:
        super().__init__(detail)
        self.advice = advice


@contextmanager
def told() -> Iterator[None]:
    """Turns the store's errors into ones that a screen may know."""
    try:
        yield
    except StoreError as error:
        raise DeskAwayError(error.advice, str(error)) from error


class AlertsDesk:
    """``clock`` gives aware UTC time, ``new_id`` a new id. Every call is one short transaction.

    All calls raise DeskAwayError; threads may share a desk.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id

    def marks(self) -> Marks:
        """The cheap look: two counters by key, and which benches are away."""
        with told(), self._store.read() as tx:
            return alert_view.marks(tx, self._clock())

    def board(
        self, wanted: AlertFilter, now: datetime, edges: Sequence[datetime] = ()
    ) -> AlertBoard:
        """Everything but the table. ``edges`` are the bars of the chart, oldest first."""
        with told(), self._store.read() as tx:
            return alert_view.board(tx, wanted, now, edges)

    def page(
        self,
        wanted: AlertFilter,
        *,
        sort: str = "at",
        descending: bool = True,
        offset: int = 0,
        limit: int = 50,
    ) -> AlertPage:
        """One page of the table. Raises ValueError for a ``sort`` that is none of SORTS."""
        search = alert_view.search_of(wanted)
        with told(), self._store.read() as tx:
            total = tx.alerts.count(search)
            stored = tx.alerts.page(search, sort, descending=descending, offset=offset, limit=limit)
            return AlertPage(alert_view.Names(tx).alerts(stored), total)

    def history(self, about: str) -> tuple[Handled, ...]:
        """What was done about an alert or a ticket, oldest first."""
        with told(), self._store.read() as tx:
            names = alert_view.Names(tx)
            return tuple(
                Handled(
                    one.at,
                    names.person(one.by_operator),
                    one.action,
                    one.after | {"assignee": names.person(str(one.after.get("assignee", "")))},
                )
                for one in tx.alerts.actions(about)
            )

    def acknowledge(self, ids: Iterable[str], by: str) -> Done:
        """Seen. Only what is still open changes: the first lead to see it stays named."""
        now = self._clock()
        change = {"state": "acknowledged", "acknowledged_at": now, "acknowledged_by": by}
        return self._do("acknowledge", ids, by, now, lambda one: change if _open(one) else None)

    def assign(self, ids: Iterable[str], who: str, by: str) -> Done:
        """Give it to somebody; what was not acknowledged before is so by this."""
        now = self._clock()

        def given(one: StoredAlert) -> dict[str, Any] | None:
            if one.state == "closed":
                return None
            seen = {} if one.acknowledged_at else {"acknowledged_at": now, "acknowledged_by": by}
            return {"state": "assigned", "assignee": who, **seen}

        return self._do("assign", ids, by, now, given)

    def close(self, ids: Iterable[str], cause: str, note: str, by: str) -> Done:
        """Over, and why. ``cause`` is one of CAUSES, ``note`` free text (may be empty)."""
        now = self._clock()

        def closed(one: StoredAlert) -> dict[str, Any] | None:
            if one.state == "closed":
                return None
            seen = {} if one.acknowledged_at else {"acknowledged_at": now, "acknowledged_by": by}
            over = {"cause": cause, "note": note, "closed_at": now, "closed_by": by}
            return {"state": "closed", **over, **seen}

        return self._do("close", ids, by, now, closed)

    def undo(self, actions: Iterable[str], by: str) -> Done:
        """Take actions back, where nothing came after them."""
        now = self._clock()
        wanted = [(action, self._new_id()) for action in actions]

        def back(tx: Transaction) -> Done:
            done, skipped = [], []
            for action_id, new_id in wanted:
                action = tx.alerts.action(action_id)
                one = tx.alerts.get(action.about) if action else None
                if action is None or one is None or _handled(one) != _times(action.after):
                    skipped.append(action_id)
                    continue
                before = _times(action.before)
                tx.alerts.change(one.id, **before)
                follow_task(tx, one, before, by, now)
                _note(tx, new_id, one.id, "undo", by, now, _handled(one), before)
                done.append(new_id)
            return Done(tuple(done), tuple(skipped))

        with told():
            return self._store.transact(back)

    def assign_ticket(self, ticket_id: str, who: str, by: str) -> Done:
        """Who fetches what is missing."""
        now, new_id = self._clock(), self._new_id()

        def give(tx: Transaction) -> Done:
            ticket = tx.tickets.get(ticket_id)
            if ticket is None or ticket.state in {"resumed", "closed"}:
                return Done(skipped=(ticket_id,))
            tx.tickets.move(ticket.id, ticket.state, now, who)
            _note(tx, new_id, ticket.id, "assign", by, now, {"owner": ticket.owner}, {"owner": who})
            return Done((new_id,))

        with told():
            return self._store.transact(give)

    def export(
        self,
        path: Path,
        wanted: AlertFilter,
        columns: Sequence[Column],
        progress: Callable[[int, int], bool] = lambda _done, _all: True,
    ) -> int:
        """Writes an XLSX file with these columns, newest first; how many rows.

        ``progress`` hears (done, all) and answers whether to go on; when not, the file is
        removed and the number is -1. Raises OSError.
        """
        total = self.page(wanted, limit=1).total

        def pages() -> Iterator[Any]:
            for offset in range(0, total, _PAGE):
                yield from self.page(wanted, offset=offset, limit=_PAGE).rows

        return write_sheet(path, columns, pages(), lambda done: progress(done, total))

    def _do(
        self,
        action: str,
        ids: Iterable[str],
        by: str,
        now: datetime,
        change: Callable[[StoredAlert], dict[str, Any] | None],
    ) -> Done:
        wanted = [(one, self._new_id()) for one in dict.fromkeys(ids)]

        def work(tx: Transaction) -> Done:
            there = {one.id: one for one in tx.alerts.of(alert_id for alert_id, _ in wanted)}
            done, skipped = [], []
            for alert_id, new_id in wanted:
                one = there.get(alert_id)
                values = change(one) if one else None
                if one is None or values is None:
                    skipped.append(alert_id)
                    continue
                before = _handled(one)
                tx.alerts.change(one.id, **values)
                follow_task(tx, one, values, by, now)
                _note(tx, new_id, one.id, action, by, now, before, before | values)
                done.append(new_id)
            return Done(tuple(done), tuple(skipped))

        with told():
            return self._store.transact(work)


def _open(one: StoredAlert) -> bool:
    return one.state == NOT_CLOSED[0]


def _handled(one: StoredAlert) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _HANDLED}


def _times(values: dict[str, Any]) -> dict[str, Any]:
    """The audit's JSON back as values: its times are text there."""
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
        for name, value in values.items()
    }


def _note(
    tx: Transaction,
    action_id: str,
    about: str,
    action: str,
    by: str,
    now: datetime,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    tx.alerts.note_action(AlertAction(action_id, about, action, by, now, before, after))


assert {one.name for one in fields(StoredAlert)} >= set(_HANDLED) | set(SORTS)
