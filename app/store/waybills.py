"""The ledger of waybill numbers: lent to stations by the center, used up by them offline."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, false, func, select, tuple_, update

from app.domain.waybill_number import NumberState, WaybillNumber
from app.store.records import Cursor, FeedRow
from app.store.session import (
    WAYBILLS,
    Session,
    chunks,
    from_json,
    insert_new,
    to_json,
    upsert,
)
from app.store.tables.shipping import NUMBER_STATES, waybill_number

_c = waybill_number.c
_COLUMNS = (_c.courier, _c.number, _c.state, _c.station_id, _c.parcel_id)
_LEASED = (
    _c.warehouse == bindparam("wh"),
    _c.courier == bindparam("of_courier"),
    _c.station_id == bindparam("station"),
    _c.state == "leased",
    ~_c.held,
)
_ONE = (_c.warehouse == bindparam("wh"), _c.id == bindparam("which"))
_GET = select(*_COLUMNS).where(*_ONE)
_SET = (
    update(waybill_number)
    .where(*_ONE, _c.state == bindparam("before"))
    .values(
        state=bindparam("new_state"),
        station_id=bindparam("new_station"),
        parcel_id=bindparam("new_parcel"),
        held=false(),
    )
)
_NEXT = select(*_COLUMNS).where(*_LEASED).order_by(_c.number).limit(1)
_LEFT = select(func.count()).where(*_LEASED)


def number_id(courier: str, number: str) -> str:
    return f"{courier}/{number}"


def _number(row: Any) -> WaybillNumber:
    return WaybillNumber(
        row.courier, row.number, NumberState(row.state), row.station_id, row.parcel_id
    )


class Waybills:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, courier: str, number: str) -> WaybillNumber | None:
        row = self._session.connection.execute(_GET, self._one(courier, number)).first()
        return None if row is None else _number(row)

    def of_parcel(self, parcel_id: str) -> tuple[WaybillNumber, ...]:
        statement = select(*_COLUMNS).where(
            _c.warehouse == self._session.warehouse, _c.parcel_id == parcel_id
        )
        return tuple(map(_number, self._session.connection.execute(statement)))

    def next_leased(self, courier: str, station_id: str) -> WaybillNumber | None:
        """The number that this station should use next; None: it has none left."""
        row = self._session.connection.execute(_NEXT, self._lease(courier, station_id)).first()
        return None if row is None else _number(row)

    def left(self, courier: str, station_id: str) -> int:
        """How many numbers the station still has."""
        values = self._lease(courier, station_id)
        return int(self._session.connection.execute(_LEFT, values).scalar_one())

    def set_state(self, changed: WaybillNumber, before: NumberState) -> bool:
        """Stores a number's next state; False: it was not in ``before`` any more."""
        values = self._one(changed.courier, changed.number) | {
            "before": before.value,
            "new_state": changed.state.value,
            "new_station": changed.station_id,
            "new_parcel": changed.parcel_id,
        }
        return self._session.connection.execute(_SET, values).rowcount == 1

    def add(self, courier: str, numbers: Iterable[str]) -> int:
        """Puts fetched numbers in the pool; how many were new."""
        added = 0
        for part in chunks(dict.fromkeys(numbers)):
            rows = [self._row(WaybillNumber(courier, number), 0) for number in part]
            statement = insert_new(waybill_number, self._session.dialect).returning(_c.id)
            added += len(self._session.connection.execute(statement, rows).all())
        return added

    def pool(self, courier: str) -> int:
        """How many numbers are free to lend."""
        return self._count(courier, NumberState.POOL)

    def counts(self) -> dict[tuple[str, str], int]:
        """How many numbers are in which state, by (courier, state); held ones are nobody's."""
        statement = (
            select(_c.courier, _c.state, func.count().label("n"))
            .where(_c.warehouse == self._session.warehouse, ~_c.held)
            .group_by(_c.courier, _c.state)
        )
        rows = self._session.connection.execute(statement)
        return {(row.courier, row.state): row.n for row in rows}

    def lease(self, courier: str, station_id: str, count: int) -> tuple[str, ...]:
        """Lends numbers from the pool; fewer than asked where the pool ends."""
        free = (
            select(_c.id)
            .where(
                _c.warehouse == self._session.warehouse,
                _c.courier == courier,
                _c.station_id == "",
                _c.state == "pool",
                ~_c.held,
            )
            .order_by(_c.number)
            .limit(count)
        )
        if self._session.dialect == "postgresql":
            free = free.with_for_update(skip_locked=True)
        lent: list[str] = []
        for part in chunks(self._session.connection.execute(free).scalars().all()):
            statement = (
                update(waybill_number)
                .where(
                    _c.warehouse == self._session.warehouse,
                    _c.id.in_(part),
                    _c.state == "pool",
                )
                .values(state="leased", station_id=station_id)
                .returning(_c.id)
            )
            lent += self._session.connection.execute(statement).scalars()
        if lent:
            self._session.touch(WAYBILLS + station_id, lent)
        return tuple(sorted(one.removeprefix(f"{courier}/") for one in lent))

    def leased(self, station_id: str) -> tuple[WaybillNumber, ...]:
        """Every number that the station has and did not use."""
        statement = (
            select(*_COLUMNS)
            .where(
                _c.warehouse == self._session.warehouse,
                _c.station_id == station_id,
                _c.state == "leased",
            )
            .order_by(_c.courier, _c.number)
        )
        return tuple(map(_number, self._session.connection.execute(statement)))

    def drop_leased(self, station_id: str) -> None:
        """Forgets the station's unused numbers (bench): they go back to the center."""
        self._session.connection.execute(
            delete(waybill_number).where(
                _c.warehouse == self._session.warehouse,
                _c.station_id == station_id,
                _c.state == "leased",
            )
        )

    def tell(self, changed: WaybillNumber) -> None:
        """Sends a number's state down to its station (voided at the center)."""
        self._session.touch(
            WAYBILLS + changed.station_id, (number_id(changed.courier, changed.number),)
        )

    def _count(self, courier: str, state: NumberState) -> int:
        statement = select(func.count()).where(
            _c.warehouse == self._session.warehouse,
            _c.courier == courier,
            _c.station_id == "",
            _c.state == state.value,
            ~_c.held,
        )
        return int(self._session.connection.execute(statement).scalar_one())

    def _one(self, courier: str, number: str) -> dict[str, str]:
        return {"wh": self._session.warehouse, "which": number_id(courier, number)}

    def _lease(self, courier: str, station_id: str) -> dict[str, str]:
        return {"wh": self._session.warehouse, "of_courier": courier, "station": station_id}

    def _row(self, one: WaybillNumber, seq: int) -> dict[str, Any]:
        return row_of(self._session.warehouse, one, seq)


def row_of(warehouse: str, one: WaybillNumber, seq: int) -> dict[str, Any]:
    return {
        "warehouse": warehouse,
        "id": number_id(one.courier, one.number),
        "courier": one.courier,
        "number": one.number,
        "state": one.state.value,
        "station_id": one.station_id,
        "parcel_id": one.parcel_id,
        "seq": seq,
    }


def waybills_after(
    session: Session, station_id: str, cursor: Cursor, limit: int
) -> tuple[FeedRow, ...]:
    """The numbers of one station above its cursor."""
    statement = (
        select(_c.seq, _c.id, *_COLUMNS)
        .where(
            _c.warehouse == session.warehouse,
            _c.station_id == station_id,
            ~_c.held,
            tuple_(_c.seq, _c.id) > tuple_(bindparam("s", cursor.seq), bindparam("i", cursor.id)),
        )
        .order_by(_c.seq, _c.id)
        .limit(limit)
    )
    rows = session.connection.execute(statement)
    return tuple(FeedRow(row.seq, row.id, to_json(_number(row))) for row in rows)


def apply_waybills(session: Session, rows: Sequence[FeedRow]) -> None:
    """Takes over what the center lent; a number never goes back to an earlier state here."""
    wanted = {row.id: (row, from_json(row.document, WaybillNumber)) for row in rows}
    known: dict[str, str] = {}
    for part in chunks(wanted):
        statement = select(_c.id, _c.state).where(
            _c.warehouse == session.warehouse, _c.id.in_(part)
        )
        known |= {row.id: row.state for row in session.connection.execute(statement)}
    rank = NUMBER_STATES.index
    values = [
        row_of(session.warehouse, one, row.seq)
        for row, one in wanted.values()
        if rank(one.state.value) >= rank(known.get(row.id, "pool"))
    ]
    if values:
        columns = ("courier", "number", "state", "station_id", "parcel_id", "seq")
        session.connection.execute(upsert(waybill_number, session.dialect, columns), values)
