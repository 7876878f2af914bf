"""approve: what a file of rules decides of orders as read-orders prints them."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.center.review_file import RulesFileError
from app.entrypoints.tools import main
from app.entrypoints.tools_approve import approving
from app.entrypoints.tools_orders import read_orders

Json = dict[str, Any]
SAMPLES = Path(__file__).parents[1] / "data" / "samples"
AN_ORDER: Json = {
    "channel": "taobao",
    "shop": "demo",
    "number": "1",
    "state": "approved",
    "paid": "129.00",
    "currency": "CNY",
    "lines": [{"sku": "TEA", "quantity": 2, "weight_g": 200}],
    "recipient": {"province": "西藏自治区", "city": "拉萨市"},
    "buyer_note": "",
}


def answers(tmp_path: Path, rules: Any, *orders: Json) -> list[Json]:
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(rules, ensure_ascii=False), "utf-8")
    work = approving(path)
    return [work(order) for order in orders]


def decided(tmp_path: Path, *rules: Json, **more: Any) -> tuple[str, str | None]:
    (answer,) = answers(tmp_path, list(rules), {**AN_ORDER, **more})
    return answer["outcome"], answer["rule"]


def refused(tmp_path: Path, rules: Any) -> str:
    with pytest.raises(RulesFileError) as error:
        answers(tmp_path, rules)
    return str(error.value)


SMALL = {"name": "small", "outcome": "approve", "when": {"field": "paid", "op": "<", "value": 200}}


def test_a_rule_decides_and_the_trace_says_why(tmp_path: Path) -> None:
    far = {"name": "far", "outcome": {"set_courier": "EMS"}, "when": ["region", "in", ["西藏"]]}
    large = {"name": "large", "outcome": "hold_finance", "when": ["paid", ">=", 2000]}
    (answer,) = answers(tmp_path, {"rules": [large, far, SMALL]}, AN_ORDER)
    assert (answer["outcome"], answer["rule"]) == ("approve", "small")
    trace = answer["trace"]
    assert trace["tests"] == [{"condition": "paid < 200", "saw": "129.00", "held": True}]
    assert trace["adds"] == [{"rule": "far", "do": "set_courier", "value": "EMS"}]
    assert trace["stops"][0]["rule"] == "large"
    assert trace["stops"][0]["because"][0]["saw"] == "129.00"
    assert trace["values"]["weight"] == 400


@pytest.mark.parametrize(
    "when",
    [
        {"when": {"all": [["paid", "<", 200], {"any": [["quantity", ">", 9], ["cod", "=", 0]]}]}},
        {"when": [["paid", "<", "200.00"], {"field": "sku", "value": "TEA"}]},
        {"all": [{"field": "paid_amount", "operator": "lte", "value": 129}]},
        {"any": [["paid", ">", 500], ["buyer_note", "absent", True]]},
        {"expression": "paid < 200 && 'TEA' in items"},
        {"when": "quantity == 2"},
        {},
    ],
)  # fmt: skip
def test_the_ways_to_write_a_condition(tmp_path: Path, when: Json) -> None:
    rule = {"name": "small", "outcome": "approve", **when}
    assert decided(tmp_path, rule, cod=False) == ("approve", "small")


def test_priority_scope_time_and_switch(tmp_path: Path) -> None:
    reject = {"name": "no", "action": "reject"}
    assert decided(tmp_path, SMALL, {**reject, "priority": 9}) == ("reject", "no")
    assert decided(tmp_path, {**reject, "enabled": False}, SMALL) == ("approve", "small")
    assert decided(tmp_path, {**reject, "shops": ["other"]}, SMALL) == ("approve", "small")
    assert decided(tmp_path, {**reject, "to": "2020-01-01"}, SMALL) == ("approve", "small")
    assert decided(tmp_path, {**reject, "from": "2020-01-01T00:00:00Z"}, SMALL) == ("reject", "no")
    assert decided(tmp_path, SMALL, paid="900") == ("hold", None)


def test_what_a_line_leaves_out_is_not_known(tmp_path: Path) -> None:
    cod = {"name": "cod", "outcome": "hold", "when": {"field": "cod"}}
    (answer,) = answers(tmp_path, [cod, SMALL], AN_ORDER)
    assert (answer["outcome"], answer["trace"]["unknown"]) == ("hold", ["cod"])
    assert decided(tmp_path, cod, SMALL, cod=False) == ("approve", "small")
    assert decided(tmp_path, SMALL, paid=None) == ("hold", "small")
    bare = {"number": "7", "paid": 5}
    assert answers(tmp_path, [SMALL], bare)[0]["outcome"] == "approve"
    stock = {"name": "stock", "outcome": "hold", "expression": "!stock_enough"}
    assert decided(tmp_path, stock, SMALL, stock_enough=True)[0] == "approve"
    assert decided(tmp_path, stock, SMALL, facts={"stock_enough": False}) == ("hold", "stock")


def test_the_time_of_a_line_counts(tmp_path: Path) -> None:
    late = {"name": "fresh", "outcome": "hold", "when": ["minutes_since_payment", "<", 30]}
    moments = {"at": "2026-11-24T12:00:00+08:00", "paid_at": "2026-11-24T11:45:00+08:00"}
    assert decided(tmp_path, late, SMALL, **moments) == ("hold", "fresh")
    moments["paid_at"] = "2026-11-24T11:15:00+08:00"
    assert decided(tmp_path, late, SMALL, **moments) == ("approve", "small")


def test_the_black_list_of_the_file(tmp_path: Path) -> None:
    rule = {"name": "black", "outcome": "hold", "when": {"field": "blacklisted"}}
    (plain,) = answers(tmp_path, [rule, SMALL], AN_ORDER)
    assert plain["outcome"] == "approve"
    listed = {"rules": [rule, SMALL], "black_list": ["b-1"]}
    black, white, nobody = answers(
        tmp_path, listed, {**AN_ORDER, "buyer": "b-1"}, {**AN_ORDER, "buyer": "b-2"}, AN_ORDER
    )
    assert (black["rule"], white["rule"]) == ("black", "small")
    assert nobody["trace"]["why"] == "unknown"


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ({"state": "cancelled"}, "reject"),
        ({"state": "held", "reason": "refund_open"}, "hold"),
        ({"state": "pending", "reason": "unpaid"}, "hold"),
        ({"state": "pending", "reason": ""}, "approve"),
        ({"state": None}, "approve"),
    ],
)
def test_the_shops_word_comes_first(tmp_path: Path, state: Json, outcome: str) -> None:
    assert decided(tmp_path, {"name": "all", "outcome": "approve"}, **state)[0] == outcome


@pytest.mark.parametrize(
    "line",
    [
        {"other": 1},
        {"error": {"code": "bad_file"}, "file": "x"},
        {**AN_ORDER, "paid": "much"},
        {**AN_ORDER, "paid": True},
        {**AN_ORDER, "lines": "TEA"},
        {**AN_ORDER, "lines": [{"sku": "TEA", "quantity": "2"}]},
        {**AN_ORDER, "recipient": "Tibet"},
        {**AN_ORDER, "state": "sleeping"},
        {**AN_ORDER, "at": "noon"},
        {**AN_ORDER, "weight": "heavy"},
        {**AN_ORDER, "facts": []},
        {**AN_ORDER, "number": ["x"]},
    ],
)
def test_a_line_that_is_no_order_is_an_error(tmp_path: Path, line: Json) -> None:
    (answer,) = answers(tmp_path, [SMALL], line)
    assert answer["error"]["code"] == "bad_order"


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"rule": []}, "rules are a list"),
        ({"rules": [], "blak_list": []}, "'blak_list'"),
        ([1], "rule 1: a rule is an object"),
        ([{"name": "a", "outcome": "approved?"}], "no outcome is called"),
        ([{"name": "a", "outcome": "approve", "expresion": "true"}], "'expresion'"),
        ([{"name": "a", "outcome": "approve", "when": [["pad", "<", 1]]}], "called pad"),
        ([{"name": "a", "outcome": "approve", "when": [["paid", "~", 1]]}], "paid"),
        ([{"name": "a", "outcome": "approve", "when": {"field": "paid", "op": "~"}}], "'~'"),
        ([{"name": "a", "outcome": "approve", "when": {"none": []}}], "a group is"),
        ([{"name": "a", "outcome": "approve", "all": []}], "none is empty"),
        ([{"name": "a", "outcome": "approve", "when": "true", "cel": "true"}], "once"),
        ([{"name": "a", "outcome": "approve", "cel": "paid < 'x'"}], "different kinds"),
        ([{"name": "a", "outcome": "tag"}], "say which"),
        ([{"name": "a", "outcome": "hold", "priority": "high"}], "whole number"),
        ([{"name": "a", "outcome": "hold", "from": "soon"}], "no day or time"),
        ([{"name": "a", "outcome": "hold", "enabled": "yes"}], "true or false"),
        ([{"id": "a", "outcome": "hold"}, {"id": "a", "outcome": "hold"}], "another rule"),
    ],
)  # fmt: skip
def test_a_file_with_faults_is_refused(tmp_path: Path, rules: Any, says: str) -> None:
    assert says in refused(tmp_path, rules)


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    told = refused(tmp_path, [{"name": "a"}, SMALL, {"name": "b", "outcome": "hold", "cel": "x"}])
    assert "rules.json, rule 1 (a)" in told
    assert "rules.json, rule 3 (b)" in told
    assert "rule 2" not in told


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules, orders = tmp_path / "rules.json", tmp_path / "orders.jsonl"
    rules.write_text(json.dumps([SMALL]), "utf-8")
    recorded = list(read_orders("taobao", [SAMPLES / "taobao_trades_increment_p1.json"]))
    lines = [json.dumps(one) for one in recorded]
    orders.write_text("\n".join([*lines, "{", ""]), "utf-8")
    assert main(["approve", "--rules", str(rules), str(orders)]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(told) == len(recorded) + 1
    assert all({"outcome", "rule", "trace"} <= one.keys() for one in told[:-1])
    assert told[-1]["error"]["code"] == "bad_json"
    rules.write_text("[", "utf-8")
    assert main(["approve", "--rules", str(rules), str(orders)]) == 2
    assert main(["approve", "--rules", str(tmp_path / "none.json"), str(orders)]) == 2
    assert "no JSON" in capsys.readouterr().err
