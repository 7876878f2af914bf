"""The bench's state out of its facts: parcels, stops, ways an order leaves."""

import msgspec
import pytest

from app.domain import events as e
from app.domain.control_code import Control
from app.domain.evolving import evolve
from app.domain.order import Order
from app.domain.packing import (
    BenchState,
    LabelState,
    Packing,
    Parcel,
    Step,
)
from app.domain.verdict import Stop, Verdict
from tests.builders import a_box, a_kit, a_line, a_weighing, an_item, an_operator, an_order, money

ORDER = an_order((a_line(1, "TEA", 2), a_line(2, "CUP")))


def after(*facts: e.Fact, state: BenchState | None = None) -> BenchState:
    now = state or BenchState()
    for fact in facts:
        now = evolve(now, fact)
    return now


def opened(order: Order = ORDER, **more: object) -> e.OrderOpened:
    return e.OrderOpened(order, "p1", order.number, **more)  # type: ignore[arg-type]


def tea(pieces: int = 1, **more: str) -> e.ItemChecked:
    return e.ItemChecked("TEA", "TEA", {"1": pieces}, **more)  # type: ignore[arg-type]


def out(**counted: int) -> e.ItemTakenOut:
    return e.ItemTakenOut("X", "X", {key.strip("_"): n for key, n in counted.items()})


CUP = e.ItemChecked("CUP", "CUP", {"2": 1})
STOP = e.Stopped(Stop(Verdict.WRONG_ITEM, "X", an_item("PEN")), returns_order=True)
PACKED = e.ParcelPacked("p1", "i", "n", 1, 2, "sf", "w", a_weighing().grams, "", {"TEA": 1})
WEIGHED = e.ParcelWeighed("p1", a_weighing())
PRICED = e.ParcelPriced("p1", "sf", "2", "1", money(), "h")
CLEARED = e.StopCleared("wrong_item", Control.ACKNOWLEDGE)


def packing(state: BenchState) -> Packing:
    assert state.packing is not None
    return state.packing


def contents(state: BenchState) -> list[tuple[str, dict[str, int]]]:
    return [(parcel.id, dict(parcel.counts)) for parcel in packing(state).parcels]


def step(state: BenchState, *, require_box: bool = False, prove_label: bool = True) -> Step:
    return state.step(require_box=require_box, prove_label=prove_label)


def test_the_steps_of_one_order() -> None:
    state = BenchState()
    waybill = e.WaybillAssigned("p1", "sf", "SF1")
    steps: list[tuple[e.Fact, Step]] = [
        (e.SignedIn(an_operator()), Step.ORDER),
        (opened(), Step.ITEM),
        (tea(2), Step.ITEM),
        (CUP, Step.WEIGHT),
        (e.TakeOutArmed(), Step.ITEM),
        (e.TakeOutDropped(), Step.WEIGHT),
        (e.ParcelWeighed("p1", a_weighing()), Step.LABEL),
        (e.ParcelPriced("p1", "sf", "2", "1", money(), "hash"), Step.LABEL),
        (waybill, Step.LABEL),
        (e.LabelRequested("p1", "j1"), Step.LABEL),
        (e.LabelFailed("p1", "j1", "paper"), Step.LABEL),
        (e.LabelDoubted("p1", "j1"), Step.PROOF),
        (e.LabelPrinted("p1", "j1"), Step.PROOF),
        (e.LabelProven("p1", "SF1"), Step.PROOF),
        (e.OrderPacked(ORDER.id, 1), Step.ORDER),
        (e.SignedOut(), Step.SIGN_IN),
    ]
    assert step(state) is Step.SIGN_IN
    for fact, expected in steps:
        state = evolve(state, fact)
        assert step(state) is expected, fact


def test_a_box_is_awaited_only_where_the_policy_says_so() -> None:
    state = after(e.SignedIn(an_operator()), opened(), tea(2), CUP)
    assert step(state, require_box=True) is Step.BOX
    state = evolve(state, e.BoxChosen("p1", a_box()))
    assert step(state, require_box=True) is Step.WEIGHT


def test_a_doubted_label_waits_where_nobody_scans_labels() -> None:
    state = after(e.SignedIn(an_operator()), opened(), tea(2), CUP)
    state = after(e.ParcelWeighed("p1", a_weighing()), e.LabelRequested("p1", "j1"), state=state)
    state = evolve(state, e.LabelDoubted("p1", "j1"))
    assert step(state, prove_label=False) is Step.LABEL
    assert step(state, prove_label=True) is Step.PROOF


def test_weigh_only_needs_no_scan() -> None:
    state = after(e.SignedIn(an_operator()), opened(mode="weigh_only"))
    assert packing(state).check.complete
    assert contents(state) == [("p1", {"1": 2, "2": 1})]
    assert step(state) is Step.WEIGHT


def test_a_preprinted_waybill_belongs_to_the_first_parcel() -> None:
    state = after(opened(an_order(waybill="SF9")), e.BoxClosed("p1", "p2"))
    assert [parcel.waybill for parcel in packing(state).parcels] == ["SF9", ""]


def test_a_resumed_check_has_its_pieces_in_the_first_box() -> None:
    state = after(opened(counts={"1": 1}, serials=("TEA:S1",), box=a_box()))
    assert contents(state) == [("p1", {"1": 1})]
    assert packing(state).check.serials == {"TEA:S1"}
    assert packing(state).parcels[0].box == a_box()


def test_counts_of_an_order_that_has_shrunk_begin_anew() -> None:
    state = after(opened(counts={"1": 3, "2": 1}, serials=("TEA:S1",)))
    assert contents(state) == [("p1", {})]
    assert packing(state).check.serials == frozenset()


def test_pieces_go_to_the_box_that_is_filled() -> None:
    state = after(opened(), tea(), e.BoxClosed("p1", "p2"), tea(), CUP)
    assert contents(state) == [("p1", {"1": 1}), ("p2", {"1": 1, "2": 1})]
    assert packing(state).current.id == "p1", "the first box is weighed first"
    state = evolve(state, PACKED)
    assert (packing(state).current.id, packing(state).number) == ("p2", 2)


def test_taking_out_reaches_the_last_box_first() -> None:
    state = after(opened(), tea(), e.BoxClosed("p1", "p2"), tea(), CUP, out(_1=1))
    assert contents(state) == [("p1", {"1": 1}), ("p2", {"2": 1})]
    state = evolve(state, out(_1=1))
    assert contents(state) == [("p2", {"2": 1})], "nobody weighs an empty box"
    assert packing(state).filling == 0


def test_taking_out_across_boxes_empties_the_one_being_filled() -> None:
    state = after(opened(), tea(), e.BoxClosed("p1", "p2"), tea(), out(_1=2), tea(2), CUP)
    assert contents(state) == [("p2", {"1": 2, "2": 1})]
    assert packing(state).current.id == "p2"


def test_an_emptied_box_with_a_waybill_is_filled_next() -> None:
    order = an_order((a_line(1, "TEA"), a_line(2, "CUP")), waybill="SF9")
    state = after(opened(order), tea(), e.BoxClosed("p1", "p2"), CUP, out(_1=1))
    assert contents(state) == [("p1", {}), ("p2", {"2": 1})]
    state = evolve(state, tea())
    assert contents(state) == [("p1", {"1": 1}), ("p2", {"2": 1})]
    assert packing(state).check.complete


def test_a_packed_parcel_stays_as_it_was_packed() -> None:
    state = after(opened(), tea(), e.BoxClosed("p1", "p2"), tea(), CUP, PACKED)
    assert packing(state).within_reach == {"1": 1, "2": 1}
    state = evolve(state, out(_1=1))
    assert contents(state) == [("p1", {"1": 1}), ("p2", {"2": 1})]
    assert packing(state).within_reach == {"2": 1}


def test_complete_then_taken_out_then_complete_again() -> None:
    state = after(e.SignedIn(an_operator()), opened(), tea(2), CUP, e.TakeOutArmed(), out(_2=1))
    assert not packing(state).take_out
    assert step(state) is Step.ITEM
    state = evolve(state, CUP)
    assert step(state) is Step.WEIGHT
    assert packing(state).check.complete


def test_a_serial_leaves_with_its_piece() -> None:
    one_out = e.ItemTakenOut("TEA", "TEA", {"1": 1}, "S1")
    state = after(opened(), tea(serial="S1"), tea(serial="S2"), one_out)
    assert packing(state).check.serials == {"TEA:S2"}


def test_a_kit_across_boxes() -> None:
    kit = e.ItemChecked("SET", "SET", {"1.1": 1, "1.2": 1})
    one_out = e.ItemTakenOut("SET", "SET", {"1.1": 1, "1.2": 1})
    state = after(opened(an_order((a_kit(1, quantity=2),))), kit, e.BoxClosed("p1", "p2"), kit)
    state = after(one_out, state=state)
    assert contents(state) == [("p1", {"1.1": 1, "1.2": 1}), ("p2", {})]


def test_a_stop_while_taking_out_keeps_the_hand_raised() -> None:
    state = after(opened(), tea(), e.TakeOutArmed(), STOP)
    assert state.stop == STOP.stop
    assert packing(state).extras == (), "what is not in is no extra piece in the tote"
    state = evolve(state, CLEARED)
    assert state.stop is None
    assert packing(state).take_out


@pytest.mark.parametrize(
    ("verdict", "extras"),
    [
        (Verdict.WRONG_ITEM, ("X",)),
        (Verdict.OVER, ("X",)),
        (Verdict.UNKNOWN_CODE, ("X",)),
        (Verdict.AMBIGUOUS, ()),
        (Verdict.MISREAD, ()),
        (Verdict.WEIGHT_OUT, ()),
    ],
)
def test_what_does_not_belong_is_remembered(verdict: Verdict, extras: tuple[str, ...]) -> None:
    state = after(opened(), e.Stopped(Stop(verdict, "X")), CLEARED)
    assert packing(state).extras == extras


def test_a_stop_stands_until_it_is_cleared() -> None:
    state = after(opened(), STOP, e.LeadCalled())
    assert (state.stop_returns, state.lead_called) == (True, True)
    state = evolve(state, CLEARED)
    assert (state.stop, state.stop_returns, state.lead_called) == (None, False, False)


@pytest.mark.parametrize(
    ("fact", "left", "note"),
    [
        (e.OrderPacked("i", 1), "packed", ""),
        (e.OrderParked("i", {}, slot="S-4"), "parked", "S-4"),
        (e.OrderReturned("i", "ZR1", {}, {}), "returned", "ZR1"),
        (e.OrderClosed("i", "refunded"), "closed", ""),
        (e.CheckCancelled("i"), "cancelled", ""),
    ],
)
def test_the_ways_an_order_leaves(fact: e.Fact, left: str, note: str) -> None:
    state = after(e.SignedIn(an_operator()), opened(), tea(), fact)
    assert (state.packing, state.left, state.left_note) == (None, left, note)
    assert state.left_number == ORDER.number
    assert step(state) is Step.ORDER
    state = evolve(state, opened())
    assert (state.left, state.left_number, state.left_note) == ("", "", "")


def test_words_about_an_older_label_or_another_parcel_change_nothing() -> None:
    state = after(opened(), e.LabelRequested("p1", "j1"), e.LabelRequested("p1", "j2", 2))
    for fact in (
        e.LabelPrinted("p1", "j1"),
        e.LabelFailed("p1", "j1", "paper"),
        e.LabelDoubted("p1", "j1"),
        e.LabelPrinted("p9", "j2"),
        e.ParcelWeighed("p9", a_weighing()),
    ):
        assert evolve(state, fact) == state
    assert packing(state).current.label is LabelState.REQUESTED
    assert packing(evolve(state, e.LabelPrinted("p1", "j2"))).current.label is LabelState.PRINTED


def test_weighing_again_forgets_weight_and_price_but_not_the_number() -> None:
    numbered = e.WaybillAssigned("p1", "sf", "SF1")
    state = after(opened(), WEIGHED, numbered, PRICED, e.WeighAgain("p1"))
    assert packing(state).current == Parcel("p1", {}, waybill="SF1")


@pytest.mark.parametrize("fact", [tea(), out(_1=1), e.BoxClosed("p1", "p2"), e.TakeOutArmed()])
def test_a_fact_about_no_order_says_that_the_journal_has_a_gap(fact: e.Fact) -> None:
    with pytest.raises(ValueError, match="gap"):
        evolve(BenchState(), fact)


@pytest.mark.parametrize("fact", [tea(3), out(_1=1), e.ItemChecked("X", "X", {"9": 1})])
def test_a_fact_that_cannot_have_happened_is_an_error(fact: e.Fact) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        after(opened(), fact)


def test_a_full_state_survives_its_checkpoint() -> None:
    state = after(
        e.SignedIn(an_operator()),
        opened(box=a_box()),
        tea(serial="S1"),
        e.BoxClosed("p1", "p2"),
        tea(),
        CUP,
        e.ParcelWeighed("p1", a_weighing()),
        e.WeightRejected("p1", a_weighing(3)),
        e.ParcelPriced("p1", "sf", "2", "1", money(), "h", ({"code": "first"},)),
        e.WaybillAssigned("p1", "sf", "SF1"),
        e.LabelRequested("p1", "j1"),
        STOP,
    )
    assert msgspec.json.decode(msgspec.json.encode(state), type=BenchState) == state
