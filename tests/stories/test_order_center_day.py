# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""A day of the order center: two shops, two orders, and what each of its parts does to them."""

import csv
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from app.center import bind_desk, clearing_run, order_desk, pool, shop_desk, statements
from app.center.erp_desk import POST, RESERVE
from app.center.job_kinds import PUSH_STOCK
from app.center.jobs_run import LEASES, REVIEW
from app.center.shop_reading import ORDERS
from app.center.telling import SHIPMENTS
from app.domain.control_code import Control
from app.domain.listing import listing_key
from app.domain.order import OrderState, Role
from app.domain.verdict import Verdict
from app.station.snapshot import Face
from app.store.engine import Store, open_store
from app.store.shops import Shop
from tests.builders import NOON, an_item, an_operator
from tests.center.jobs_rig import Jobs
from tests.center.money_rig import TAOBAO as STATEMENT
from tests.center.review_rig import ALL, LARGE, save
from tests.center.shop_rig import TOP_KEYS
from tests.remote.servers.taobao_trades import Trade, Trades
from tests.remote.servers.top_platform import Once, TopPlatform
from tests.station.harness import Station, a_rate_card
from tests.stories.copying_bench import CopyingBench, copying_bench
from tests.sync.rig import empty_database

CLERK, FINANCE = "C1", "F1"
LARGE_ORDER = "FILE-1"
MUG = ("file", "fair", "", "", "MUG")
NAMED_IN_THE_STATEMENT = "3051160325414220001"


@dataclass
class Day:
    folder: Path
    store: Store
    trades: Trades
    taobao: TopPlatform = field(init=False)
    jobs: Jobs = field(init=False)
    copying: CopyingBench = field(init=False)
    trade: Trade = field(init=False)
    now: datetime = NOON

    @property
    def bench(self) -> Station:
        return self.copying.bench

    def later(self, minutes: int = 5) -> None:
        self.now += timedelta(minutes=minutes)
        self.trades.now = self.now

    def file(self, name: str, paid: str, state: str) -> None:
        """The file shop lays down its one order, as it is now."""
        path = self.folder / "files" / "orders" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        row = f"{LARGE_ORDER},MUG,2,浙江省,{paid},{state}\n"
        path.write_text(f"order number,sku,quantity,province,paid,state\n{row}", encoding="utf-8")
        os.utime(path, (self.now.timestamp(), self.now.timestamp()))

    def stands(self, number: str) -> tuple[OrderState, str]:
        return self.jobs.order(number).state, self.jobs.reason(number)

    def free(self, sku: str) -> int | None:
        with self.store.read() as tx:
            return tx.stock.levels([sku])[sku].available

    def for_sale(self) -> str:
        """Of the mug, as its shop is told in the next half minute."""
        self.jobs.run(PUSH_STOCK)
        with (self.folder / "files" / "stock.csv").open(encoding="utf-8-sig") as file:
            (row,) = csv.DictReader(file)
        return row["quantity"]


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    empty_database(tmp_path / "center.db")
    ids = count()
    with ExitStack() as opened:
        store = opened.enter_context(closing(open_store(tmp_path / "center.db", warehouse="W1")))
        with store.write() as tx:
            tx.center.begin_epoch("epoch-1", NOON)
            tx.catalogue.put([an_item("SHIRT"), an_item("CUP")])
            roles = {CLERK: Role.CLERK, FINANCE: Role.FINANCE, "P1": Role.PACKER}
            tx.operators.put([an_operator(one, role) for one, role in roles.items()])
            tx.rates.put([a_rate_card("sf", "浙江省")])
            pool.stock_up(tx, "sf", tuple(f"sf{n:012d}" for n in range(1, 200)))
        made = Day(tmp_path, store, Trades(NOON))
        made.taobao = opened.enter_context(TopPlatform(made.trades.handlers(), lambda: made.now))
        made.jobs = Jobs(store, lambda: made.now, lambda: f"id-{next(ids):06d}")
        files = (tmp_path / "center.db", tmp_path / "bench.db")
        made.copying = opened.enter_context(copying_bench(*files, lambda: made.now))
        yield made


def two_shops_are_added(day: Day) -> None:
    (day.folder / "files" / "orders").mkdir(parents=True)
    ours = {"our.new_courier": "sf", "our.first_days": "0.05", "our.push_stock": "on"}
    there = {**ours, "folder": str(day.folder / "files")}
    for shop in (
        Shop("top", "taobao", "", day.taobao.url, ours),
        Shop("fair", "file", "", "", there),
    ):
        day.jobs.change(shop_desk.add, shop=shop)
    shop_desk.give_keys(day.store, day.jobs.act(), shop_id="top", keys=TOP_KEYS)
    save(day.store, LARGE, ALL)
    day.jobs.has_an_erp(day.folder, SHIRT=10, CUP=8)


def two_orders_come_in(day: Day) -> None:
    day.trade = day.trades.add(1, minutes_ago=0)
    day.file("morning.csv", "888.00", "paid")
    day.later()
    assert day.jobs.run(ORDERS)["new"] == 2
    states = {day.stands(number) for number in (day.trade.tid, LARGE_ORDER)}
    assert states == {(OrderState.HELD, "unknown_item")}


def the_clerk_says_what_their_lines_are(day: Day) -> None:
    for key, sku in ((("taobao", "top", "", "", "TS-BLK-L"), "SHIRT"), (MUG, "CUP")):
        bound = day.jobs.change(bind_desk.bind, CLERK, listing=listing_key(*key), sku=sku)
        assert bound.orders == 1
    assert day.jobs.run(REVIEW) == {"approve": 1, "hold": 1}
    assert day.stands(LARGE_ORDER) == (OrderState.HELD, "review_hold")


def and_releases_the_large_one(day: Day) -> None:
    day.jobs.change(order_desk.approve, CLERK, order_id=day.jobs.order(LARGE_ORDER).id)
    states = {day.stands(number) for number in (day.trade.tid, LARGE_ORDER)}
    assert states == {(OrderState.APPROVED, "")}
    assert (day.free("SHIRT"), day.free("CUP")) == (9, 6)
    assert day.for_sale() == "6"


def the_bench_stops_at_a_refund(day: Day) -> None:
    day.copying.copy()
    day.jobs.run(LEASES)
    day.copying.copy()
    day.bench.scan_all("ZB-P1", LARGE_ORDER, "CUP")
    assert day.bench.face is Face.ACCEPTED
    day.file("noon.csv", "888.00", "refunded")
    day.later()
    day.jobs.run(ORDERS, RESERVE)
    day.copying.copy()
    assert (day.bench.face, day.bench.verdict) == (Face.STOP, Verdict.REFUNDED)
    assert day.for_sale() == "8"
    day.bench.press(Control.ACKNOWLEDGE)


def the_other_is_packed(day: Day) -> None:
    day.bench.pack(day.trade.tid, "SHIRT")
    day.copying.copy()
    assert day.stands(day.trade.tid)[0] is OrderState.PACKED
    day.jobs.run(RESERVE, POST)


def the_shop_is_told_once_although_its_answer_is_lost(day: Day) -> None:
    day.taobao.plans.append(Once(done_first=True, cut=True))
    assert day.jobs.run(SHIPMENTS)["put_off"] == 1
    day.later()
    assert day.jobs.run(SHIPMENTS)["told"] == 1
    assert day.taobao.calls.count("taobao.logistics.offline.send") == 1


def the_statement_says_that_it_is_paid(day: Day) -> None:
    text = STATEMENT.read_text(encoding="gb18030").replace("2026-11-22", f"{NOON:%Y-%m-%d}")
    text = text.replace(NAMED_IN_THE_STATEMENT, day.trade.tid).replace("118.00", "59.00")
    (day.folder / "bill.csv").write_text(text, encoding="gb18030")
    statements.take(day.store, day.jobs.act(FINANCE), day.folder / "bill.csv")
    clearing_run.clear_all(day.store, day.jobs.act(FINANCE))


def all_of_it_stands_at_the_order(day: Day) -> None:
    with day.store.read() as tx:
        packed = order_desk.detail(tx, order_id=day.jobs.order(day.trade.tid).id)
        refunded = order_desk.detail(tx, order_id=day.jobs.order(LARGE_ORDER).id)
    assert packed is not None
    assert refunded is not None
    (parcel,), (document,) = packed.parcels, packed.documents
    assert parcel.waybill == day.trade.waybill
    assert (document.state, document.content.out) == ("posted", {"SHIRT": 1})
    assert (day.folder / "out" / f"{document.content.key}.json").exists()
    assert packed.why is not None
    assert packed.why.trace.decision.rule == "all"
    assert packed.money is not None
    assert packed.money.state == "cleared"
    assert {"review", "document.posted", "shipment.told"} <= {step.what for step in packed.steps}
    assert (refunded.order.state, refunded.held, refunded.parcels) == (OrderState.REFUNDED, {}, ())
    assert (CLERK, "review.approve") in {(step.who, step.what) for step in refunded.steps}


def test_a_day_of_the_order_center(day: Day) -> None:
    two_shops_are_added(day)
    two_orders_come_in(day)
    the_clerk_says_what_their_lines_are(day)
    and_releases_the_large_one(day)
    the_bench_stops_at_a_refund(day)
    the_other_is_packed(day)
    the_shop_is_told_once_although_its_answer_is_lost(day)
    the_statement_says_that_it_is_paid(day)
    all_of_it_stands_at_the_order(day)
