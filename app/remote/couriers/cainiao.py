"""Waybill numbers of any courier on Cainiao's platform (``cainiao.waybill.ii.*`` over TOP).

Buying under one order and package again gives a second number on that platform, so after an
unknown result the order's numbers are asked for first (``query.by.tradecode``). The recipient's
data comes from the center for the one call and is kept nowhere here; a token of the platform
(OAID) goes through as it came. Sources: the generated TOP SDKs' models of these calls.

Of the print data the routing code is read, where it is open; what is sealed for Cainiao's own
print client cannot be read by anybody else, and no bench needs it.
"""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.domain.contract import NumberAccount
from app.domain.purchase import (
    Asker,
    NumberWanted,
    SellerRefusedError,
    SellerSilentError,
    Shipment,
    Sold,
)
from app.remote.channels.base import RefusedError, SignInAgainError
from app.remote.channels.incoming import ChannelError
from app.remote.channels.json_values import dig, nodes, text
from app.remote.channels.top import TopClient
from app.remote.http import AwayError

GET, CANCEL = "cainiao.waybill.ii.get", "cainiao.waybill.ii.cancel"
UPDATE = "cainiao.waybill.ii.update"
BY_ORDER, SEARCH = "cainiao.waybill.ii.query.by.tradecode", "cainiao.waybill.ii.search"
_PACKAGE_ID = re.compile(r"[^A-Za-z0-9_]")
_MOST_ITEMS = 100


CHANNELS: Mapping[str, str] = MappingProxyType(
    {"taobao": "TB", "tmall": "TM", "jd": "JD", "pdd": "PDD", "douyin": "DOU_YIN"}
)
"""The platform's words for where an order comes from; all others are OTHERS."""

_SENDER = ("name", "mobile", "phone")
_PLACE = ("province", "city", "district")


class CainiaoSeller:
    """Sells numbers of one courier (``NumberSeller``).

    ``asker.taken`` says whether a number belongs to another parcel of ours, because an order of
    several parcels has several numbers. Options of the account: ``template_url``, ``user_id``.
    """

    def __init__(self, client: TopClient, account: NumberAccount, asker: Asker) -> None:
        self._client, self._account, self._asker = client, account, asker
        self._options = dict(account.options)

    def buy(self, wanted: NumberWanted) -> Sold:
        """Raises SellerSilentError, SellerRefusedError."""
        request = self._request(wanted, self._asker.shipment_of(wanted))
        packed = json.dumps(request, ensure_ascii=False)
        answer = self._call(
            GET, {"param_waybill_cloud_print_apply_new_request": packed}, changes=True
        )
        sold = nodes(answer, "modules", "waybill_cloud_print_response")
        mine = [one for one in sold if text(one, "object_id") == wanted.parcel_id]
        if len(mine) != 1 or not text(mine[0], "waybill_code"):
            raise SellerSilentError("Cainiao answered without the number that was asked for")
        return _sold(mine[0])

    def ask(self, wanted: NumberWanted) -> Sold | None:
        """Raises SellerSilentError, also where several numbers could be this parcel's."""
        orders = self._asker.shipment_of(wanted).orders
        asked = [{"biz_sub_code": order, "object_id": order} for order in orders]
        answer = self._call(BY_ORDER, {"param_list": json.dumps(asked)}, changes=False)
        told = [
            _sold(found)
            for one in nodes(answer, "modules", "waybill_cloud_print_with_result_desc_response")
            if (found := dig(one, "waybill_cloud_print_response")) and dig(found, "waybill_code")
        ]
        free = {one.number: one for one in told if not self._asker.taken(one.number)}
        if len(free) > 1:
            raise SellerSilentError(
                f"Cainiao knows {', '.join(sorted(free))} for this order: "
                "a person must say which is whose"
            )
        return next(iter(free.values()), None)

    def cancel(self, wanted: NumberWanted, number: str) -> None:  # noqa: ARG002 -- the protocol's
        """Give a number back. Raises SellerSilentError, SellerRefusedError."""
        given = {"cp_code": self._account.code, "waybill_code": number}
        answer = self._call(CANCEL, given, changes=True)
        if dig(answer, "cancel_result") is not True:
            raise SellerRefusedError(f"Cainiao does not take {number} back")

    def tell_weight(self, wanted: NumberWanted, number: str, grams: int) -> None:
        """What the scale said. Raises SellerSilentError, SellerRefusedError."""
        told = {
            "cp_code": self._account.code,
            "waybill_code": number,
            "object_id": wanted.parcel_id,
            "package_info": {"weight": grams},
        }
        given = {"param_waybill_cloud_print_update_request": json.dumps(told)}
        self._call(UPDATE, given, changes=True)

    def left(self) -> int:
        """How many numbers our branches may still take. Raises SellerSilentError."""
        answer = self._call(SEARCH, {"cp_code": self._account.code}, changes=False)
        branches = [
            branch
            for one in nodes(
                answer, "waybill_apply_subscription_cols", "waybill_apply_subscription_info"
            )
            for branch in nodes(one, "branch_account_cols", "waybill_branch_account")
        ]
        return sum(int(dig(branch, "quantity") or 0) for branch in branches)

    def _call(self, method: str, given: Mapping[str, str], *, changes: bool) -> Mapping[str, Any]:
        try:
            return self._client.call(method, given, changes=changes)
        except RefusedError as error:
            raise SellerRefusedError(str(error)) from error
        except (AwayError, SignInAgainError, ChannelError) as error:
            raise SellerSilentError(str(error)) from error

    def _request(self, wanted: NumberWanted, shipment: Shipment) -> dict[str, Any]:
        items = shipment.items[:_MOST_ITEMS]
        package: dict[str, Any] = {
            "id": _PACKAGE_ID.sub("_", wanted.parcel_id),
            "items": [{"name": name, "count": n} for name, n in items],
        }
        if shipment.goods:
            package["goods_description"] = shipment.goods
        if shipment.grams:
            package["weight"] = shipment.grams
        order = {
            "object_id": wanted.parcel_id,
            "template_url": self._options.get("template_url", ""),
            "user_id": int(self._options.get("user_id", "0")),
            "order_info": {
                "order_channels_type": CHANNELS.get(shipment.channel, "OTHERS"),
                "trade_order_list": list(shipment.orders),
            },
            "package_info": package,
            "recipient": _recipient(shipment),
        }
        return {
            "cp_code": self._account.code,
            "sender": _party(dict(self._account.sender)),
            "trade_order_info_dtos": [order],
        }


def _party(told: Mapping[str, str]) -> dict[str, Any]:
    """A sender or recipient in the platform's form: the place is a node of its own."""
    place = {name: told[name] for name in _PLACE if told.get(name)}
    place["detail"] = told.get("address", "")
    party: dict[str, Any] = {name: told[name] for name in _SENDER if told.get(name)}
    return party | {"address": place}


def _recipient(shipment: Shipment) -> dict[str, Any]:
    to = shipment.recipient
    told = {name: getattr(to, name) for name in ("name", "province", "city", "district", "address")}
    party = _party(told | {"mobile": to.phone})
    if shipment.token:
        party |= {"oaid": shipment.token, "tid": shipment.orders[0]}
    return party


def _sold(one: Mapping[str, Any]) -> Sold:
    return Sold(
        text(one, "waybill_code"),
        routing_code(text(one, "print_data")),
        text(one, "parent_waybill_code"),
    )


def routing_code(print_data: str) -> str:
    """The code of three parts out of print data that is open; "" for what is sealed or empty."""
    try:
        told = json.loads(print_data or "{}")
    except json.JSONDecodeError:
        return ""
    return str(dig(told, "data", "routingInfo", "routeCode") or "")
