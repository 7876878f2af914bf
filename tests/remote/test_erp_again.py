"""What an ERP refused and a person sends again: posted once, and nothing else is touched."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from app.domain.stock_document import DocumentLine, StockDocument
from app.remote.erp.base import ErpAdapter, ErpAnswerError, ErpRefusedError, Posted
from app.remote.erp.u8 import MOST_ATTEMPTS
from app.remote.http import UnknownResultError
from tests.remote.own_erps import (
    OUT,
    Served,
    Server,
    odoo,
    on_hand,
    u8,
    u8_that_keeps,
    u8_that_refuses,
)
from tests.remote.servers.loopback import CUT_AFTER, Reply
from tests.remote.servers.u8_server import U8Server


def until_known(adapter_of: Callable[[], ErpAdapter], paper: StockDocument) -> Posted | None:
    """As the worker does it: after a lost answer it asks first. None: refused."""
    while True:
        adapter = adapter_of()
        try:
            return adapter.find(paper) or adapter.post(paper)
        except UnknownResultError:
            continue
        except ErpRefusedError:
            return None
        finally:
            adapter.close()


def put_in_stock(server: Server, sku: str, pieces: int) -> None:
    if isinstance(server, U8Server):
        server.stock[sku] = pieces
        return
    (product,) = (one for one in server.products.values() if one["default_code"] == sku)
    product["qty_available"] = float(pieces)


@pytest.mark.parametrize("kind", [odoo, u8, u8_that_keeps, u8_that_refuses])
def test_what_was_refused_is_sent_again_and_posted_once_whatever_answer_is_lost(
    kind: Callable[[], AbstractContextManager[Served]],
) -> None:
    paper = replace(OUT, lines=(DocumentLine("CUP", 3),))
    at, cut = 0, True
    while cut:
        with kind() as (server, adapter_of):
            server.plans.extend([*[""] * at, CUT_AFTER])
            for _ in range(2):
                assert until_known(adapter_of, paper) is None
            put_in_stock(server, "CUP", 5)
            posted = until_known(adapter_of, paper)
            cut = not server.plans
            server.plans.clear()
            adapter = adapter_of()
            assert posted is not None
            assert posted == adapter.find(paper) == adapter.post(paper)
            assert on_hand(adapter)["CUP"] == 2
            adapter.close()
            if isinstance(server, U8Server):
                assert [one["code"] for one in server.rows["consignment"]] == [posted.number]
        at += 1
    assert at > 12  # every answer on the way was lost once


def test_u8_says_what_it_could_not_take_back() -> None:
    with u8_that_refuses() as (server, adapter_of):
        adapter = adapter_of()
        with pytest.raises(ErpRefusedError, match=r"not enough on hand; .* stays there unverified"):
            adapter.post(replace(OUT, lines=(DocumentLine("CUP", 3),)))
        adapter.close()
        assert [one["verifier"] for one in server.rows["consignment"]] == [""]


def test_u8_verifies_nothing_that_is_not_ours() -> None:
    """The number of an abandoned document was given to one that a person made."""
    with u8() as (server, adapter_of):
        adapter, paper = adapter_of(), replace(OUT, lines=(DocumentLine("CUP", 3),))
        with pytest.raises(ErpRefusedError):
            adapter.post(paper)
        (gone,) = server.known.values()
        other = {**gone, "define10": ""}
        server.rows["consignment"].append(other)
        put_in_stock(server, "CUP", 5)
        with pytest.raises(ErpRefusedError, match="does not have our key"):
            adapter.post(paper)
        assert other["verifier"] == ""
        other["define10"] = "D-99"
        assert adapter.post(paper).number not in ("", other["code"])
        assert (other["verifier"], on_hand(adapter)["CUP"]) == ("", 2)
        adapter.close()


def test_u8_gives_up_what_was_abandoned_too_often() -> None:
    with u8() as (server, adapter_of):
        adapter, paper = adapter_of(), replace(OUT, lines=(DocumentLine("CUP", 3),))
        for _ in range(MOST_ATTEMPTS):
            with pytest.raises(ErpRefusedError, match="not enough"):
                adapter.post(paper)
        with pytest.raises(ErpRefusedError, match="by hand"):
            adapter.post(paper)
        assert len(server.known) == MOST_ATTEMPTS
        adapter.close()


def test_u8_adds_by_its_key_and_takes_other_steps_by_a_tradeid() -> None:
    with u8() as (server, adapter_of):
        adapter = adapter_of()
        adapter.post(OUT)
        assert (list(server.known), server.trades) == (["D-1"], set())
        server.plans.extend(["", "", "", Reply({"errcode": "0", "trade": {}})])
        with pytest.raises(ErpAnswerError, match="tradeid"):
            adapter.post(replace(OUT, key="D-2"))
        adapter.close()
