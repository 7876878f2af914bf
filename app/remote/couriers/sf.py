"""Waybill numbers of SF Express by its own service (丰桥, ``/std/service``).

One order there is one purchase here: our key is its ``orderId``, which it never takes twice, also
not after a cancellation. A second order under one id is refused with 8016; the number of the
first is then asked for. Sources: SF's published Python sample of the service (parameters, digest,
messages) and the descriptions of its order calls. Not told there and therefore options of the
account: ``sign`` (``encoded`` or ``plain``), ``repeated`` (the code of a repeated order),
``gone`` (codes of an order that is not known, or was cancelled before).
"""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from app.domain.contract import NumberAccount
from app.domain.purchase import (
    Asker,
    NumberWanted,
    SellerRefusedError,
    SellerSilentError,
    Shipment,
    Sold,
)
from app.remote.channels.calls import document_of
from app.remote.channels.incoming import ChannelError
from app.remote.channels.json_values import dig, load, nodes
from app.remote.http import AwayError, Http, HttpRequest
from app.remote.signing.sf import ENCODED, sf_digest

GATEWAY = "https://bspgw.sf-express.com/std/service"
CREATE, SEARCH = "EXP_RECE_CREATE_ORDER", "EXP_RECE_SEARCH_ORDER_RESP"
UPDATE = "EXP_RECE_UPDATE_ORDER"
_API_OK, _DONE = "A1000", "S0000"
_REPEATED, _GONE = "8016", "8018 8024 8037"
_CONFIRM, _CANCEL = 1, 2
_MONTHLY = 1  # payMethod: the sender pays, on the monthly account
_FROM, _TO = 1, 2  # contactType
_MOTHER = 1  # waybillType of the first parcel
_KG = Decimal(1000)


@dataclass(frozen=True, slots=True)
class SfKeys:
    """Our partner id and its check word. Never shown in a log."""

    partner_id: str
    check_word: str = field(repr=False)


class SfFaultError(Exception):
    """The service answered with a code of its own."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{words or 'no words given'} ({code})")
        self.code = code


class SfSeller:
    """Sells SF's numbers (``NumberSeller``). ``clock`` gives aware time."""

    def __init__(
        self,
        http: Http,
        keys: SfKeys,
        account: NumberAccount,
        asker: Asker,
        clock: Callable[[], datetime],
    ) -> None:
        self._http, self._keys, self._account = http, keys, account
        self._asker, self._clock = asker, clock
        options = dict(account.options)
        self._form = options.get("sign", ENCODED)
        self._repeated = options.get("repeated", _REPEATED)
        self._gone = frozenset(options.get("gone", _GONE).split())

    def buy(self, wanted: NumberWanted) -> Sold:
        """Raises SellerSilentError, SellerRefusedError."""
        order = self._order(wanted, self._asker.shipment_of(wanted))
        try:
            found = _sold(self._call(CREATE, order, changes=True))
        except SfFaultError as error:
            if error.code != self._repeated:
                raise SellerRefusedError(str(error)) from error
            found = self.ask(wanted)
        if found is None:
            raise SellerSilentError("SF has the order, and says no number")
        return found

    def ask(self, wanted: NumberWanted) -> Sold | None:
        """Raises SellerSilentError."""
        asked = {"searchType": "1", "orderId": wanted.parcel_id, "language": "zh-cn"}
        try:
            return _sold(self._call(SEARCH, asked, changes=False))
        except SfFaultError as error:
            if error.code in self._gone:
                return None
            raise SellerSilentError(str(error)) from error

    def cancel(self, wanted: NumberWanted, number: str) -> None:
        """Cancels the order. Raises SellerSilentError, SellerRefusedError."""
        told = {"dealType": _CANCEL, "orderId": wanted.parcel_id, "language": "zh-CN"}
        told["waybillNoInfoList"] = [{"waybillType": _MOTHER, "waybillNo": number}]
        try:
            self._call(UPDATE, told, changes=True)
        except SfFaultError as error:
            if error.code not in self._gone:
                raise SellerRefusedError(str(error)) from error

    def tell_weight(self, wanted: NumberWanted, number: str, grams: int) -> None:
        """Confirms the order with its weight. Raises SellerSilentError, SellerRefusedError."""
        told = {
            "dealType": _CONFIRM,
            "orderId": wanted.parcel_id,
            "language": "zh-CN",
            "waybillNoInfoList": [{"waybillType": _MOTHER, "waybillNo": number}],
            "totalWeight": _kilos(grams),
        }
        try:
            self._call(UPDATE, told, changes=True)
        except SfFaultError as error:
            raise SellerRefusedError(str(error)) from error

    def _call(self, service: str, message: Mapping[str, Any], *, changes: bool) -> Any:
        """The answer's ``msgData``. Raises SellerSilentError, SfFaultError."""
        text = json.dumps(message, ensure_ascii=False)
        timestamp = str(int(self._clock().timestamp() * 1000))
        sent = {
            "partnerID": self._keys.partner_id,
            "requestID": str(uuid.uuid4()),
            "serviceCode": service,
            "timestamp": timestamp,
            "msgDigest": sf_digest(text, timestamp, self._keys.check_word, self._form),
            "msgData": text,
        }
        head = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
        url = self._account.url or GATEWAY
        request = HttpRequest(url, "POST", urlencode(sent).encode(), head)
        try:
            answer = document_of(self._http, request, service, changes=changes)
            return _content(answer, service)
        except (AwayError, ChannelError) as error:
            raise SellerSilentError(str(error)) from error

    def _order(self, wanted: NumberWanted, shipment: Shipment) -> dict[str, Any]:
        sender = {"contactType": _FROM, **_contact(dict(self._account.sender))}
        to = shipment.recipient
        names = ("name", "province", "city", "district", "address")
        told = {name: getattr(to, name) for name in names} | {"mobile": to.phone}
        order: dict[str, Any] = {
            "language": "zh-CN",
            "orderId": wanted.parcel_id,
            "monthlyCard": self._account.account,
            "payMethod": _MONTHLY,
            "expressTypeId": int(shipment.product or 1),
            "isReturnRoutelabel": 1,
            "parcelQty": 1,
            "contactInfoList": [sender, {"contactType": _TO, **_contact(told)}],
            "cargoDetails": _cargo(shipment),
        }
        if shipment.grams:
            order["totalWeight"] = _kilos(shipment.grams)
        if shipment.cod is not None:
            order["serviceList"] = [
                {
                    "name": "COD",
                    "value": str(shipment.cod.amount),
                    "value1": self._account.account,
                }
            ]
        return order


def _contact(told: Mapping[str, str]) -> dict[str, str]:
    """A person and a place in SF's words."""
    return {
        "contact": told.get("name", ""),
        "mobile": told.get("mobile", "") or told.get("phone", ""),
        "country": told.get("country", "CN"),
        "province": told.get("province", ""),
        "city": told.get("city", ""),
        "county": told.get("district", ""),
        "address": told.get("address", ""),
    }


def _cargo(shipment: Shipment) -> list[dict[str, Any]]:
    """What is inside: one word for all of it where the contract says one."""
    if shipment.goods:
        return [{"name": shipment.goods, "count": sum(n for _, n in shipment.items) or 1}]
    return [{"name": name, "count": n} for name, n in shipment.items]


def _kilos(grams: int) -> float:
    """SF wants a number of kilograms with three digits; a gram is exact in it."""
    return float(grams / _KG)


def _content(answer: Any, service: str) -> Any:
    """Two envelopes: the gateway's, and in it as text the service's."""
    code = str(dig(answer, "apiResultCode") or "")
    words = str(dig(answer, "apiErrorMsg") or "")
    if code != _API_OK:
        raise ChannelError(f"{service}: {words} ({code or 'no code'})")
    told = load(str(dig(answer, "apiResultData") or ""))
    if dig(told, "success") is True and str(dig(told, "errorCode") or _DONE) == _DONE:
        return dig(told, "msgData")
    if dig(told, "success") is not False:
        raise ChannelError(f"{service}: an answer that says neither yes nor no")
    raise SfFaultError(str(dig(told, "errorCode") or ""), str(dig(told, "errorMsg") or ""))


def _sold(content: Any) -> Sold | None:
    """The first parcel's number with its route label; None where the order has none."""
    numbers = nodes(content, "waybillNoInfoList")
    first = next(
        (one for one in numbers if one.get("waybillType") in {_MOTHER, str(_MOTHER)}), None
    )
    if first is None or not first.get("waybillNo"):
        return None
    labels = [dig(one, "routeLabelData") for one in nodes(content, "routeLabelInfo")]
    label = next((str(dig(one, "destRouteLabel") or "") for one in labels if one), "")
    return Sold(str(first["waybillNo"]), label)
