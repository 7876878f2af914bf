"""`tools quote`: every case of the cards, and a line of its own for what has no price."""

import json
from pathlib import Path

import pytest

from app.entrypoints.tools_quote import quoting
from tests.domain.rate_sheets import CARDS, DATA, SF
from tests.entrypoints.test_tools import tool

CASES = json.loads((DATA / "cases" / "rating_cases.json").read_text("utf-8"))


def test_every_case_on_the_command_line() -> None:
    given = "\n".join(json.dumps(case, ensure_ascii=False) for case in CASES)
    run = tool("quote", "--cards", str(CARDS), given=given)
    assert run.returncode == 0, run.stderr
    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert [one["total"] for one in told] == [case["expected"] for case in CASES]
    assert [one["zone"] for one in told] == [case["zone"] for case in CASES]
    assert all(one["trace"][-1]["amount"] is not None for one in told)


def test_a_faulty_folder_is_an_exit_code_and_a_sentence(tmp_path: Path) -> None:
    run = tool("quote", "--cards", str(tmp_path), given="{}")
    assert run.returncode == 2
    assert "no ID.card.json" in run.stderr


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({}, "unknown_card"),
        ({"card": SF}, "bad_input"),
        ({"card": SF, "dest": {"province": "四川"}}, "bad_input"),
        ({"card": SF, "dest": {"province": "四川"}, "weight": "NaN"}, "bad_input"),
        ({"card": SF, "dest": {"province": "四川"}, "weight": "1", "dims": [1]}, "bad_input"),
        ({"card": SF, "dest": {"province": "四川"}, "weight": "1", "ship_date": "x"}, "bad_input"),
        ({"card": SF, "dest": {"province": "台湾"}, "weight": "1"}, "no_zone"),
        ({"card": SF, "dest": {"province": "四川"}, "weight": "-1"}, "bad_weight"),
        (
            {"card": SF, "dest": {"province": "四川"}, "weight": "1", "ship_date": "2019-01-01"},
            "not_in_force",
        ),
    ],
)
def test_what_has_no_price_is_a_line_with_its_reason(line: dict[str, object], code: str) -> None:
    told = quoting(CARDS)(line)
    assert told["error"]["code"] == code
    assert told["error"]["message"]


def test_what_is_asked_for() -> None:
    dhl = {"card": "us_dhl_express_worldwide_export_2025", "dest": {"country": "Japan"}}
    line = dhl | {"weight": "5", "surcharges": ["REMOTE", "SVP"], "declared": "1000"}
    assert quoting(CARDS)(line)["total"] == "311.99"  # 246.99 + 50.00 + 15.00
    yamato = {"card": "jp_yamato_kansai_size", "dest": {"zone": "関東"}}
    assert quoting(CARDS)(yamato | {"weight": "4", "dims": ["20", "20", "19"]})["total"] == "1260"
