"""The sums of a settlement: every amount in one kind, and nothing lost between them."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.bill_matching import BillClass, Leg
from app.domain.payable import KEPT_BACK, Carried, CostKind, Kept, Part, settle

PARTS = st.lists(
    st.builds(
        Part,
        leg=st.sampled_from([leg.value for leg in Leg]),
        cause=st.sampled_from([cause.value for cause in BillClass]),
        state=st.sampled_from(["accepted", "disputed", "recovered", "written_off"]),
        lines=st.integers(1, 99),
        billed=st.integers(-500, 5_000),
        extra=st.integers(0, 500),
        claim=st.integers(0, 900),
    )
)
CARRIED = st.lists(st.builds(Carried, st.text(), st.just("2026-10"), st.integers(-900, 900)))


@given(parts=PARTS, carried=CARRIED)
def test_nothing_is_lost(parts: list[Part], carried: list[Carried]) -> None:
    made = settle(parts, carried)
    assert made.billed == sum(part.billed for part in parts)
    assert made.kept_back == sum(part.claim for part in parts if part.state in KEPT_BACK)
    came = sum(one.amount for one in carried)
    assert made.amount == made.billed - made.kept_back + came
    assert [one.amount for one in made.kept] == sorted(
        (one.amount for one in made.kept), reverse=True
    )


def test_each_amount_has_its_kind() -> None:
    made = settle(
        [
            Part("out", "MATCH", "accepted", 9, 1_000, 150, 0),
            Part("out", "WRONG_ZONE", "disputed", 2, 800, 0, 600),
            Part("return", "RETURN_LEG", "accepted", 1, 300, 0, 0),
            Part("out", "CREDIT", "accepted", 1, -120, 0, 0),
            Part("out", "COLLECT", "accepted", 1, 40, 0, 0),
        ],
        [Carried("Y-1", "2026-10", 0)],
    )
    assert made.kinds == {
        CostKind.FREIGHT: 1_650,
        CostKind.EXTRA: 150,
        CostKind.RETURNS: 300,
        CostKind.CREDITS: -120,
        CostKind.COLLECT: 40,
    }
    assert made.kept == (Kept("WRONG_ZONE", 2, 600),)
    assert made.carried == ()
    assert made.amount == 2_020 - 600
