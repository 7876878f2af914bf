"""Rules of the review of the sample center, and what they decided of one order."""

from datetime import UTC, datetime, timedelta
from typing import Final

from app.center.approval import judge_all, kept
from app.domain.paging import PageQuery
from app.domain.review import Condition, Group, Op, Outcome, Rule
from app.domain.review_engine import Judge
from app.store.review import KeptReview
from app.store.transaction import Transaction

_AT: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_NAMES: Final = {
    "en": ("Black list", "Large amounts", "Notes of buyers", "Below the floor price",
           "Remote places by EMS", "Tea comes with a cup", "One kind of item", "Small orders"),
    "zh_Hant": ("黑名單", "大額訂單", "買家有留言", "低於底價", "偏遠地區走 EMS", "買茶送杯",
                "單一品項", "小額訂單"),
    "zh_Hans": ("黑名单", "大额订单", "买家有留言", "低于底价", "偏远地区走 EMS", "买茶送杯",
                "单一品项", "小额订单"),
}  # fmt: skip
_JUDGED: Final = 12
_BY: Final = (41, 87, 203, 12, 0, 0, 3_120, 9_017)


def rules(tx: Transaction, language: str) -> None:
    """Eight rules in five versions; thousands of orders were decided by them."""
    made = _rules(_NAMES[language])
    for n in range(4, len(made) + 1):
        at = _AT - timedelta(days=len(made) - n)
        tx.audit.add("S1", "rule.save", made[n - 1].name, at)
        tx.reviews.add(made[:n], at, "S1", f"rule.save {made[n - 1].name}")
    version = tx.reviews.current().version
    kept = [
        KeptReview(f"past-{rule.id}-{n}", rule.outcome.value, rule.id, version, _AT)
        for rule, count in zip(made, _BY, strict=True)
        for n in range(count // 100)
    ]
    tx.reviews.keep(kept)


def judged(tx: Transaction, _language: str) -> None:
    """The newest orders, as these rules judge them."""
    page = tx.order_list.page(PageQuery(limit=_JUDGED), (), ())
    found = tx.orders.some([one.order.id for one in page.rows])
    judge = Judge(tx.reviews.current(), _AT)
    tx.reviews.keep(
        kept(stored.order.id, judge.rules, facts, decision, _AT)
        for stored, facts, decision in judge_all(tx, judge, found, _AT)
    )


def _rules(names: tuple[str, ...]) -> list[Rule]:
    tea = Condition("items", Op.IN, ("TEA-500", "TEA-250"))
    remote = Condition("region", Op.IN, ("西藏", "新疆", "青海"))
    small = Group(
        (Condition("paid", Op.LESS, ("500",)), Condition("quantity", Op.AT_MOST, ("20",)))
    )
    floor = Condition("below_floor", Op.IS, ("yes",))
    large = Group(
        (Condition("paid", Op.MORE, ("2000",)), Condition("quantity", Op.MORE, ("100",))),
        either=True,
    )
    return [
        Rule(f"rule-{n}", name, outcome, when, expression, value, 80 - 10 * n, enabled=n != 3)  # noqa: PLR2004
        for n, (name, outcome, when, expression, value) in enumerate(
            (
                (names[0], Outcome.REJECT, _one("blacklisted"), "", ""),
                (names[1], Outcome.HOLD_FINANCE, large, "", ""),
                (names[2], Outcome.HOLD, _one("has_buyer_note"), "", ""),
                (names[3], Outcome.HOLD, Group((floor,)), "", ""),
                (names[4], Outcome.SET_COURIER, Group((remote,)), "", "EMS"),
                (names[5], Outcome.ADD_GIFT, Group((tea,)), "", "CUP-WHITE"),
                (names[6], Outcome.APPROVE, Group(), "size(items) == 1 && paid < 90.0", ""),
                (names[7], Outcome.APPROVE, small, "", ""),
            )
        )
    ]


def _one(field: str) -> Group:
    return Group((Condition(field, Op.IS, ("yes",)),))
