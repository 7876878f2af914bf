"""Waves that were made: each with its orders as they stand now, and how waves are to be made."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, exists, insert, select, update

from app.domain.order import Order
from app.domain.paging import Page, PageQuery
from app.domain.waving import Candidate, WavePolicy
from app.store.listing import Listing
from app.store.order_rules import OPENABLE
from app.store.orders_feed import COLUMNS, stored, write_codes
from app.store.records import StoredOrder
from app.store.session import ORDERS, Session, chunks, from_json, to_json, upsert
from app.store.shapes import Shape
from app.store.tables.orders import orders
from app.store.tables.waves import wave, wave_day, wave_order, wave_policy
from app.store.wave_candidates import candidates

_o, _w, _m, _d, _p = orders.c, wave.c, wave_order.c, wave_day.c, wave_policy.c
POLICY: Final = "policy"
_OF = (_o.warehouse == _w.warehouse, _o.wave == _w.number)
_OPEN = exists().where(*_OF, _o.state.in_(OPENABLE))
LISTING = Listing(
    wave,
    _w.warehouse,
    _w.number,
    {
        "number": _w.number, "courier": _w.courier, "zone": _w.zone, "kind": _w.kind,
        "orders": _w.orders, "pieces": _w.pieces, "cut_off": _w.cut_off, "made_at": _w.made_at,
        "picker": _w.picker,
    },
    "made_at",
    text=(_w.number, _w.courier, _w.zone, _w.picker),
    groups={"open": (_OPEN,), "ended": (~_OPEN,)},
)  # fmt: skip
"""Groups: open (something can still be packed of it), ended."""

_PUT = (
    update(orders)
    .where(_o.warehouse == bindparam("wh"), _o.id == bindparam("wanted"))
    .values(wave=bindparam("new_wave"), slip=bindparam("new_slip"),
            document=bindparam("new_document"))
)  # fmt: skip
_PRINTED = (
    update(wave_order)
    .where(
        _m.warehouse == bindparam("wh"), _m.wave == bindparam("of"), _m.order_id == bindparam("one")
    )
    .values(slips=bindparam("copy"))
)


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave. ``kind``: batch | single; ``orders`` and ``pieces``: when it was made."""

    number: str
    courier: str
    zone: str
    kind: str
    orders: int
    pieces: int
    cut_off: datetime | None
    made_at: datetime
    made_by: str
    picker: str = ""
    lists: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """An order that was put into a wave. ``order`` None: it was put away since.

    ``slips``: how often its slip was printed of this wave; ``reason``: why it waits.
    """

    wave: str
    order_id: str
    slot: int
    pieces: int
    slips: int
    order: StoredOrder | None
    reason: str = ""


_SHAPE: Final = Shape.of(Wave, wave)


class WaveBook:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def policy(self) -> WavePolicy:
        """As a person set it; the usual one where nobody did."""
        statement = select(_p.document).where(
            _p.warehouse == self._session.warehouse, _p.id == POLICY
        )
        text = self._ask(statement).scalar()
        return WavePolicy() if text is None else from_json(text, WavePolicy)

    def set_policy(self, policy: WavePolicy, at: datetime, who: str) -> None:
        row = {
            "warehouse": self._session.warehouse, "id": POLICY, "document": to_json(policy),
            "changed_at": at, "changed_by": who,
        }  # fmt: skip
        columns = ("document", "changed_at", "changed_by")
        self._ask(upsert(wave_policy, self._session.dialect, columns), row)

    def candidates(self, now: datetime) -> Iterator[Candidate]:
        """Every approved order without a wave, as planning wants it."""
        return candidates(self._session, now)

    def lock(self, day: date) -> None:
        """One maker of waves at a time, until this transaction ends."""
        self._count(day, 0)

    def next_number(self, day: date) -> str:
        """``W261124-003``. The caller has locked the day before."""
        return f"W{day:%y%m%d}-{self._count(day, 1):03d}"

    def locked(self, ids: Iterable[str]) -> tuple[StoredOrder, ...]:
        """These orders, which nobody else changes until this transaction ends; by their ids."""
        found: list[StoredOrder] = []
        for part in chunks(sorted(ids)):
            statement = (
                select(*COLUMNS)
                .where(_o.warehouse == self._session.warehouse, _o.id.in_(part))
                .order_by(_o.id)
                .with_for_update()
            )
            found += map(stored, self._ask(statement))
        return tuple(found)

    def rewrite(self, ids: Iterable[str], change: Callable[[Order], Order]) -> None:
        """Changes wave, slip or picker of orders that the caller has locked; benches hear of it.

        Neither state nor revision moves: what a bench has open goes on.
        """
        for part in chunks(sorted(ids)):
            statement = select(_o.id, _o.document).where(
                _o.warehouse == self._session.warehouse, _o.id.in_(part)
            )
            made = [change(from_json(row.document, Order)) for row in self._ask(statement)]
            rows = [
                {"wh": self._session.warehouse, "wanted": one.id, "new_wave": one.wave,
                 "new_slip": one.slip, "new_document": to_json(one)}
                for one in made
            ]  # fmt: skip
            if rows:
                self._ask(_PUT, rows)
                write_codes(self._session, made)
                self._session.touch(ORDERS, (one.id for one in made))

    def add(self, made: Wave, slots: Sequence[tuple[str, int, int]]) -> None:
        """``slots``: (order's id, its slot, its pieces)."""
        _SHAPE.add_once(self._session, made)
        rows = [
            {"warehouse": self._session.warehouse, "wave": made.number, "order_id": order_id,
             "slot": slot, "pieces": pieces}
            for order_id, slot, pieces in slots
        ]  # fmt: skip
        self._ask(insert(wave_order), rows)

    def get(self, number: str) -> Wave | None:
        return _SHAPE.first(self._session, _w.number == number)

    def page(self, query: PageQuery) -> Page[Wave]:
        """Groups: all | open | ended."""
        return _SHAPE.page(self._session, LISTING, query)

    def members_of(self, number: str) -> tuple[Member, ...]:
        """The orders of one wave, as ``members``."""
        return self.members([number]).get(number, ())

    def members(self, numbers: Iterable[str]) -> Mapping[str, tuple[Member, ...]]:
        """By the wave: its orders as they stand now, in the sequence of their slots."""
        found: dict[str, list[Member]] = {}
        for part in chunks(numbers, 100):
            statement = (
                select(_m.wave, _m.order_id, _m.slot, _m.pieces, _m.slips, _o.wait_reason, *COLUMNS)
                .select_from(
                    wave_order.outerjoin(
                        orders, (_o.warehouse == _m.warehouse) & (_o.id == _m.order_id)
                    )
                )
                .where(_m.warehouse == self._session.warehouse, _m.wave.in_(part))
                .order_by(_m.wave, _m.slot)
            )
            for row in self._ask(statement):
                order = None if row.id is None else stored(row)
                found.setdefault(row.wave, []).append(
                    Member(row.wave, row.order_id, row.slot, row.pieces, row.slips, order,
                           row.wait_reason or "")
                )  # fmt: skip
        return {number: tuple(members) for number, members in found.items()}

    def set_picker(self, number: str, picker: str) -> None:
        self._change(number, picker=picker)

    def slips_printed(self, number: str, copies: Mapping[str, int]) -> None:
        """By the order's id: which copy of its slip was printed last."""
        rows = [
            {"wh": self._session.warehouse, "of": number, "one": order_id, "copy": copy}
            for order_id, copy in copies.items()
        ]
        if rows:
            self._ask(_PRINTED, rows)

    def list_printed(self, number: str) -> int:
        """Which copy of the picking list this one is."""
        self._change(number, lists=_w.lists + 1)
        made = self.get(number)
        return made.lists if made else 0

    def remove(self, number: str) -> None:
        """There was never such a wave."""
        for table in (wave_order, wave):
            column = table.c.wave if table is wave_order else table.c.number
            self._ask(
                delete(table).where(table.c.warehouse == self._session.warehouse, column == number)
            )

    def _change(self, number: str, **values: Any) -> None:
        where = (_w.warehouse == self._session.warehouse, _w.number == number)
        self._ask(update(wave).where(*where).values(**values))

    def _count(self, day: date, more: int) -> int:
        row = {"warehouse": self._session.warehouse, "day": day.isoformat()}
        self._ask(upsert(wave_day, self._session.dialect, ("day",)), row)
        counted = (
            update(wave_day)
            .where(_d.warehouse == self._session.warehouse, _d.day == day.isoformat())
            .values(made=_d.made + more)
            .returning(_d.made)
        )
        return int(self._ask(counted).scalar_one())
