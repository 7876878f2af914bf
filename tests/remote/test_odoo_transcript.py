"""What we ask Odoo, beside what a real Odoo 18 was asked, and read with what it answered.

The calls of the recording that a delivery has are compared whole: service, method, database,
user, model, arguments and keywords. What differs on purpose stands in ``ON_PURPOSE``, what was
never recorded is answered by hand in ``BY_HAND``; there is nothing else.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.stock_document import DocumentKind, DocumentLine, StockDocument
from app.domain.values import Money
from app.remote.erp.base import ErpAnswerError, ErpLevel, ErpRefusedError, Posted
from app.remote.erp.odoo import Odoo, OdooPlace
from app.remote.erp.odoo_rpc import OdooAccess, OdooRpc
from app.remote.http import Http
from tests.remote.servers.odoo_replay import Asked, OdooReplay, asked_of, recorded

DATABASE, USER, PASSWORD, BUYER = "odoo18", "admin", "admin", 8
PAPER = StockDocument(
    "TB2231958349000011", DocumentKind.DELIVERY, "2231958349000011", "taobao", "Shop",
    date(2026, 11, 22), (DocumentLine("TS-BLK-L", 3, Money.of(Decimal(55), "CNY")),),
    ("SF1234567890123",),
)  # fmt: skip

VALIDATE: Asked = ("stock.picking", "button_validate")
DELIVERY: dict[Asked, int] = {
    ("common", "authenticate"): 2,
    ("sale.order", "create"): 8,
    ("sale.order", "action_confirm"): 9,
    ("stock.picking", "action_assign"): 12,
    ("stock.picking", "write"): 14,
    ("stock.move", "read"): 16,
    ("stock.move", "write"): 17,
    VALIDATE: 18,
}
"""The steps of the recording that a delivery has, by the id of their request."""

SURE = {"skip_sms": True, "skip_backorder": True, "picking_ids_not_to_backorder": []}


def sold_without_odoos_own_taxes(args: list[Any]) -> None:
    """The recorded sale of 3 at 55 came to 189.75. Warehouse and order are ours to say."""
    (fields,) = args[5]
    fields.update(warehouse_id=1, origin="2231958349000011")
    fields["order_line"][0][2]["tax_id"] = [[6, 0, []]]


def asked_for_no_window(args: list[Any]) -> None:
    """Without this context the recorded answer is a window, and nothing is posted."""
    args[6]["context"] = SURE


ON_PURPOSE = {
    ("sale.order", "create"): sold_without_odoos_own_taxes,
    VALIDATE: asked_for_no_window,
}

PICKING = {"id": 1, "name": "WH/OUT/00001", "move_ids": [3]}  # as step 11 has it
BY_HAND: dict[Asked, list[Any]] = {
    # Recorded without our choice of the warehouse, and without the type of its receipts (step 5).
    ("stock.warehouse", "search_read"): [
        [{"id": 1, "lot_stock_id": [8, "WH/Stock"], "in_type_id": [1, "My Company: Receipts"]}]
    ],
    ("stock.location", "search"): [[5]],
    # By our codes and keys, so that a repeat finds what is there; recorded by Odoo's own ids.
    ("product.product", "search_read"): [[{"id": 3, "default_code": "TS-BLK-L"}]],
    ("sale.order", "search"): [[]],
    ("stock.picking", "search_read"): [[], [{**PICKING, "state": "assigned"}]],
    ("stock.picking", "read"): [[{**PICKING, "state": "done"}]],
}


@contextmanager
def replayed(
    steps: dict[Asked, int], by_hand: dict[Asked, list[Any]]
) -> Iterator[tuple[OdooReplay, Odoo]]:
    with OdooReplay(steps, by_hand) as server:
        adapter = Odoo(OdooAccess(server.url, DATABASE, USER, PASSWORD), OdooPlace("WH", BUYER))
        yield server, adapter
        adapter.close()


def test_a_delivery_is_asked_for_as_recorded_and_posted() -> None:
    """That ``button_validate`` answers true in this context is a fact, but not in the recording."""
    steps = {asked: step for asked, step in DELIVERY.items() if asked != VALIDATE}
    with replayed(steps, {**BY_HAND, VALIDATE: [True]}) as (server, adapter):
        assert adapter.post(PAPER) == Posted("WH/OUT/00001", "done")
    for asked, step in DELIVERY.items():
        was = copy.deepcopy(server.recording[step]["request"])
        if change := ON_PURPOSE.get(asked):
            change(was["params"]["args"])
        made = server.made(asked)
        assert {**made, "id": 0} == {**was, "id": 0}, asked
    known = {*DELIVERY, *BY_HAND}
    assert {asked_of(one) for one in server.requests} == known
    ids = [one["id"] for one in server.requests]
    assert ids == list(range(1, len(ids) + 1))  # counted, as recorded


def test_the_steps_come_in_the_recorded_order_but_for_the_waybill() -> None:
    """The waybill waits until it is sure that all of it is there."""
    steps = {asked: step for asked, step in DELIVERY.items() if asked != VALIDATE}
    with replayed(steps, {**BY_HAND, VALIDATE: [True]}) as (server, adapter):
        adapter.post(PAPER)
    order = [DELIVERY[one] for one in map(asked_of, server.requests) if one in DELIVERY]
    assert order == [2, 8, 9, 12, 16, 17, 14, 18]


@pytest.mark.parametrize(
    ("step", "window"),
    [(18, "confirm.stock.sms"), (30, "stock.backorder.confirmation"), (31, "confirm.stock.sms")],
)
def test_a_recorded_window_is_no_posting(step: int, window: str) -> None:
    replay = replayed({**DELIVERY, VALIDATE: step}, BY_HAND)
    with replay as (_, adapter), pytest.raises(ErpAnswerError, match=window):
        adapter.post(PAPER)


def test_the_recorded_error_is_a_refusal_in_odoos_words() -> None:
    replay = replayed({**DELIVERY, ("stock.picking", "write"): 39}, BY_HAND)
    with replay as (_, adapter), pytest.raises(ErpRefusedError, match="field 'nope'") as refused:
        adapter.post(PAPER)
    assert refused.value.code == "builtins.ValueError"


def test_the_recorded_figures_are_read_as_pieces_on_hand() -> None:
    """Step 22 has them; ours are asked for with the item's code and in the warehouse's place."""
    (row,) = recorded()[22]["response"]["result"]
    told = {**row, "default_code": "TS-BLK-L", "incoming_qty": 0.0}
    by_hand = {**BY_HAND, ("product.product", "search_read"): [[told]]}
    with replayed(DELIVERY, by_hand) as (server, adapter):
        assert adapter.stock().levels == (ErpLevel("TS-BLK-L", 10, 0),)
    made = server.made(("product.product", "search_read"))
    assert made["params"]["args"][6]["context"] == {"location": 8}


def test_an_answer_without_a_result_is_nothing() -> None:
    """As recorded of a method that gives nothing back."""
    applied = ("stock.quant", "action_apply_inventory")
    with OdooReplay({**DELIVERY, applied: 7}, {}) as server, Http() as http:
        rpc = OdooRpc(http, OdooAccess(server.url, DATABASE, USER, PASSWORD))
        assert rpc.call(*applied, [[3]]) is None
        was = server.recording[7]
        assert "result" not in was["response"]
        assert server.made(applied)["params"] == was["request"]["params"]
