"""What is wrong with a rule is found when it is saved."""

from dataclasses import replace

import pytest

from app.domain.review import Condition, Op, Outcome, Rule, RuleSet
from app.domain.review_checks import FindingCode, check, nothing_approves
from app.domain.review_fields import BY_NAME, OPS, READERS, BadValueError
from tests.builders import NOON
from tests.domain.review_rules import a_rule, saying


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("paid < 200", None),
        ("channel == 'a' && shop == 'b' && cod && quantity + 1 > 5 // why", None),
        ("items.exists(i, i.startsWith('A'))", None),
        ("province in ['西藏自治区'] || 'p:新疆' in region", None),
        ("paid < 'x'", FindingCode.WRONG_TYPE),
        ("blacklisted && cod && paid < 'x'", FindingCode.WRONG_TYPE),
        ("channel == 'taobao' && shop == 'x1' && paid + true > 5.0", FindingCode.WRONG_TYPE),
        ("quantity == '1'", FindingCode.WRONG_TYPE),
        ("items == 'TEA'", FindingCode.WRONG_TYPE),
        ("pad < 200", FindingCode.NO_FIELD),
        ("paid", FindingCode.NOT_YES_OR_NO),
        ("items[1] == 'x'", FindingCode.BREAKS),
        ("paid <", FindingCode.NO_EXPRESSION),
        ("true) || (true", FindingCode.NO_EXPRESSION),
        ("open('x') == 1", FindingCode.NO_FUNCTION),
        ("cod || " * 400 + "cod", FindingCode.TOO_LONG),
    ],
)
def test_expressions_are_checked_when_they_are_saved(
    expression: str, code: FindingCode | None
) -> None:
    found = check(saying(Outcome.APPROVE, expression))
    assert [one.code for one in found] == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (a_rule(Outcome.APPROVE, Condition("pad", Op.MORE, ("1",))), FindingCode.NO_FIELD),
        (a_rule(Outcome.APPROVE, Condition("paid", Op.ONLY, ("1",))), FindingCode.WRONG_OP),
        (a_rule(Outcome.APPROVE, Condition("paid", Op.MORE)), FindingCode.VALUE_COUNT),
        (a_rule(Outcome.APPROVE, Condition("paid", Op.BETWEEN, ("1",))), FindingCode.VALUE_COUNT),
        (a_rule(Outcome.APPROVE, Condition("paid", Op.MORE, ("many",))), FindingCode.BAD_VALUE),
        (a_rule(Outcome.APPROVE, Condition("time", Op.LESS, ("25:00",))), FindingCode.BAD_VALUE),
        (a_rule(Outcome.TAG), FindingCode.NEEDS_VALUE),
        (a_rule(Outcome.ADD_GIFT, value="TEA*0"), FindingCode.BAD_GIFT),
        (a_rule(Outcome.APPROVE, name=" "), FindingCode.NO_NAME),
        (a_rule(Outcome.APPROVE, starts=NOON, ends=NOON), FindingCode.ENDS_FIRST),
    ],
)
def test_forms_are_checked_when_they_are_saved(rule: Rule, code: FindingCode) -> None:
    assert code in [one.code for one in check(rule)]


def test_every_comparison_of_every_field_can_be_saved() -> None:
    texts = {"clock": "08:00", "yes": "yes"}
    for field in BY_NAME.values():
        for op in OPS[field.kind]:
            values = (texts.get(field.kind.value, "1"),) * (2 if op is Op.BETWEEN else 1)
            assert check(a_rule(Outcome.APPROVE, Condition(field.name, op, values))) == ()


@pytest.mark.parametrize("text", ["", " ", "x", "1.5", "nan", "1e30", "--", "½"])
def test_a_text_that_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        READERS[BY_NAME["quantity"].kind](text)


def test_rules_that_let_nothing_through_are_noticed() -> None:
    hold = a_rule(Outcome.HOLD)
    approve = a_rule(Outcome.APPROVE, ends=NOON)
    assert nothing_approves(RuleSet((hold, approve)), NOON)
    assert not nothing_approves(RuleSet((hold, replace(approve, ends=None))), NOON)
    assert not nothing_approves(RuleSet(()), NOON)
