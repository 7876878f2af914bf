"""Operators and their badges, and the stations that the center knows."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select

from app.domain.catalogue import normalise_code
from app.domain.order import Operator
from app.store.records import FeedRow, StationSeen
from app.store.session import OPERATORS, Session, from_json, to_json, upsert
from app.store.tables.system import operator, station

_c = operator.c
_BADGE = select(_c.document).where(
    _c.warehouse == bindparam("wh"), _c.badge == bindparam("wanted"), _c.active
)
_STATION = tuple(StationSeen.__dataclass_fields__)


class Operators:
    def __init__(self, session: Session) -> None:
        self._session = session

    def by_badge(self, code: str) -> Operator | None:
        """The person of a badge; None where it is unknown, lost, or given to two people."""
        values = {"wh": self._session.warehouse, "wanted": normalise_code(code)}
        found = self._session.connection.execute(_BADGE, values).scalars().all()
        return from_json(found[0], Operator) if len(found) == 1 else None

    def get(self, operator_id: str) -> Operator | None:
        statement = select(_c.document).where(
            _c.warehouse == self._session.warehouse, _c.id == operator_id
        )
        text = self._session.connection.execute(statement).scalar()
        return None if text is None else from_json(text, Operator)

    def every(self) -> tuple[Operator, ...]:
        statement = (
            select(_c.document)
            .where(_c.warehouse == self._session.warehouse, _c.active)
            .order_by(_c.id)
        )
        texts = self._session.connection.execute(statement).scalars()
        return tuple(from_json(text, Operator) for text in texts)

    def put(self, people: Iterable[Operator], *, active: bool = True) -> None:
        rows = [FeedRow(0, one.id, to_json(one), active) for one in people]
        apply_operators(self._session, rows)
        self._session.touch(OPERATORS, (row.id for row in rows))


def apply_operators(session: Session, rows: Sequence[FeedRow]) -> None:
    if not rows:
        return
    session.connection.execute(
        upsert(operator, session.dialect, ("badge", "active", "document", "seq")),
        [
            {
                "warehouse": session.warehouse,
                "id": row.id,
                "badge": normalise_code(from_json(row.document, Operator).badge),
                "active": row.active,
                "document": row.document,
                "seq": row.seq,
            }
            for row in rows
        ],
    )


class Stations:
    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, seen: StationSeen) -> None:
        """Adds a station or notes what it said of itself."""
        values = {name: getattr(seen, name) for name in _STATION}
        self._session.connection.execute(
            upsert(station, self._session.dialect, _STATION[1:]),
            {"warehouse": self._session.warehouse, **values},
        )

    def get(self, station_id: str) -> StationSeen | None:
        found = [one for one in self.every() if one.id == station_id]
        return found[0] if found else None

    def every(self) -> tuple[StationSeen, ...]:
        statement = (
            select(*(station.c[name] for name in _STATION))
            .where(station.c.warehouse == self._session.warehouse)
            .order_by(station.c.id)
        )
        return tuple(StationSeen(*row) for row in self._session.connection.execute(statement))
