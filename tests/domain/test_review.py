"""Rules of the review: what decides, what is found when a rule is saved, what a trace says."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.order import Recipient
from app.domain.review import Condition, Decision, Group, Op, Outcome, Rule, RuleSet, Why
from app.domain.review_cel import FAULTS, program, rule_text
from app.domain.review_checks import check
from app.domain.review_engine import Judge
from app.domain.review_facts import Facts, Known, kept_of
from app.domain.review_trace import explain
from app.domain.trade import Trade
from tests.builders import NOON, a_kit, a_line, an_item
from tests.domain.review_rules import PAID_OVER_100, PAID_OVER_200, a_rule, judged, saying, seen


def test_the_first_rule_that_is_met_decides() -> None:
    hold, approve = a_rule(Outcome.HOLD, PAID_OVER_200), a_rule(Outcome.APPROVE, PAID_OVER_100)
    reject = a_rule(Outcome.REJECT)

    assert judged(seen(), hold, approve, reject) == Decision(Outcome.APPROVE, approve.id)
    raised = replace(reject, priority=5)
    assert judged(seen(), hold, approve, raised).rule == reject.id


def test_what_no_rule_decides_waits_unless_no_rule_decides_at_all() -> None:
    tag = a_rule(Outcome.TAG, value="new")
    hold = a_rule(Outcome.HOLD, PAID_OVER_200)

    assert judged(seen(), hold).outcome is Outcome.HOLD
    assert judged(seen(), hold).why is Why.NO_RULE
    assert judged(seen(), tag).outcome is Outcome.APPROVE
    assert judged(seen()).outcome is Outcome.APPROVE
    over = replace(hold, ends=NOON)
    assert judged(seen(), over).outcome is Outcome.HOLD
    assert judged(seen(), replace(hold, enabled=False)).outcome is Outcome.APPROVE


def test_rules_that_add_do_so_wherever_they_stand() -> None:
    first, later = a_rule(Outcome.TAG, value="a"), a_rule(Outcome.SET_COURIER, value="SF")
    other = a_rule(Outcome.ADD_GIFT, PAID_OVER_200, value="CUP")
    approve = a_rule(Outcome.APPROVE)

    adds = judged(seen(), first, approve, later, other).adds

    assert [(one.rule, one.value) for one in adds] == [(first.id, "a"), (later.id, "SF")]


def test_scope_and_time() -> None:
    mine = a_rule(Outcome.HOLD, shops=("shop",), channels=("taobao",))
    approve = a_rule(Outcome.APPROVE)

    facts = seen(channel="taobao", shop="shop")
    assert judged(facts, mine, approve).outcome is Outcome.HOLD
    assert judged(seen(channel="jd", shop="shop"), mine, approve).outcome is Outcome.APPROVE
    assert judged(facts, replace(mine, starts=NOON + timedelta(1)), approve).rule == approve.id
    assert judged(facts, replace(mine, ends=NOON + timedelta(1)), approve).rule == mine.id
    del facts["shop"]
    assert judged(facts, mine, approve).why is Why.UNKNOWN
    assert judged(facts, replace(mine, channels=("jd",)), approve).rule == approve.id


def test_what_is_not_known_holds_and_is_named() -> None:
    stock = a_rule(Outcome.HOLD, Condition("stock_enough", Op.IS, ("no",)))
    approve = a_rule(Outcome.APPROVE)

    decision = judged(seen(), stock, approve)

    assert (decision.outcome, decision.rule) == (Outcome.HOLD, stock.id)
    assert (decision.why, decision.unknown) == (Why.UNKNOWN, ("stock_enough",))
    assert judged(seen(), approve, stock).outcome is Outcome.APPROVE  # it is not asked at all
    known = seen(Known(stock_enough=True))
    assert judged(known, stock, approve).outcome is Outcome.APPROVE
    below = a_rule(Outcome.HOLD, PAID_OVER_200, Condition("stock_enough", Op.IS, ("no",)))
    assert judged(seen(), below, approve).rule == approve.id  # it could not be met anyway
    not_in = a_rule(Outcome.APPROVE, Condition("categories", Op.NOT_IN, ("knives",)))
    assert judged(seen(), not_in).unknown == ("categories",)


def test_an_addition_that_is_not_known_holds_what_would_be_approved() -> None:
    heavy = a_rule(Outcome.SET_COURIER, Condition("weight", Op.MORE, ("20 kg",)), value="SF")
    approve, reject = a_rule(Outcome.APPROVE), a_rule(Outcome.REJECT)
    unweighed = seen(lines=(a_line(item=an_item(grams=None)),))

    assert judged(unweighed, approve, heavy).why is Why.UNKNOWN
    assert judged(unweighed, reject, heavy).outcome is Outcome.REJECT


@pytest.mark.parametrize(
    "expression",
    [
        "items[5] == 'TEA'",
        "paid",
        "1 / 0 == 1",
        "paid * 2 > 1",
        "buyer_note.matches('(')",
        "paid <",
    ],
)
def test_a_rule_that_breaks_at_work_holds_and_says_so(expression: str) -> None:
    broken = saying(Outcome.APPROVE, expression)

    decision = judged(seen(), broken, a_rule(Outcome.APPROVE))

    assert (decision.outcome, decision.why) == (Outcome.HOLD, Why.BROKEN)
    assert decision.rule == broken.id
    assert decision.says


def test_an_addition_that_is_neither_yes_nor_no_holds() -> None:
    odd = saying(Outcome.TAG, "quantity", value="x")
    assert judged(seen(), odd, a_rule(Outcome.APPROVE)).why is Why.BROKEN


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        (("paid", Op.IS, "129"), True),
        (("paid", Op.BETWEEN, "100", "129.00"), True),
        (("weight", Op.AT_MOST, "0.1 kg"), False),
        (("weight", Op.IS, "250 g"), True),
        (("items", Op.IN, "CUP", "TEA"), True),
        (("items", Op.IN, "TE", "EA"), False),
        (("items", Op.NOT_IN, "TEA", "CUP"), False),
        (("items", Op.ONLY, "TEA"), False),
        (("items", Op.ONLY, "SET", "TEA", "PEN"), True),
        (("items", Op.CONTAINS, "EN"), True),
        (("region", Op.IN, "广东"), True),
        (("region", Op.IN, "广东省"), True),
        (("region", Op.IN, "广东/深圳"), True),
        (("region", Op.IN, "广东省/深圳市/南山区"), True),
        (("region", Op.IN, "广东/广州"), False),
        (("region", Op.IN, "CN"), True),
        (("region", Op.NOT_IN, "西藏", "新疆"), True),
        (("buyer_note", Op.CONTAINS, "发票", "税号"), True),
        (("buyer_note", Op.LACKS, "发票"), False),
        (("has_seller_note", Op.IS, "no"), True),
        (("time", Op.BETWEEN, "11:30", "12:00"), True),
        (("time", Op.BETWEEN, "22:00", "6:00"), False),
        (("time", Op.BETWEEN, "22:00", "12:00"), True),
        (("channel", Op.IN, "taobao", "jd"), True),
        (("channel", Op.NOT, "jd"), True),
        (("first_order", Op.NOT, "yes"), True),
        (("minutes_since_paid", Op.AT_LEAST, "30"), True),
        (("cod", Op.IS, "是"), False),
        (("shop", Op.IS, 'a"b\\ || true'), False),
    ],
)  # fmt: skip
def test_conditions(condition: tuple[object, ...], held: bool) -> None:
    field, op, *values = condition
    rule = a_rule(Outcome.APPROVE, Condition(str(field), op, tuple(map(str, values))))  # type: ignore[arg-type]
    facts = seen(
        Known(first_order=False),
        Trade(paid_at=NOON - timedelta(minutes=30)),
        channel="taobao",
        recipient=Recipient(province="广东省", city="深圳市", district="南山区"),
        buyer_note="要发票",
        lines=(a_kit(1, parts={"TEA": 1, "PEN": 1}), a_line(2, an_item("TEA", grams=50))),
    )
    assert check(rule) == ()
    assert (judged(facts, rule).why is Why.RULE) is held


def test_many_values_of_a_list_are_one_search() -> None:
    many = tuple(f"SKU-{n}" for n in range(500))
    rule = a_rule(Outcome.APPROVE, Condition("items", Op.IN, (*many, "TEA")))
    assert judged(seen(), rule).rule == rule.id
    assert judged(seen(), a_rule(Outcome.APPROVE, Condition("items", Op.NOT_IN, many))).rule


def test_more_rules_than_one_chain_holds() -> None:
    rules = [
        a_rule(Outcome.HOLD, Condition("paid", Op.MORE, (str(1_000 + n),))) for n in range(300)
    ]
    last = a_rule(Outcome.APPROVE)
    assert judged(seen(), *rules, last).rule == last.id
    dear = seen() | {"paid": 1_150.5}
    assert judged(dear, *reversed(rules), last).rule == rules[150].id


_CONDITIONS = st.sampled_from(
    [
        PAID_OVER_100,
        PAID_OVER_200,
        Condition("items", Op.IN, ("TEA",)),
        Condition("stock_enough", Op.IS, ("yes",)),
        Condition("weight", Op.LESS, ("1 kg",)),
        Condition("has_buyer_note", Op.IS, ("yes",)),
    ]
)
_GROUPS = st.builds(Group, st.lists(_CONDITIONS, max_size=3).map(tuple), either=st.booleans())
_RULES = st.lists(
    st.tuples(st.sampled_from(list(Outcome)), _GROUPS, st.sampled_from(["", "paid", "1/0 == 1"])),
    max_size=8,
)


@settings(deadline=None, max_examples=150)
@given(_RULES, st.booleans(), st.booleans(), st.booleans())
def test_one_program_decides_as_the_rules_one_by_one(
    told: list[tuple[Outcome, Group, str]],
    weighed: bool,
    known: bool,
    noted: bool,
) -> None:
    rules = [
        Rule(str(n), str(n), outcome, when, expression, "x")
        for n, (outcome, when, expression) in enumerate(told)
    ]
    facts = seen(
        Known(stock_enough=True if known else None),
        lines=(a_line(item=an_item(grams=10 if weighed else None)),),
        buyer_note="x" if noted else "",
    )
    decision = judged(facts, *rules)
    assert (decision.outcome, decision.rule) == _plainly(rules, facts)


def _plainly(rules: list[Rule], facts: Facts) -> tuple[Outcome, str]:
    """What the rules mean, in the plainest way."""
    answers = {rule.id: _answer(rule, facts) for rule in rules}
    broken = [rule.id for rule in rules if not rule.decides and answers[rule.id] is None]
    for rule in rules:
        if rule.decides and answers[rule.id] is not False:
            outcome = rule.outcome if answers[rule.id] else Outcome.HOLD
            stopped = outcome is Outcome.APPROVE and broken
            return (Outcome.HOLD, broken[0]) if stopped else (outcome, rule.id)
    outcome = Outcome.HOLD if any(rule.decides for rule in rules) else Outcome.APPROVE
    stopped = outcome is Outcome.APPROVE and broken
    return (Outcome.HOLD, broken[0]) if stopped else (outcome, "")


def _answer(rule: Rule, facts: Facts) -> bool | None:
    try:
        answer = program(rule_text(rule)).execute(facts)
    except FAULTS:
        return None
    return answer if isinstance(answer, bool) else None


def test_the_trace_says_what_would_have_stopped_it() -> None:
    dear = a_rule(Outcome.HOLD_FINANCE, PAID_OVER_200)
    small = a_rule(Outcome.APPROVE, PAID_OVER_100, Condition("items", Op.IN, ("TEA",)))
    never = a_rule(Outcome.REJECT)
    rules = RuleSet((dear, small, never), 1)
    facts = kept_of(seen(buyer_note="call me"))
    assert "buyer_note" not in facts

    trace = explain(rules, facts, Judge(rules, NOON).judge(seen()))

    assert trace.decided is not None
    assert [test.held for test in trace.decided.tests] == [True, True]
    (stop,) = trace.otherwise
    assert (stop.rule, stop.met) == (dear, False)
    assert stop.tests[0].seen == (("paid", 129.0),)


def test_the_trace_of_an_expression_and_of_what_is_unknown() -> None:
    said = saying(Outcome.HOLD, "stock_enough && paid > 100")
    rules = RuleSet((said, a_rule(Outcome.APPROVE)), 1)

    trace = explain(rules, seen(), Judge(rules, NOON).judge(seen()))

    assert trace.decided is not None
    (test,) = trace.decided.tests
    assert (test.condition, test.held) == (None, None)
    assert dict(test.seen) == {"stock_enough": None, "paid": 129.0}
