"""Waybill numbers of any courier on Cainiao's platform (``cainiao.waybill.ii.*`` over TOP).

Buying under one order and package again gives a second number on that platform, so after an
unknown result the order's numbers are asked for first (``query.by.tradecode``). The recipient's
data comes from the center for the one call and is kept nowhere here; a token of the platform
(OAID) goes through as it came. Sources: the generated TOP SDKs' models of these calls.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.purchase import NumberWanted, SellerRefusedError, SellerSilentError
from app.remote.channels.base import RefusedError, SignInAgainError
from app.remote.channels.incoming import ChannelError
from app.remote.channels.json_values import dig, nodes, text
from app.remote.channels.top import TopClient
from app.remote.http import AwayError

GET, CANCEL = "cainiao.waybill.ii.get", "cainiao.waybill.ii.cancel"
BY_ORDER, SEARCH = "cainiao.waybill.ii.query.by.tradecode", "cainiao.waybill.ii.search"
_PACKAGE_ID = re.compile(r"[^A-Za-z0-9_]")
_MOST_ITEMS = 100


@dataclass(frozen=True, slots=True)
class CainiaoParcel:
    """What the platform must know of a parcel. Weight in grams, 0 where it is not weighed yet.

    ``channel``: TB, TM, JD, PDD, OTHERS ...; ``orders``: the channel's own order numbers.
    ``recipient``: name, mobile, address parts, and oaid with tid where the platform gave them.
    """

    channel: str
    orders: tuple[str, ...]
    recipient: Mapping[str, Any]
    items: tuple[tuple[str, int], ...]
    goods: str = ""  # what it is, in a word; SF asks for it
    grams: int = 0


@dataclass(frozen=True, slots=True)
class CainiaoAccount:
    """Our side: the courier's code there, the sender, the label template, the account's user."""

    cp_code: str
    sender: Mapping[str, Any]
    template_url: str
    user_id: int


@dataclass(frozen=True, slots=True)
class Sold:
    """A number with what its label needs; ``print_data`` may be encrypted for the print client."""

    number: str
    print_data: str
    parent: str = ""


class CainiaoSeller:
    """Sells numbers of one courier (``NumberSeller``).

    ``parcel_of`` gives a wanted number's parcel; ``taken`` says whether a number belongs to
    another parcel of ours, because an order of several parcels has several numbers.
    """

    def __init__(
        self,
        client: TopClient,
        account: CainiaoAccount,
        parcel_of: Callable[[NumberWanted], CainiaoParcel],
        taken: Callable[[str], bool],
    ) -> None:
        self._client, self._account = client, account
        self._parcel_of, self._taken = parcel_of, taken

    def buy(self, wanted: NumberWanted) -> str:
        """Raises SellerSilentError, SellerRefusedError."""
        return self.sell(wanted).number

    def sell(self, wanted: NumberWanted) -> Sold:
        """A number with its print data. Raises SellerSilentError, SellerRefusedError."""
        request = self._request(wanted, self._parcel_of(wanted))
        packed = json.dumps(request, ensure_ascii=False)
        answer = self._call(
            GET, {"param_waybill_cloud_print_apply_new_request": packed}, changes=True
        )
        sold = nodes(answer, "modules", "waybill_cloud_print_response")
        mine = [one for one in sold if text(one, "object_id") == wanted.parcel_id]
        if len(mine) != 1 or not text(mine[0], "waybill_code"):
            raise SellerSilentError("Cainiao answered without the number that was asked for")
        one = mine[0]
        parent = text(one, "parent_waybill_code")
        return Sold(text(one, "waybill_code"), text(one, "print_data"), parent)

    def ask(self, wanted: NumberWanted) -> str | None:
        """Raises SellerSilentError, also where several numbers could be this parcel's."""
        orders = self._parcel_of(wanted).orders
        asked = [{"biz_sub_code": order, "object_id": order} for order in orders]
        answer = self._call(BY_ORDER, {"param_list": json.dumps(asked)}, changes=False)
        found = {
            number
            for one in nodes(answer, "modules", "waybill_cloud_print_with_result_desc_response")
            if (number := str(dig(one, "waybill_cloud_print_response", "waybill_code") or ""))
        }
        free = sorted(number for number in found if not self._taken(number))
        if len(free) > 1:
            raise SellerSilentError(
                f"Cainiao knows {', '.join(free)} for this order: a person must say which is whose"
            )
        return free[0] if free else None

    def cancel(self, number: str) -> None:
        """Give a number back that no label has. Raises SellerSilentError, SellerRefusedError."""
        given = {"cp_code": self._account.cp_code, "waybill_code": number}
        answer = self._call(CANCEL, given, changes=True)
        if dig(answer, "cancel_result") is not True:
            raise SellerRefusedError(f"Cainiao does not take {number} back")

    def left(self) -> int:
        """How many numbers our branches may still take. Raises SellerSilentError."""
        answer = self._call(SEARCH, {"cp_code": self._account.cp_code}, changes=False)
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

    def _request(self, wanted: NumberWanted, parcel: CainiaoParcel) -> dict[str, Any]:
        package: dict[str, Any] = {
            "id": _PACKAGE_ID.sub("_", wanted.parcel_id),
            "items": [{"name": name, "count": n} for name, n in parcel.items[:_MOST_ITEMS]],
        }
        if parcel.goods:
            package["goods_description"] = parcel.goods
        if parcel.grams:
            package["weight"] = parcel.grams
        order = {
            "object_id": wanted.parcel_id,
            "template_url": self._account.template_url,
            "user_id": self._account.user_id,
            "order_info": {
                "order_channels_type": parcel.channel,
                "trade_order_list": list(parcel.orders),
            },
            "package_info": package,
            "recipient": dict(parcel.recipient),
        }
        return {
            "cp_code": self._account.cp_code,
            "sender": dict(self._account.sender),
            "trade_order_info_dtos": [order],
        }
