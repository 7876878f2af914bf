"""A shop that is a folder: files in, files out, nothing told twice."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.remote.channels.base import (
    AwayError,
    ChannelAdapter,
    NotOfferedError,
    StockLevel,
    Window,
)
from app.remote.channels.incoming import ChannelError
from app.remote.channels.shops import ShopAccess, open_shop
from tests.builders import NOON
from tests.remote import own_shops
from tests.remote.windows import read_window

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


def opened(folder: Path) -> ChannelAdapter:
    return open_shop(ShopAccess("file", "corner", options={"folder": str(folder)}), lambda: NOON)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "orders").mkdir()
    return tmp_path


def put(folder: Path, name: str, at: datetime, sample: str = "pdd_order_increment_p2") -> None:
    path = folder / "orders" / name
    shutil.copyfile(SAMPLES / f"{sample}.json", path)
    os.utime(path, (at.timestamp(), at.timestamp()))


def test_files_of_a_window_one_a_page(folder: Path) -> None:
    put(folder, "b.json", NOON - timedelta(minutes=20))
    put(folder, "a.json", NOON - timedelta(minutes=10), "woo_orders_p1")
    put(folder, "~a.json", NOON - timedelta(minutes=10))
    put(folder, "old.json", NOON - timedelta(hours=2))
    put(folder, "new.json", NOON)
    shop = opened(folder)
    window = Window(NOON - timedelta(hours=1), NOON - shop.limits.lag)
    assert shop.orders_changed(window).next_page == "b.json"
    numbers = read_window(shop, window)
    assert numbers == ["727", "728", "261122-000000000000001", "261122-000000000000002"]
    assert {order.shop for order in shop.orders_changed(window).orders} == {"corner"}


def test_a_file_that_goes_while_we_read_stops_nothing(folder: Path) -> None:
    put(folder, "a.json", NOON - timedelta(minutes=10))
    shop = opened(folder)
    window = Window(NOON - timedelta(hours=1), NOON)
    assert shop.orders_changed(window, "b.json").orders == ()
    assert len(shop.orders_changed(window, "0.json").orders) == 2


def test_a_folder_that_is_away_and_a_file_nobody_can_read(folder: Path) -> None:
    with pytest.raises(AwayError):
        opened(folder / "gone").orders_changed(own_shops.WHOLE)
    (folder / "orders" / "x.csv").write_bytes(b"\xff\xfe\xff")
    os.utime(folder / "orders" / "x.csv", (NOON.timestamp(), NOON.timestamp()))
    with pytest.raises(ChannelError, match=r"x\.csv"):
        opened(folder).orders_changed(own_shops.WHOLE)


def test_a_shipment_is_told_once(folder: Path) -> None:
    own_shops.told_once(opened(folder), "SO-1")
    rows = (folder / "shipped.csv").read_text("utf-8-sig").splitlines()
    assert rows[0] == "number,courier,waybill,lines,last,replaces,key,told_at"
    assert rows[1:] == [
        "SO-1,SF Express,SF1,,1,,parcel-1,2026-03-02T12:00:00+00:00",
        "SO-1,SF Express,SF2,,1,SF1,parcel-1,2026-03-02T12:00:00+00:00",
    ]


def test_parts_and_merged_parcels(folder: Path) -> None:
    shop = opened(folder)
    own_shops.the_same_waybill_for_both(shop, "SO-2", "SO-3")
    first = own_shops.part("SO-4", "SF7", "a", 2)
    shop.push_shipment(first)
    assert shop.push_shipment(first).already
    shop.push_shipment(own_shops.shipment("SO-4", "SF8"))
    assert shop.shipped("SO-4") == ("SF7", "SF8")


def test_stock_is_one_list_of_whole_numbers(folder: Path) -> None:
    shop = opened(folder)
    assert shop.push_stock([StockLevel("1", "", "A", 5), StockLevel("2", "", "B", 6)]) == ()
    shop.push_stock([StockLevel("2", "", "B", 0)])
    rows = (folder / "stock.csv").read_text("utf-8-sig").splitlines()
    assert [row.split(",")[2:4] for row in rows[1:]] == [["A", "5"], ["B", "0"]]
    assert [path.name for path in folder.iterdir() if path.suffix == ".part"] == []


def test_what_a_folder_cannot_say(folder: Path) -> None:
    shop = opened(folder)
    for ask in (
        lambda: shop.refunds_changed(own_shops.WHOLE),
        shop.listings,
        lambda: shop.order("SO-1"),
    ):
        with pytest.raises(NotOfferedError):
            ask()
    shop.close()
