"""A recorded bill, through the public path: every class, every effect, every claim as expected."""

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from app.center.problems import ImportRefusedError
from app.entrypoints import tools
from app.entrypoints.tools_bill import BillQuestion, Json, reconcile_bill

COURIER = Path(__file__).parents[1] / "data" / "courier"
BILLS = COURIER / "bills"
ASKED = BillQuestion(
    BILLS / "yunda_style_2025-06.xlsx",
    COURIER / "ratecards",
    "cn_yunda_sichuan_2020-12",
    BILLS / "our_parcels_2025-06.csv",
    BILLS / "previous_bill_paid.csv",
)
MONEY = (
    "billed",
    "expected",
    "zone_effect",
    "weight_effect",
    "rate_effect",
    "extra_effect",
    "claim",
)


def expected() -> list[dict[str, str]]:
    with (BILLS / "yunda_style_2025-06.expected.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        return list(csv.DictReader(file))


def number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def test_the_bill_comes_out_as_it_was_expected() -> None:
    found = [line for line in reconcile_bill(ASKED) if "class" in line]
    wanted = expected()
    assert [(line["row"], line["waybill"], line["leg"], line["class"]) for line in found] == [
        (int(row["row"]) if row["row"] else None, row["waybill"], row["leg"], row["cls"])
        for row in wanted
    ]
    for line, row in zip(found, wanted, strict=True):
        assert {name: number(line[name]) for name in MONEY} == {
            name: number(row[name]) for name in MONEY
        }, line["waybill"]


def test_what_the_bill_states_is_what_its_lines_add_up_to() -> None:
    assert [line for line in reconcile_bill(ASKED) if "warning" in line] == []


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["reconcile-bill", str(ASKED.bill), "--cards", str(ASKED.cards)]
    arguments += ["--card", ASKED.card, "--parcels", str(ASKED.parcels)]
    assert tools.main([*arguments, "--paid", str(ASKED.paid)]) == 0
    lines: list[Json] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == len(expected())
    assert tools.main([*arguments, "--profile", "pigeon"]) == 2
    assert "pigeon" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "no sheet has a header"),
        ("运单号,运费\n,3\n", "row 2, column 运单号: there is money here, but no waybill"),
        ("运单号,运费\nX1,three\n", "row 2, column 运费: 'three' is no amount"),
        ("运单号,运费,重量\nX1,3,heavy\n", "row 2, column 重量: 'heavy' is no weight"),
        ("运单号,运费\n9.9E+12,3\n", "made of a longer number"),
    ],
)
def test_a_broken_bill_names_row_and_column(tmp_path: Path, text: str, says: str) -> None:
    bill = tmp_path / "bill.csv"
    bill.write_text(text, "gb18030")
    asked = BillQuestion(bill, ASKED.cards, ASKED.card, ASKED.parcels)
    with pytest.raises(ImportRefusedError, match=says):
        list(reconcile_bill(asked))


def test_an_old_price_list_is_said_once(tmp_path: Path) -> None:
    parcels, bill = tmp_path / "parcels.csv", tmp_path / "bill.csv"
    sent = [f"N{at},2025-06-01,江苏,苏州市,0.9,SHIPPED,0" for at in range(40)]
    parcels.write_text(
        "\n".join(["waybill,ship_date,province,city,weight,status,returned", *sent]), "utf-8"
    )
    lines = [f"N{at},江苏,苏州市,0.9,2.1" for at in range(40)]
    bill.write_text("\n".join(["运单号,省,市,重量,运费", *lines]), "utf-8")
    *judged, warning = reconcile_bill(BillQuestion(bill, ASKED.cards, ASKED.card, parcels))
    assert {line["class"] for line in judged} == {"WRONG_RATE"}
    assert (warning["warning"], warning["lines"]) == ("price_list_out_of_date", 40)
    assert warning["amount"] == "0.30"


def test_a_large_box_and_an_insured_value_are_priced(tmp_path: Path) -> None:
    head = json.loads((ASKED.cards / f"{ASKED.card}.card.json").read_text("utf-8"))
    head["dim_divisor"] = "6000"
    head["surcharges"] = [{"code": "INS", "percent": "0.3", "base_on": "declared"}]
    (tmp_path / f"{ASKED.card}.card.json").write_text(json.dumps(head), "utf-8")
    for ending in ("csv", "zones.csv"):
        shutil.copy(ASKED.cards / f"{ASKED.card}.{ending}", tmp_path)
    parcels, bill = tmp_path / "parcels.csv", tmp_path / "bill.csv"
    parcels.write_text(
        "waybill,ship_date,province,city,weight,length_mm,width_mm,height_mm,declared,cod\n"
        "A,2025-06-01,江苏,苏州市,0.9,200,150,160,,\n"  # 4800 cm3: as the actual weight
        "B,2025-06-01,江苏,苏州市,0.9,300,200,120,1000,\n",  # 7200 cm3: 1.2 kg; 3.00 insured
        "utf-8",
    )
    bill.write_text(
        "运单号,省,市,重量,运费\nA,江苏,苏州市,0.9,1.8\nB,江苏,苏州市,1.2,5.15\n", "utf-8"
    )
    first, second = reconcile_bill(BillQuestion(bill, tmp_path, ASKED.card, parcels))
    assert (first["class"], first["expected"]) == ("MATCH", "1.80")
    assert (second["class"], second["expected"]) == ("MATCH_WEIGHT_DIFF", "5.15")
