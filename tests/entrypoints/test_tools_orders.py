"""read-orders: recorded answers of six platforms, and files that are something else."""

from pathlib import Path

import pytest

from app.entrypoints.tools_orders import read_orders

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


@pytest.mark.parametrize(
    ("channel", "name", "count"),
    [
        ("taobao", "taobao_trades_increment_p1", 4),
        ("jd", "jd_order_ensearch_p1", 2),
        ("pdd", "pdd_order_increment_p2", 2),
        ("douyin", "douyin_order_searchlist_p0", 2),
        ("woo", "woo_orders_p1", 2),
        ("shopify", "shopify_orders_p1", 2),
    ],
)
def test_recorded_answers(channel: str, name: str, count: int) -> None:
    lines = list(read_orders(channel, [SAMPLES / f"{name}.json"]))
    assert len(lines) == count
    assert all(line["channel"] == channel and line["lines"] for line in lines)


def test_another_platforms_file_is_refused() -> None:
    (line,) = read_orders("jd", [SAMPLES / "woo_orders_p1.json"])
    assert "not of jd" in line["error"]["message"]


def test_a_file_that_is_not_there_and_one_that_says_an_error() -> None:
    paths = [SAMPLES / "nowhere.json", SAMPLES / "taobao_error_session.json"]
    codes = [line["error"]["code"] for line in read_orders("taobao", paths)]
    assert codes == ["no_file", "bad_file"]


def test_a_table_of_orders(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "order number,province,address,sku,quantity,name\nA-1,四川,x,TS,2,shirt\n", "utf-8"
    )
    lines = list(read_orders("file", [path], "demo"))
    assert [(line["number"], line["lines"][0]["quantity"]) for line in lines] == [("A-1", 2)]
