"""Documents on their way into the ERP: once each, with the ERP's own number when it is there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update

from app.domain.paging import Page, PageQuery
from app.domain.stock_document import StockDocument
from app.store.listing import Listing
from app.store.session import Session, add_once, chunks, from_json, to_json, unindexed
from app.store.shapes import Shape
from app.store.tables.orders import orders
from app.store.tables.shipping import parcel
from app.store.tables.shops import order_group
from app.store.tables.stock import stock_document, stock_document_line

_d, _l = stock_document.c, stock_document_line.c
_p, _o, _g = parcel.c, orders.c, order_group.c
OPEN = ("waiting", "sending", "unknown", "refused")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """``document`` is JSON; ``absorbed``: the ERP's figure that was read contains it."""

    id: str
    kind: str
    order_id: str
    order_number: str
    channel: str
    shop: str
    document: str
    state: str
    erp_number: str
    erp_state: str
    reason: str
    tries: int
    next_at: datetime | None
    opened_at: datetime
    posted_at: datetime | None
    absorbed: bool

    @property
    def content(self) -> StockDocument:
        return from_json(self.document, StockDocument)


_ROW = Shape.of(DocumentRow, stock_document)
DOCUMENTS = Listing(
    stock_document,
    _d.warehouse,
    _d.id,
    _ROW.columns,
    "opened_at",
    text=(_d.order_number, _d.erp_number, _d.reason),
    groups={
        "open": (_d.state.in_(OPEN),),
        "refused": (_d.state == "refused",),
        "posted": (_d.state == "posted",),
    },
)


_ABSORBED = (
    update(stock_document_line)
    .where(
        _l.warehouse == bindparam("wh"),
        _l.sku == bindparam("one"),
        _l.document_id == bindparam("document"),
    )
    .values(absorbed=True)
)


class StockDocuments:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def add(self, document: StockDocument, order_id: str, now: datetime) -> bool:
        """False: a document of this key is there already."""
        row = DocumentRow(
            document.key, document.kind.value, order_id, document.order_number, document.channel,
            document.shop, to_json(document), "waiting", "", "", "", 0, now, now, None,
            absorbed=False,
        )  # fmt: skip
        if not _ROW.add_once(self._session, row):
            return False
        for sku, out in sorted(document.out.items()):
            line = {"document_id": document.key, "sku": sku, "out": out}
            add_once(
                self._session,
                stock_document_line,
                {"warehouse": self._session.warehouse, **line},
            )
        return True

    def get(self, key: str) -> DocumentRow | None:
        return _ROW.first(self._session, _d.id == key)

    def of_order(self, order_id: str) -> tuple[DocumentRow, ...]:
        statement = select(*_ROW.columns.values()).where(*self._here(), _d.order_id == order_id)
        return tuple(map(_ROW.made, self._ask(statement.order_by(_d.opened_at))))

    def missing(self, since: datetime, after: str, limit: int) -> tuple[str, ...]:
        """Packed orders of parcels that came since then, without a delivery; by their ids.

        Not those in whose place another order was packed.
        """
        delivered = (
            select(_d.id)
            .where(_d.warehouse == _p.warehouse, _d.order_id == _p.order_id, _d.kind == "delivery")
            .exists()
        )
        elsewhere = (
            select(_g.id)
            .where(
                _g.warehouse == _p.warehouse, _g.source_id == _p.order_id, _g.state == "standing"
            )
            .exists()
        )
        statement = (
            select(_p.order_id)
            .join(orders, and_(_o.warehouse == _p.warehouse, _o.id == _p.order_id))
            .where(
                _p.warehouse == self._session.warehouse,
                _p.recv_at >= since,
                _p.accepted,
                unindexed(_p.order_id) > after,
                _o.state == "packed",
                ~delivered,
                ~elsewhere,
            )
            .distinct()
            .order_by(_p.order_id)
            .limit(limit)
        )
        return tuple(self._ask(statement).scalars())

    def page(self, query: PageQuery) -> Page[DocumentRow]:
        """Groups: all | open | refused | posted."""
        return _ROW.page(self._session, DOCUMENTS, query)

    def due(self, now: datetime, limit: int) -> tuple[DocumentRow, ...]:
        """Those to be tried, oldest first; of one that somebody is at, when his time is over."""
        statement = (
            select(*_ROW.columns.values())
            .where(
                *self._here(),
                _d.state.in_(("waiting", "sending", "unknown")),
                or_(_d.next_at.is_(None), _d.next_at <= now),
            )
            .order_by(_d.next_at, _d.id)
            .limit(limit)
        )
        return tuple(map(_ROW.made, self._ask(statement)))

    def take(self, row: DocumentRow, until: datetime) -> bool:
        """To be sent by the caller until then; False: another was faster."""
        changed = self._ask(
            update(stock_document)
            .where(*self._here(), _d.id == row.id, _d.state == row.state, _d.tries == row.tries)
            .values(state="sending", tries=row.tries + 1, next_at=until)
        )
        return bool(changed.rowcount)

    def put(self, row: DocumentRow, tries: int) -> bool:
        """What came of a try; False: it is not this caller's any more."""
        names = ("state", "erp_number", "erp_state", "reason", "next_at", "posted_at")
        changed = self._ask(
            update(stock_document)
            .where(*self._here(), _d.id == row.id, _d.tries == tries)
            .values({name: getattr(row, name) for name in names})
        )
        return bool(changed.rowcount)

    def posted_until(
        self, moment: datetime, skus: Iterable[str]
    ) -> dict[str, list[tuple[str, int]]]:
        """By item: (document, pieces out) that the ERP had at that moment and no reading knows.

        What a person dropped is the ERP's own affair from then on: its figure counts as it is.
        """
        found: dict[str, list[tuple[str, int]]] = {}
        for part in chunks(skus):
            statement = (
                select(_l.sku, _l.document_id, _l.out)
                .join(stock_document, and_(_d.warehouse == _l.warehouse, _d.id == _l.document_id))
                .where(
                    *self._here(),
                    _l.sku.in_(part),
                    ~_l.absorbed,
                    or_(
                        and_(_d.state == "posted", _d.posted_at <= moment),
                        _d.state == "dropped",
                    ),
                )
                .order_by(_l.sku, _l.document_id)
            )
            for sku, document, out in self._ask(statement):
                found.setdefault(sku, []).append((document, out))
        return found

    def absorb(self, known: Mapping[str, Sequence[tuple[str, int]]]) -> None:
        """The ERP's figures of these items that were read contain these documents."""
        rows = [
            {"wh": self._session.warehouse, "one": sku, "document": document}
            for sku, some in known.items()
            for document, _out in some
        ]
        for part in chunks(rows):
            self._ask(_ABSORBED, list(part))

    def absorb_whole(self) -> int:
        """Documents all of whose lines are known to the ERP's figures; how many more."""
        left = (
            select(_l.sku)
            .where(_l.warehouse == _d.warehouse, _l.document_id == _d.id, ~_l.absorbed)
            .exists()
        )
        changed = self._ask(
            update(stock_document)
            .where(*self._here(), _d.state.in_(("posted", "dropped")), ~_d.absorbed, ~left)
            .values(absorbed=True)
        )
        return int(changed.rowcount)

    def not_known(self, sku: str) -> tuple[DocumentRow, ...]:
        """Documents with this item that the ERP's figure does not contain: they explain it."""
        statement = (
            select(*_ROW.columns.values())
            .join(
                stock_document_line,
                and_(_d.warehouse == _l.warehouse, _d.id == _l.document_id),
            )
            .where(*self._here(), _l.sku == sku, ~_l.absorbed)
            .order_by(_d.opened_at)
        )
        return tuple(map(_ROW.made, self._ask(statement)))

    def _here(self) -> tuple[ColumnElement[bool], ...]:
        return (_d.warehouse == self._session.warehouse,)
