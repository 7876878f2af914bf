"""Yonyou U8 over its OpenAPI: consignments that are verified, and return orders.

A document's key is its ``biz_id`` and stands in a free field. A time-out after a POST leaves the
result unknown: the ERP is asked by that field. A saleout is made by U8 itself from the verified
consignment.

A ``biz_id`` stays with its document, also when that was abandoned: so the number that an add
gives is looked up before it is verified, and where nothing stands under it the next attempt has
a ``biz_id`` of its own.

Unsure, to be checked with a real account: what ``abandon`` leaves (a public client calls it the
end of an approval, and has none for return orders), so all of it will do: a document that is
gone, one that stays unverified, a refusal. In ``U8Place`` therefore: the free field, the names of
the lists. Unsure too: whether ``inqty`` knows an order that has no arrival document yet.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.stock_document import DocumentKind, StockDocument
from app.remote.erp.base import (
    ErpAnswerError,
    ErpItemPage,
    ErpLevelPage,
    ErpRefusedError,
    Posted,
)
from app.remote.erp.u8_rows import Sum, item_of
from app.remote.erp.u8_rpc import U8Access, U8Rpc
from app.remote.http import Http

__all__ = ["MOST_ATTEMPTS", "U8", "U8Access", "U8Place"]

VERIFIED = "verified"
MOST_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class U8Place:
    """Codes of the account set; ``customers``: another customer for a shop."""

    warehouse: str
    customer: str
    department: str
    sale_type: str
    operation: str = "普通销售"
    person: str = ""
    customers: Mapping[str, str] = field(default_factory=dict)
    key_field: str = "define10"
    stock_list: str = "currentstock"
    item_list: str = "inventorylist"


class U8:
    """One warehouse of one account set."""

    def __init__(
        self, access: U8Access, place: U8Place, clock: Callable[[], datetime],
        http: Http | None = None,
    ) -> None:  # fmt: skip
        self._http = http or Http()
        self._rpc = U8Rpc(self._http, access, clock)
        self._place = place

    def items(self, since: datetime | None, page: str | None = None) -> ErpItemPage:
        more = {"timestamp_begin": f"{since:%Y-%m-%d}"} if since else {}
        found, beyond = self._rpc.page(self._place.item_list, page, more)
        return ErpItemPage(tuple(map(item_of, found)), beyond)

    def stock(self, page: str | None = None) -> ErpLevelPage:
        """All of it as one page: the rows of an item may stand on several of the ERP's."""
        del page
        here = self._place.warehouse
        asked = {"whcode_begin": here, "whcode_end": here}
        levels: dict[str, Sum] = {}
        at: str | None = None
        while True:
            rows, at = self._rpc.page(self._place.stock_list, at, asked)
            for row in rows:
                if row.get("whcode", here) != here:  # a server that does not filter
                    continue
                levels.setdefault(str(row["invcode"]), Sum()).add(row)
            if at is None:
                return ErpLevelPage(tuple(one.level(sku) for sku, one in levels.items()))

    def find(self, document: StockDocument) -> Posted | None:
        row = self._row(document)
        if row is None or not row.get("verifier"):
            return None
        return Posted(str(row["code"]), VERIFIED)

    def post(self, document: StockDocument) -> Posted:
        row = self._row(document)
        if row is not None and row.get("verifier"):
            return Posted(str(row["code"]), VERIFIED)
        number = str(row["code"]) if row else self._added(document)
        self._verify(document, number)
        return Posted(number, VERIFIED)

    def close(self) -> None:
        self._http.close()

    def _verify(self, document: StockDocument, number: str) -> None:
        told = {"voucher_code": number, "person_code": self._place.person}
        try:
            self._rpc.write(_kind(document), "verify", told)
        except ErpRefusedError as refused:
            # An unverified document holds what others wait for.
            self._abandon(document, told, refused)
            raise

    def _abandon(
        self, document: StockDocument, told: Mapping[str, str], why: ErpRefusedError
    ) -> None:
        """Raises ErpRefusedError with both reasons where the ERP does not let go of it."""
        try:
            self._rpc.write(_kind(document), "abandon", told)
        except ErpRefusedError as kept:
            words = f"{why.words}; {told['voucher_code']} stays there unverified: {kept.words}"
            raise ErpRefusedError(why.code, words) from kept

    def _added(self, document: StockDocument) -> str:
        """The number of a document that stands, made by the first attempt that was not abandoned.

        Every attempt has the same ``biz_id`` each time it is made, so none makes a second document.
        """
        for attempt in range(1, MOST_ATTEMPTS + 1):
            biz_id = document.key if attempt == 1 else f"{document.key}/{attempt}"
            answer = self._rpc.write(_kind(document), "add", self._body(document), biz_id)
            if not answer.get("id"):
                raise ErpAnswerError(f"{document.key}: the ERP gave no number")
            number = str(answer["id"])
            if self._stands(document, number):
                return number
        words = f"{document.key} was abandoned {MOST_ATTEMPTS} times: enter it in the ERP by hand"
        raise ErpRefusedError("attempts", words)

    def _stands(self, document: StockDocument, number: str) -> bool:
        """Whether our document has this number; U8 may give that of one that is gone to another."""
        named = {"code_begin": number, "code_end": number}
        rows = (row for row in self._documents(document, named) if str(row["code"]) == number)
        row = next(rows, None)
        if row is None:
            return False
        key = row.get(self._place.key_field)
        if not key:
            words = f"{number} of the ERP does not have our key in {self._place.key_field}"
            raise ErpRefusedError("key_field", words)
        return bool(key == document.key)

    def _body(self, document: StockDocument) -> dict[str, Any]:
        place = self._place
        entry = []
        for number, line in enumerate(document.lines, start=1):
            row: dict[str, Any] = {
                "rowno": number,
                "inventory_code": line.sku,
                "warehouse_code": place.warehouse,
                "quantity": line.quantity,
            }
            if line.price is not None:
                row["taxprice"] = line.price.amount
                row["sum"] = line.price.amount * line.quantity
            entry.append(row)
        return {
            "date": f"{document.day:%Y-%m-%d}",
            "operation_type": place.operation,
            "saletype": place.sale_type,
            "custcode": place.customers.get(document.shop, place.customer),
            "deptcode": place.department,
            "personcode": place.person,
            place.key_field: document.key,
            "remark": " ".join((document.shop, document.order_number, *document.waybills)),
            "entry": entry,
        }

    def _row(self, document: StockDocument) -> dict[str, Any] | None:
        name = self._place.key_field
        rows = self._documents(document, {name: document.key})
        return next((row for row in rows if row.get(name) == document.key), None)

    def _documents(
        self, document: StockDocument, more: Mapping[str, str]
    ) -> Iterator[dict[str, Any]]:
        """All of its kind that fit; a list that does not filter gives others as well."""
        page: str | None = None
        while True:
            rows, page = self._rpc.page(f"{_kind(document)}list", page, more)
            yield from rows
            if page is None:
                return


def _kind(document: StockDocument) -> str:
    return "consignment" if document.kind is DocumentKind.DELIVERY else "returnorder"
