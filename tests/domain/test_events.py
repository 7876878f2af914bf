"""Every fact survives its journal row; older and newer rows are read as far as they can be."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from app.domain import events as e
from app.domain.control_code import Control
from app.domain.hand_facts import (
    ManifestClosed,
    ManifestHanded,
    ManifestOpened,
    ManifestPrinted,
    ManifestShown,
    ParcelLoaded,
    ParcelUnloaded,
    UnloadArmed,
)
from app.domain.label_facts import LabelReprinted, ReprintAnswered
from app.domain.pin_facts import BadgeRefused, LockedOut, PinRefused
from app.domain.recorded import KINDS, from_payload, to_payload
from app.domain.scale_facts import DeviceDay, ScaleCheckBegun, ScaleChecked, ScaleCheckLeft
from app.domain.scale_profile import ColumnFrame, ScaleLearned, ScaleProfile
from app.domain.values import Grams
from app.domain.verdict import Stop, Verdict
from tests.builders import (
    NOON,
    a_box,
    a_kit,
    a_line,
    a_supervisor,
    a_weighing,
    an_item,
    an_operator,
    an_order,
    money,
)

ORDER = an_order(
    (a_line(1, an_item("TEA", codes={"6901234567892": 1, "T6": 6}), 2, lot="A"), a_kit(2)),
    cut_off=datetime(2026, 3, 2, 16, tzinfo=UTC),
    paid=money("12.50"),
    buyer_note="谢谢 \U0001f375 \x1d \"'\\",
)
STOP = Stop(Verdict.WRONG_ITEM, "X", an_item("CUP", grams=None), an_item("TEA"), {"by": "7"})
PRICED = e.ParcelPriced("p1", "sf", "zone 2", "1.5", money("13.00"), "c0ffee", ({"code": "first"},))

FACTS: tuple[e.Fact, ...] = (
    e.SignedIn(an_operator()),
    e.SignedOut("idle"),
    e.OrderOpened(ORDER, "p1", "SO-1", "check", {"1": 1, "2.1": 0}, ("TEA:S1",), a_box()),
    e.ItemChecked("T", "TEA", {"1": 1}, "A", date(2026, 5, 31), "S2"),
    e.Stopped(STOP, returns_order=True),
    e.StopCleared("wrong_item", Control.ACKNOWLEDGE),
    e.TakeOutArmed(),
    e.TakeOutDropped(),
    e.ItemTakenOut("T", "TEA", {"1": 1}, "S2"),
    e.BoxChosen("p1", a_box(length_mm=300)),
    e.BoxClosed("p1", "p2"),
    e.ParcelWeighed("p1", a_weighing(1634, expected_g=1600, tolerance_g=48)),
    e.WeightRejected("p1", a_weighing(1)),
    e.WeighAgain("p1"),
    PRICED,
    e.WaybillAssigned("p1", "sf", "SF1"),
    e.LabelRequested("p1", "j1", 2, "asked"),
    e.LabelPrinted("p1", "j1"),
    e.LabelFailed("p1", "j1", "paper"),
    e.LabelDoubted("p1", "j1"),
    e.LabelProven("p1", "SF1"),
    e.ParcelPacked(
        "p1", "id-1", "SO-1", 1, 2, "sf", "SF1", a_weighing().grams, "B3", {"TEA": 2}, 1300, "CNY"
    ),
    e.OrderPacked("id-1", 2),
    e.OrderParked("id-1", {"1": 1}, ("TEA:S1",), a_box(), "S-4"),
    e.OrderReturned("id-1", "ZR1", {"1": 1}, {"CUP": 1}, ("X",), ("TEA:S1",), "short"),
    e.CheckCancelled("id-1"),
    e.OrderClosed("id-1", "refunded"),
    e.ForcePassed("weight_out", a_supervisor(), "counted", an_operator(), 2),
    BadgeRefused("op-1", "budget"),
    PinRefused("op-9", 2),
    LockedOut("op-9", NOON),
    ManifestOpened("MF1", "SF", "028", NOON.date()),
    ManifestShown("MF1"),
    ParcelLoaded("MF1", "p1", "SF", "SF1", Grams(500), 1),
    UnloadArmed(armed=True),
    ParcelUnloaded("MF1", "p1", "SF1", Grams(500)),
    ManifestClosed("MF1", 1, Grams(500), 2),
    ManifestHanded("MF1"),
    ManifestPrinted("MF1", 2),
    LabelReprinted("p1", "o1", "SO-1", "SF", "SF1", 2, "damaged", "j2"),
    ReprintAnswered("p1", "o1", "j2", "out_of_paper"),
    e.LeadCalled("id-1"),
    e.ModeChosen("single_item"),
    ScaleLearned(ScaleProfile("X-1", "columns", columns=ColumnFrame(8, 0, 6, decimals=3))),
    ScaleCheckBegun(1000),
    ScaleCheckLeft(),
    ScaleChecked("c-1", NOON.date(), "scale", 1000, 1003, 2, passed=False, shown="1.003"),
    DeviceDay("scale", "scale", NOON.date(), 86_400, 864_000, 3, 1, 640),
)


def journaled(fact: e.Fact) -> e.Fact:
    """What is read back from a journal that keeps JSON text."""
    text = json.dumps(to_payload(fact), allow_nan=False)
    return from_payload(type(fact).__name__, json.loads(text))


def test_there_is_an_example_of_every_kind() -> None:
    assert [type(fact) for fact in FACTS] == list(get_args(e.Fact)) == list(KINDS.values())


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_a_fact_survives_the_journal(fact: e.Fact) -> None:
    assert journaled(fact) == fact
    assert type(journaled(fact)) is type(fact)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_a_field_of_a_newer_program_is_passed_over(fact: e.Fact) -> None:
    payload = to_payload(fact) | {"a_field_of_tomorrow": [1, {"x": None}]}
    assert from_payload(type(fact).__name__, payload) == fact


def test_fields_that_an_older_program_did_not_know_have_their_default() -> None:
    assert from_payload("ItemChecked", {"code": "T", "sku": "TEA", "counted": {"1": 1}}) == (
        e.ItemChecked("T", "TEA", {"1": 1})
    )


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("ItemEaten", {}),
        ("ItemChecked", {}),
        ("ItemChecked", {"code": "T", "sku": "TEA", "counted": {"1": "one"}}),
        ("ItemChecked", {"code": "T", "sku": "TEA", "counted": {"1": 1.5}}),
        ("StopCleared", {"verdict": "over", "control": "???"}),
        ("OrderPacked", {"order_id": "id-1", "parcels": None}),
        ("OrderPacked", []),
        ("OrderPacked", None),
        ("Stopped", {"stop": {"verdict": "tomorrow"}}),
    ],
)
def test_a_row_that_is_no_fact_is_an_error_not_a_guess(kind: str, payload: object) -> None:
    with pytest.raises(ValueError, match=kind):
        from_payload(kind, payload)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", get_args(e.Fact))
def test_facts_do_not_change(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    for one in fields(kind):
        assert "float" not in str(one.type)
