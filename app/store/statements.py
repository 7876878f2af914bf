"""Statements at the center: a file once, a line once, every line with its one state."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select, union_all, update

from app.domain.catalogue import normalise_code
from app.domain.clearing import OPEN_LINES
from app.domain.order import Order
from app.domain.paging import Page, PageQuery
from app.store.archived_orders import archived
from app.store.listing import Listing
from app.store.orders_feed import COLUMNS, stored
from app.store.session import Session, chunks, insert_new
from app.store.shapes import Shape
from app.store.tables.archive import order_code_archive
from app.store.tables.orders import order_code, orders
from app.store.tables.statements import statement_file, statement_line

_f, _l = statement_file.c, statement_line.c


@dataclass(frozen=True, slots=True)
class TakenFile:
    """One file. ``sums`` JSON: a part each, what was counted and what the file states."""

    id: str
    name: str
    file_sha256: str
    providers: str
    account: str
    taken_at: datetime
    taken_by: str
    lines: int = 0
    new_lines: int = 0
    sums: str = "[]"
    agree: bool = True


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One line as the platform told it, and what became of it. Amounts are minor units."""

    id: str
    file_id: str
    provider: str
    line_key: str
    kind: str
    happened_at: datetime
    trade_no: str
    order_ref: str
    order_number: str
    currency: str
    amount_minor: int
    settled_minor: int
    fee_minor: int
    refund_ref: str
    platform_state: str
    words: str
    state: str = "new"
    order_id: str = ""
    worked: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class StateSum:
    """All lines of one state in one currency."""

    state: str
    currency: str
    lines: int
    amount_minor: int


_FILE, _LINE = Shape.of(TakenFile, statement_file), Shape.of(MoneyLine, statement_line)
_LINE_COLUMNS = tuple(_LINE.columns.values())
OPEN = tuple(sorted(state.value for state in OPEN_LINES))
FILES = Listing(
    statement_file,
    _f.warehouse,
    _f.id,
    _FILE.columns,
    "taken_at",
    text=(_f.name, _f.account),
)
LINES = Listing(
    statement_line,
    _l.warehouse,
    _l.id,
    _LINE.columns,
    "happened_at",
    text=(_l.order_number, _l.trade_no, _l.note),
    groups={
        "open": (_l.state.in_(OPEN), ~_l.worked),
        "worked": (_l.worked,),
        "new": (_l.state == "new",),
    },
)
_STATED = (
    update(statement_line)
    .where(_l.warehouse == bindparam("wh"), _l.id == bindparam("wanted"))
    .values(state=bindparam("new_state"), order_id=bindparam("new_order"))
)


class Statements:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def known(self, file_sha256: str) -> TakenFile | None:
        """The file with this very content."""
        return _FILE.first(self._session, _f.file_sha256 == file_sha256)

    def get(self, file_id: str) -> TakenFile | None:
        return _FILE.first(self._session, _f.id == file_id)

    def add(self, file: TakenFile) -> bool:
        """False: this file was taken already."""
        return _FILE.add_once(self._session, file)

    def add_lines(self, lines: Iterable[MoneyLine]) -> None:
        """A line that an earlier file had (provider, key) stays as it is."""
        _LINE.add_all(self._session, insert_new(statement_line, self._session.dialect), lines)

    def count_lines(self, file_id: str) -> int:
        statement = select(func.count()).where(*self._here(), _l.file_id == file_id)
        return int(self._ask(statement).scalar_one())

    def keep_sums(self, file: TakenFile) -> None:
        """Writes what is known of the file once its lines are in."""
        names = ("providers", "account", "lines", "new_lines", "sums", "agree")
        self._ask(
            update(statement_file)
            .where(_f.warehouse == self._session.warehouse, _f.id == file.id)
            .values({name: getattr(file, name) for name in names})
        )

    def remove(self, file_id: str) -> int:
        """The file and its lines; what they were paired with waits for clearing. How many lines."""
        paired = or_(
            *(
                column.in_(select(column).where(*self._here(), _l.file_id == file_id, column != ""))
                for column in (_l.order_id, _l.trade_no)
            )
        )
        self._ask(
            update(statement_line)
            .where(*self._here(), _l.file_id != file_id, paired)
            .values(state="new")
        )
        gone = self._ask(delete(statement_line).where(*self._here(), _l.file_id == file_id))
        self._ask(
            delete(statement_file).where(_f.warehouse == self._session.warehouse, _f.id == file_id)
        )
        return gone.rowcount

    def page(self, query: PageQuery) -> Page[TakenFile]:
        return _FILE.page(self._session, FILES, query)

    def line_page(self, query: PageQuery) -> Page[MoneyLine]:
        """Groups: all | open | worked | new."""
        return _LINE.page(self._session, LINES, query)

    def line(self, line_id: str) -> MoneyLine | None:
        return _LINE.first(self._session, _l.id == line_id)

    def sums(self) -> tuple[StateSum, ...]:
        """How many lines and how much money each state has."""
        statement = (
            select(_l.state, _l.currency, func.count(), func.sum(_l.amount_minor))
            .where(*self._here())
            .group_by(_l.state, _l.currency)
            .order_by(_l.state, _l.currency)
        )
        found = self._ask(statement)
        return tuple(StateSum(row[0], row[1], int(row[2]), int(row[3])) for row in found)

    def renew(self) -> int:
        """Lines that stand out and nobody has worked off wait for clearing once more."""
        statement = (
            update(statement_line)
            .where(*self._here(), _l.state.in_(OPEN), ~_l.worked)
            .values(state="new")
        )
        return self._ask(statement).rowcount

    def waiting(self, limit: int) -> tuple[MoneyLine, ...]:
        """Some of the lines that wait for clearing."""
        statement = select(*_LINE_COLUMNS).where(*self._here(), _l.state == "new").limit(limit)
        return tuple(_LINE.made(row) for row in self._ask(statement))

    def beside(self, numbers: Sequence[str], trades: Sequence[str]) -> Iterator[MoneyLine]:
        """Every line, whatever its state, with one of these order or transaction numbers."""
        for column, names in ((_l.order_number, numbers), (_l.trade_no, trades)):
            statement = select(*_LINE_COLUMNS).where(
                *self._here(), column.in_(bindparam("some", expanding=True))
            )
            for part in chunks(names):
                for row in self._ask(statement, {"some": list(part)}):
                    yield _LINE.made(row)

    def put_states(self, states: Iterable[tuple[str, str, str]]) -> None:
        """(line id, state, order id): what clearing found."""
        for part in chunks(states):
            self._ask(
                _STATED,
                [
                    {
                        "wh": self._session.warehouse,
                        "wanted": line,
                        "new_state": state,
                        "new_order": order,
                    }
                    for line, state, order in part
                ],
            )

    def put_work(self, line: MoneyLine) -> None:
        """Writes the line's number, state, note and whether it is worked off."""
        self._ask(
            update(statement_line)
            .where(*self._here(), _l.id == line.id)
            .values(
                order_number=line.order_number,
                state=line.state,
                worked=line.worked,
                note=line.note,
            )
        )

    def wait_again(self, order_ids: Sequence[str], numbers: Sequence[str]) -> None:
        """All lines of these orders wait for clearing."""
        touched = or_(_l.order_id.in_(order_ids), _l.order_number.in_(numbers))
        self._ask(update(statement_line).where(*self._here(), touched).values(state="new"))

    def orders_of(self, numbers: Iterable[str]) -> Iterator[Order]:
        """The orders with these numbers, of any shop, archived or not; recipients stay sealed."""
        wanted = set(numbers) - {""}
        for part in chunks(sorted(wanted)):
            codes = [normalise_code(number) for number in part]
            ids = union_all(
                *(
                    select(table.c.order_id).where(
                        table.c.warehouse == self._session.warehouse,
                        table.c.kind == "number",
                        table.c.code.in_(codes),
                    )
                    for table in (order_code, order_code_archive)
                )
            )
            found = sorted(set(self._ask(ids).scalars()))
            here = select(*COLUMNS).where(
                orders.c.warehouse == self._session.warehouse, orders.c.id.in_(found)
            )
            rows = {row.id: row for row in self._ask(here)}
            rows |= archived(self._session, [one for one in found if one not in rows])
            yield from (
                one.order for one in map(stored, rows.values()) if one.order.number in wanted
            )

    def _here(self) -> tuple[Any, ...]:
        return (_l.warehouse == self._session.warehouse,)
