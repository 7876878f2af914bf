"""Yonyou U8 over its OpenAPI: consignments that are verified, and return orders.

Source: the calls of a public C# client of the OpenAPI. ``biz_id`` in place of ``tradeid`` ties our
key to one document of the ERP; only one of the two may be sent. ``errcode`` is text, "0" is good.
A time-out after a POST leaves the result unknown: the ERP is asked by the key, which also stands
in a free field of the document. A saleout is made by U8 itself from the verified consignment.

Source of the stock: Yonyou's page of ``currentstock/batch_get`` (U8 12.0 and later). An item has
a row for each batch and free item. ``inqty`` is to be received (U8's ``fInQuantity``),
``transinqty`` comes from another warehouse; older ones have neither.

Unsure, to be checked with a real account, therefore in ``U8Place``: the free field, the names of
the lists and what a token that has ended is called. Unsure too: whether ``inqty`` knows an order
that has no arrival document yet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import msgspec

from app.domain.stock_document import DocumentKind, StockDocument
from app.remote.erp.answers import document_of, whole_pieces
from app.remote.erp.base import (
    ErpAnswerError,
    ErpItem,
    ErpItemPage,
    ErpLevel,
    ErpLevelPage,
    ErpRefusedError,
    Posted,
)
from app.remote.http import Http, HttpAnswer, HttpRequest

TOKEN_LASTS = timedelta(minutes=115)
ROWS = 200
VERIFIED = "verified"
_COMING = ("inqty", "transinqty")
_WRITER = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class U8Access:
    """``from_account`` calls, ``to_account`` is the account set that is worked in."""

    base_url: str
    from_account: str
    to_account: str
    app_key: str
    app_secret: str


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


@dataclass(slots=True)
class _Sum:
    """The rows of one item. ``coming`` None: no row says what is on its way."""

    here: Decimal = Decimal(0)
    coming: Decimal | None = None

    def add(self, row: Mapping[str, Any]) -> None:
        self.here += _quantity(row["qty"])
        for name in _COMING:
            if row.get(name) is not None:
                self.coming = (self.coming or Decimal(0)) + _quantity(row[name])

    def level(self, sku: str) -> ErpLevel:
        coming = None if self.coming is None else whole_pieces(self.coming)
        return ErpLevel(sku, whole_pieces(self.here), coming)


class U8:
    """One warehouse of one account set."""

    def __init__(
        self, access: U8Access, place: U8Place, clock: Callable[[], datetime],
        http: Http | None = None,
    ) -> None:  # fmt: skip
        self._http = http or Http()
        self._access = access
        self._place = place
        self._clock = clock
        self._token = ""
        self._until = clock()

    def items(self, since: datetime | None, page: str | None = None) -> ErpItemPage:
        more = {"timestamp_begin": f"{since:%Y-%m-%d}"} if since else {}
        found, beyond = self._list(self._place.item_list, page, more)
        return ErpItemPage(tuple(map(_item, found)), beyond)

    def stock(self, page: str | None = None) -> ErpLevelPage:
        """All of it as one page: the rows of an item may stand on several of the ERP's."""
        del page
        here = self._place.warehouse
        asked = {"whcode_begin": here, "whcode_end": here}
        levels: dict[str, _Sum] = {}
        at: str | None = None
        while True:
            rows, at = self._list(self._place.stock_list, at, asked)
            for row in rows:
                if row.get("whcode", here) != here:  # a server that does not filter
                    continue
                levels.setdefault(str(row["invcode"]), _Sum()).add(row)
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
        told = {"voucher_code": number, "person_code": self._place.person}
        try:
            self._written(document, "verify", told)
        except ErpRefusedError:
            # An unverified document holds what others wait for.
            self._written(document, "abandon", told)
            raise
        return Posted(number, VERIFIED)

    def close(self) -> None:
        self._http.close()

    def _added(self, document: StockDocument) -> str:
        answer = self._written(document, "add", self._body(document), biz_id=document.key)
        if not answer.get("id"):
            raise ErpAnswerError(f"{document.key}: the ERP gave no number")
        return str(answer["id"])

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
        """The document with our key; a list that does not filter by it is looked through."""
        name, page = _kind(document), None
        while True:
            more = {self._place.key_field: document.key}
            found, page = self._list(f"{name}list", page, more)
            for row in found:
                if row.get(self._place.key_field) == document.key:
                    return row
            if page is None:
                return None

    def _list(
        self, name: str, page: str | None, more: Mapping[str, str]
    ) -> tuple[list[dict[str, Any]], str | None]:
        number = int(page or 1)
        asked = {"page_index": str(number), "rows_per_page": str(ROWS), **more}
        answer = self._asked("GET", f"/api/{name}/batch_get", asked)
        rows = answer.get(name.removesuffix("list"))
        if not isinstance(rows, list):
            raise ErpAnswerError(f"{name}: the answer has no list")
        last = int(answer.get("page_count") or 1)
        return rows, str(number + 1) if number < last else None

    def _written(
        self, document: StockDocument, step: str, fields: Mapping[str, Any], biz_id: str = ""
    ) -> dict[str, Any]:
        name = _kind(document)
        asked = {"ds_sequence": "1", "sync": "1", "biz_id": biz_id or f"{document.key}-{step}"}
        return self._asked("POST", f"/api/{name}/{step}", asked, {name: fields})

    def _asked(
        self, method: str, path: str, more: Mapping[str, str], body: object = None
    ) -> dict[str, Any]:
        """One call with a token; a token that has ended is fetched anew, once."""
        for again in (True, False):
            access = self._access
            named = {
                "from_account": access.from_account, "to_account": access.to_account,
                "app_key": access.app_key, "token": self._valid_token(),
            }  # fmt: skip
            answer = self._sent(method, path, {**named, **more}, body)
            if answer["errcode"] == "0":
                return answer
            words = str(answer.get("errmsg") or "the ERP refuses")
            if "token" not in words.lower() or not again:
                raise ErpRefusedError(answer["errcode"], words)
            self._token = ""
        raise AssertionError("unreachable")

    def _valid_token(self) -> str:
        if not self._token or self._clock() >= self._until:
            access = self._access
            asked = {
                "from_account": access.from_account, "app_key": access.app_key,
                "app_secret": access.app_secret,
            }  # fmt: skip
            asked_at = self._clock()
            answer = self._sent("GET", "/system/token", asked)
            if answer["errcode"] != "0":
                raise ErpRefusedError(answer["errcode"], str(answer.get("errmsg")))
            self._token = str(answer["token"]["id"])
            self._until = asked_at + TOKEN_LASTS
        return self._token

    def _sent(
        self, method: str, path: str, asked: Mapping[str, str], body: object = None
    ) -> dict[str, Any]:
        url = f"{self._access.base_url.rstrip('/')}{path}?{urlencode(asked)}"
        sent = None if body is None else _WRITER.encode(body)
        headers = {"Content-Type": "application/json"}
        return _read(path, self._http.ask(HttpRequest(url, method, sent, headers)))


def _read(path: str, answer: HttpAnswer) -> dict[str, Any]:
    found = document_of(path, answer)
    if "errcode" not in found:
        raise ErpAnswerError(f"{path}: not an answer of U8")
    return {**found, "errcode": str(found["errcode"])}


def _quantity(told: Any) -> Decimal:
    return Decimal(str(told or 0))


def _kind(document: StockDocument) -> str:
    return "consignment" if document.kind is DocumentKind.DELIVERY else "returnorder"


def _item(row: Mapping[str, Any]) -> ErpItem:
    return ErpItem(
        sku=str(row["code"]),
        name=str(row.get("name") or ""),
        spec=str(row.get("specs") or ""),
        category=str(row.get("sort_name") or ""),
        unit=str(row.get("main_measure") or ""),
        barcodes=(str(row["barcode"]),) if row.get("barcode") else (),
    )
