"""Files in: as a whole or not at all, the same file twice changes nothing."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.center.actions import Action, ActionRefusedError, act
from app.center.cards import import_cards
from app.center.imports import ImportReport, import_files
from app.center.problems import ImportRefusedError
from app.domain.order import Freight, OrderState
from app.domain.values import Money
from app.store.engine import Store
from app.store.records import StoredOrder
from tests.builders import NOON

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "resources" / "seeds"
SAMPLES = ROOT / "tests" / "data" / "samples"
_ids = count(1)

ITEMS = "sku,name,weight_g,barcode\nTEA,tea,100,6900000001011\nCUP,cup,200,CUP-1\n"
ORDERS = "order number,sku,quantity,province,courier,paid\nSO-1,TEA,2,四川省,SF,58.00\n"


def bring(store: Store, *paths: Path, **more: Any) -> ImportReport:
    return import_files(store, paths, now=NOON, new_id=lambda: f"id-{next(_ids):06d}", **more)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def _write(text: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return _write


def order(store: Store, number: str) -> StoredOrder:
    with store.read() as tx:
        (order_id,) = tx.orders.by_code(number)
        found = tx.orders.get(order_id)
    assert found is not None
    return found


def refused(store: Store, *paths: Path) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        bring(store, *paths)
    with store.read() as tx:
        assert tx.orders.count() == {}  # nothing was written
    return str(caught.value)


def test_seeds_come_in_and_twice_changes_nothing(store: Store) -> None:
    files = sorted(SEEDS.glob("*.csv"))
    first = bring(store, *files)
    assert first.written == {
        "items": 44, "kits": 3, "boxes": 5, "operators": 5, "waybill numbers": 600
    }  # fmt: skip
    assert (first.orders.new, first.warnings) == (46, ())
    with store.read() as tx:
        heads = [tx.feed.head(feed) for feed in ("orders", "items", "boxes", "operators")]
    again = bring(store, *files)
    assert again.written == {}
    assert (again.orders.new, again.orders.changed, again.orders.unchanged) == (0, 0, 46)
    with store.read() as tx:
        assert heads == [tx.feed.head(f) for f in ("orders", "items", "boxes", "operators")]
        (kit_order,) = tx.orders.by_code("T-0403")
        stored = tx.orders.get(kit_order)
    assert stored is not None
    assert [part.item.sku for part in stored.order.lines[0].parts] == [
        "DRP-V60-01",
        "FLT-01-40",
        "MUG-350-WH",
    ]
    assert stored.order.pieces == 5


def test_dry_run_writes_nothing(local: Store) -> None:
    report = bring(local, *SEEDS.glob("*.csv"), dry_run=True)
    assert report.orders.new == 46
    with local.read() as tx:
        assert tx.orders.count() == {}


def test_every_sample_of_every_platform_comes_in(store: Store) -> None:
    paths = [
        path
        for path in SAMPLES.glob("*.json")
        if "error" not in path.name
        and path.name.startswith(
            ("taobao_trade", "taobao_real", "jd_", "pdd_", "dou", "woo", "sho")
        )
        and not path.name.endswith(("count.json", "throttled.json"))
    ]
    first = bring(store, *paths)
    assert first.orders.new == 22
    again = bring(store, *paths)
    assert (again.orders.new, again.orders.changed) == (0, 0)
    held = order(store, "3051160325414220001")
    assert held.order.state is OrderState.HELD  # its item is not in the catalogue


def test_unknown_item_holds_until_it_is_known(local: Store, write: Callable[..., Path]) -> None:
    orders = write(ORDERS, "orders.csv")
    assert bring(local, orders).orders.waiting == {"unknown_item": 1}
    with pytest.raises(ActionRefusedError):
        act(local, Action.APPROVE, "SO-1", NOON)
    bring(local, write(ITEMS, "items.csv"), orders)
    assert order(local, "SO-1").order.state is OrderState.APPROVED
    assert order(local, "SO-1").order.paid == Money(5800, "CNY")


def test_chinese_titles_in_gb18030(local: Store, write: Callable[..., Path]) -> None:
    items = write(
        "商品编码,商品名称,条码,重量(g)\nA-1,马克杯,6900000001011,350\n", "i.csv", "gb18030"
    )
    orders = write(
        "订单号,商品编码,数量,省份,收件人\nX1,A-1,2,四川,收件人 01\n", "o.csv", "gb18030"
    )
    bring(local, items, orders)
    found = order(local, "X1").order
    assert (found.recipient.name, found.lines[0].item.weight_g) == ("收件人 01", 350)


def test_money_at_the_door_comes_in(local: Store, write: Callable[..., Path]) -> None:
    head = "订单号,商品编码,数量,省份,代收货款,保价,运费付款"
    bring(local, write(f"{head}\nX1,A-1,2,四川,128,300.5,到付\nX2,A-1,1,四川,,,\n", "o.csv"))
    one, two = order(local, "X1").order, order(local, "X2").order
    assert (one.cod, one.insured) == (Money(12_800, "CNY"), Money(30_050, "CNY"))
    assert (one.freight, two.freight, two.cod) == (Freight.RECIPIENT, None, None)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(encoding: str, local: Store, write: Callable[..., Path]) -> None:
    bring(local, write(ITEMS, encoding=encoding))
    with local.read() as tx:
        assert tx.catalogue.get("TEA") is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sku,name\nZZ-1,x\n", "row 2, column sku: ZZ-1 begins with ZZ"),
        ("sku,name\nzb1,x\n", "begins with zb"),
        ("sku,name,barcode\nA,x,ZR99\n", "column barcode: ZR99 begins with ZR"),
        ("sku,name,barcode\nA,x,6.97E+12\n", "format the column as text"),
        ("sku,name,weight_g\nA,x,12.5\n", "12.5 is no whole number"),
        ("sku,name,weight_g\nA,x,-3\n", "-3 is no whole number"),
        ("sku,name\nA,\n", "row 2, column name: is empty"),
        ("sku,name\nA,x\nA,y\n", "row 3, column sku: A stands here twice"),
        ("colour,size\nred,1\n", "names no columns this program knows"),
        ('sku,name\nA,"x\n', "never closed"),
        ("order number,sku,quantity,province\nS1,A,0,四川\n", "column quantity"),
        ("order number,sku,quantity,province\nS1,A,1.5,四川\n", "1.5 is no whole number"),
        ("order number,sku,quantity,province,paid\nS1,A,1,四川,1.005\n", "more digits than CNY"),
        ("order number,sku,quantity,province,paid\nS1,A,1,四川,abc\n", "no amount of money"),
        ("order number,sku,quantity,province,paid\nS1,A,1,四川,NaN\n", "no amount of money"),
        ("order number,sku,quantity,province,state\nS1,A,1,四川,maybe\n", "maybe is not known"),
        ("order number,sku,quantity\nS1,A,1\n", "has no order row"),
        ("order number,province\nS1,四川\n", "has no lines"),
        ("order number,sku,quantity,province\n3.05E+18,A,1,四川\n", "format the column as text"),
        ("kit_sku,part_sku,quantity\nK,P,1\n", "P is no item"),
        ("courier,first number,last number\nSF,SF1990000000012,SF1990000000099\n", "check digit"),
        ("courier,first number,last number\nYUNDA,100,99\n", "is no range"),
        ("operator,badge,name\n1,ZB1,a\n2,zb1,b\n", "belongs to two people"),
    ],
)
def test_bad_rows_are_named(text: str, says: str, local: Store, write: Callable[..., Path]) -> None:
    assert says in refused(local, write(text))


def test_one_bad_row_stops_all_files(local: Store, write: Callable[..., Path]) -> None:
    good, bad = write(ITEMS + ORDERS[:0], "good.csv"), write("sku,name\nZZ,x\n", "bad.csv")
    assert "bad.csv" in refused(local, good, bad)
    with local.read() as tx:
        assert tx.catalogue.get("TEA") is None


def test_binary_rubbish_is_refused(local: Store, tmp_path: Path) -> None:
    for name in ("a.csv", "b.xlsx", "c.json"):
        path = tmp_path / name
        path.write_bytes(bytes(range(256)) * 3 + b"\xff\xff")
        assert name in refused(local, path)
    assert "cannot be read" in refused(local, tmp_path / "missing.csv")


def _workbook(path: Path, *, numbers: bool) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        items = book.add_worksheet("商品")
        items.write_row(0, 0, ["商品编码", "名称", "条码", "重量"])
        items.write_row(1, 0, ["0012", "杯"])
        if numbers:
            items.write_number(1, 2, 6900000001011)
        else:
            items.write_string(1, 2, "6900000001011")
        items.write_number(1, 3, 350)
        orders = book.add_worksheet("订单")
        orders.write_row(0, 0, ["订单号", "省份", "实付"])
        orders.write_string(1, 0, "3051160325414220001")
        orders.write_string(1, 1, "四川省")
        orders.write_number(1, 2, 59.9)
        lines = book.add_worksheet("明细")
        lines.write_row(0, 0, ["订单号", "商品编码", "数量"])
        lines.write_row(1, 0, ["3051160325414220001", "0012"])
        lines.write_number(1, 2, 2)
    return path


def test_workbook_with_several_sheets(local: Store, tmp_path: Path) -> None:
    bring(local, _workbook(tmp_path / "all.xlsx", numbers=False))
    found = order(local, "3051160325414220001").order
    assert (found.lines[0].item.sku, found.lines[0].quantity) == ("0012", 2)
    assert found.paid == Money(5990, "CNY")


def test_code_kept_as_a_number_is_refused(local: Store, tmp_path: Path) -> None:
    says = refused(local, _workbook(tmp_path / "all.xlsx", numbers=True))
    assert "sheet 商品, row 2, column 条码: 6900000001011 was kept as a number" in says


def test_wrong_check_digit_is_a_warning(local: Store, write: Callable[..., Path]) -> None:
    report = bring(local, write("sku,name,barcode,remark\nA,x,6900000001012,hm\n"))
    assert [warning.column for warning in report.warnings] == ["remark", "barcode"]


def test_changed_order_makes_a_new_revision(local: Store, write: Callable[..., Path]) -> None:
    head = "order number,sku,quantity,province,slip\n"
    bring(local, write(ITEMS, "i.csv"), write(f"{head}SO-1,TEA,2,四川,PS1\n", "o.csv"))
    report = bring(local, write(f"{head}SO-1,TEA,3,四川,PS1\n", "o.csv"))
    assert report.orders.changed == 1
    found = order(local, "SO-1").order
    assert (found.revision, found.slip_revision, found.lines[0].quantity) == (2, 1, 3)


def test_newest_word_of_the_shop_wins(local: Store, write: Callable[..., Path]) -> None:
    head = "order number,sku,quantity,province,state,modified\n"
    new = f"{head}SO-1,TEA,2,四川,已退款,2026-03-02 12:00:00\n"
    old = f"{head}SO-1,TEA,2,四川,paid,2026-03-02 11:00:00\n"
    bring(local, write(ITEMS, "i.csv"), write(new, "n.csv"))
    assert bring(local, write(old, "o.csv")).orders.older == 1
    assert order(local, "SO-1").order.state is OrderState.REFUNDED


def test_the_same_file_does_not_undo_a_refund(local: Store, write: Callable[..., Path]) -> None:
    files = write(ITEMS, "i.csv"), write(ORDERS, "o.csv")
    bring(local, *files)
    act(local, Action.REFUND, "SO-1", NOON + timedelta(minutes=1))
    assert bring(local, *files).orders.changed == 0
    assert order(local, "SO-1").order.state is OrderState.REFUNDED


def test_hold_by_hand_stays_until_approved(local: Store, write: Callable[..., Path]) -> None:
    head = "order number,sku,quantity,province,state\n"
    bring(local, write(ITEMS, "i.csv"), write(f"{head}SO-1,TEA,2,四川,unpaid\n", "o.csv"))
    act(local, Action.HOLD, "SO-1", NOON)
    bring(local, write(f"{head}SO-1,TEA,2,四川,paid\n", "o.csv"))
    assert order(local, "SO-1").order.state is OrderState.HELD
    assert act(local, Action.APPROVE, "SO-1", NOON).after is OrderState.APPROVED


def test_numbers_of_two_shops_may_be_equal(local: Store, write: Callable[..., Path]) -> None:
    head = "order number,sku,quantity,province,shop\n"
    both = f"{head}SO-1,TEA,2,四川,east\nSO-1,CUP,1,四川,west\n"
    bring(local, write(ITEMS, "i.csv"), write(both, "o.csv"))
    with pytest.raises(ActionRefusedError, match="east, west"):
        act(local, Action.HOLD, "SO-1", NOON)
    assert act(local, Action.HOLD, "SO-1", NOON, "west").after is OrderState.HELD


def test_cards_come_in_once(store: Store) -> None:
    folder = SEEDS / "cards"
    assert [new for _, new in import_cards(store, folder)] == [True, True]
    assert [new for _, new in import_cards(store, folder)] == [False, False]
    with store.read() as tx:
        assert tx.rates.in_force("SF", NOON.date()) is not None
        assert tx.rates.in_force("YUNDA", NOON.date()) is not None


def test_card_faults_are_named(local: Store, tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    shutil.copytree(SEEDS / "cards", folder)
    rows = folder / "cn_sf_ecom_chengdu_2020-05-31.csv"
    rows.write_text(rows.read_text(encoding="utf-8").replace("1,0,1,6,", "1,0,1,six,"))
    (folder / "cn_yunda_sichuan_2020-12.csv").unlink()
    with pytest.raises(ImportRefusedError) as caught:
        import_cards(local, folder)
    assert "cn_sf_ecom_chengdu_2020-05-31.csv, row 2, column base: 'six'" in str(caught.value)
    assert "cn_yunda_sichuan_2020-12.csv: the file cannot be read" in str(caught.value)
    with pytest.raises(ImportRefusedError, match="no ID"):
        import_cards(local, tmp_path)
