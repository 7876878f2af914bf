"""The page of rules over a real center: written with rows, tried, dry-run, moved, taken back."""

import pytest
from pytestqt.qtbot import QtBot

from app.center.office_center import OfficeCenter
from app.domain.order import Role
from app.domain.review import Condition, Group, Op, Outcome, Rule
from app.i18n import Words
from app.ui.office.condition_rows import ConditionRows, fits
from app.ui.office.context import Office
from app.ui.office.form import Form
from app.ui.office.present_rules import condition_text, when_lines
from app.ui.office.rule_black_list import black_list
from app.ui.office.rule_editor import RuleEditor
from app.ui.office.rules_page import RulesPage
from tests.ui.office.page_rig import settled, shown, told


def over(qtbot: QtBot, office: Office) -> RulesPage:
    office.me = "S1"
    return shown(qtbot, office, RulesPage(office))


def opened(qtbot: QtBot, page: RulesPage, name: str) -> RuleEditor:
    page.open(next(one for one in page.rows() if one.name == name))
    settled(qtbot, page)
    page.drawer.press("change")
    editor = page.drawer.own()
    assert isinstance(editor, RuleEditor)
    return editor


def rules(center: OfficeCenter) -> dict[str, Rule]:
    return {one.name: one for one in center.read(lambda tx: tx.reviews.current()).ordered}


def test_rules_are_listed_as_they_are_asked(qtbot: QtBot, office: Office) -> None:
    page = over(qtbot, office)
    assert [one.position for one in page.rows()] == list(range(1, 9))
    page.open(page.rows()[1])
    settled(qtbot, page)
    model = page.drawer.model
    assert model is not None
    assert model.sections[0].lines == (
        ("", "Paid amount is more than 2000"),
        ("or", "Pieces is more than 100"),
    )


def test_a_rule_is_changed_row_by_row(qtbot: QtBot, office: Office, center: OfficeCenter) -> None:
    page, said = over(qtbot, office), told(office)
    editor = opened(qtbot, page, "Small orders")
    rows = editor.conditions.boxes[0].rows
    rows[0].value.setText("300 - 400")
    rows[0].op.setCurrentIndex(rows[0].op.findData(Op.BETWEEN.value))
    editor.conditions.add(Group())
    more = editor.conditions.boxes[1]
    more.more.click()
    more.rows[0].field.setCurrentIndex(more.rows[0].field.findData("categories"))
    assert more.rows[0].value.placeholderText() == "Categories, separated by commas"
    more.rows[0].field.setCurrentIndex(more.rows[0].field.findData("region"))
    more.rows[0].value.setText("西藏，新疆")
    rows[1].away.click()
    editor.save.click()
    settled(qtbot, page)
    assert said == ["Small orders was saved"]
    assert rules(center)["Small orders"].when == Group(
        groups=(
            Group((Condition("paid", Op.BETWEEN, ("300", "400")),)),
            Group((Condition("region", Op.IN, ("西藏", "新疆")),)),
        )
    )


def test_what_is_wrong_is_said_and_not_saved(
    qtbot: QtBot, office: Office, center: OfficeCenter
) -> None:
    page = over(qtbot, office)
    editor = opened(qtbot, page, "Small orders")
    editor.conditions.boxes[0].rows[0].value.setText("many")
    editor.save.click()
    settled(qtbot, page)
    assert editor.wrong.text() == "this is no value of the field: paid: many"
    editor.rest.show_values({"expression": "pad < 3", "enabled": True})
    editor.save.click()
    settled(qtbot, page)
    assert editor.wrong.text() == "no field is called pad"
    assert rules(center)["Small orders"].expression == ""


def test_what_is_wrong_is_said_below_when_the_drawer_was_shut_meanwhile(
    qtbot: QtBot, office: Office
) -> None:
    page, said = over(qtbot, office), told(office)
    editor = opened(qtbot, page, "Small orders")
    editor.conditions.boxes[0].rows[0].value.setText("many")
    editor.save.click()
    page.drop_form()  # before the answer comes
    settled(qtbot, page)
    assert said == ["this is no value of the field: paid: many"]


def test_a_rule_is_tried_and_dry_run_before_it_counts(qtbot: QtBot, office: Office) -> None:
    page = over(qtbot, office)
    editor = opened(qtbot, page, "Small orders")
    editor.conditions.boxes[0].rows[0].value.setText("95")
    editor.number.setText("SO-20261124-0003")
    editor.test.click()
    settled(qtbot, page)
    tried = _shown(page)
    assert ("Decision", "Hold for a person") in tried
    assert any(right.startswith("✗ Paid amount is less than 95 (99.30)") for _left, right in tried)
    editor.dry.click()
    settled(qtbot, page)
    model = page.drawer.model
    assert model is not None
    (title,) = [one.title for one in model.sections if one.title.endswith("would change")]
    changed = title.split()[3]
    assert int(changed) > 0
    assert (changed, "Approve → Hold for a person") in _shown(page)
    editor.number.setText("nothing")
    editor.test.click()
    settled(qtbot, page)
    assert editor.wrong.text() == "There is no order nothing"


def _shown(page: RulesPage) -> list[tuple[str, str]]:
    model = page.drawer.model
    assert model is not None
    return [line for one in model.sections for line in one.lines]


def test_order_switch_and_removal(qtbot: QtBot, office: Office, center: OfficeCenter) -> None:
    page, said = over(qtbot, office), told(office)
    page.open(page.rows()[1])
    for action in ("up", "off", "drop"):
        page.drawer.press(action)
        settled(qtbot, page)
    assert said == [
        f"Large amounts {what}" for what in ("was moved", "was switched off", "is gone")
    ]
    assert "Large amounts" not in rules(center)
    assert next(iter(rules(center))) == "Black list"
    page.versions()
    settled(qtbot, page)
    page._bring_back(center.read(lambda tx: tx.reviews.current()).version - 1)
    settled(qtbot, page)
    assert list(rules(center))[:2] == ["Large amounts", "Black list"]


def test_a_new_rule_and_the_black_list(qtbot: QtBot, office: Office, center: OfficeCenter) -> None:
    page = over(qtbot, office)
    page.add()
    editor = page.drawer.own()
    assert isinstance(editor, RuleEditor)
    editor.save.click()
    assert editor.head.errors()
    editor.head.show_values({"name": "tagged", "outcome": "tag", "value": "VIP"})
    editor.rest.show_values({"shops": "Shop A, Shop B", "enabled": True})
    editor.save.click()
    settled(qtbot, page)
    made = rules(center)["tagged"]
    assert (made.outcome, made.value, made.shops) == (Outcome.TAG, "VIP", ("Shop A", "Shop B"))
    black_list(page)
    settled(qtbot, page)
    form = page.drawer.own()
    assert isinstance(form, Form)
    form.show_values({"buyers": "b-1\nb-2\n"})
    form.submit()
    settled(qtbot, page)
    assert center.read(lambda tx: tx.reviews.black_list.among(["b-1", "b-3"])) == {"b-1"}


def test_who_may_only_look_changes_nothing(qtbot: QtBot, office: Office) -> None:
    office.role = Role.CLERK
    page = over(qtbot, office)
    page.open(page.rows()[0])
    assert page.drawer.model is not None
    assert page.drawer.model.actions == ()
    assert [key for key, _word, _work in page.tools()] == ["versions"]


@pytest.mark.parametrize(
    "group",
    [
        Group(),
        Group((Condition("cod", Op.NOT, ("yes",)), Condition("items", Op.ONLY, ("A", "B")))),
        Group((Condition("time", Op.BETWEEN, ("22:00", "06:00")),), either=False),
        Group(
            groups=(
                Group((Condition("cod", Op.IS, ("yes",)), Condition("paid", Op.LESS, ("5",))),
                      either=True),
                Group((Condition("weight", Op.AT_LEAST, ("1.2 kg",)),)),
            ),
            either=True,
        ),
    ],
)  # fmt: skip
def test_rows_give_back_what_they_were_shown(qtbot: QtBot, office: Office, group: Group) -> None:
    rows = ConditionRows(office.style, office.words)
    qtbot.addWidget(rows)
    rows.show_group(group)
    assert rows.group() == group


def test_groups_in_groups_become_an_expression(qtbot: QtBot, office: Office) -> None:
    cod = Group((Condition("cod", Op.IS, ("yes",)),))
    deep = Group((Condition("paid", Op.MORE, ("5",)),), (cod,))
    assert not fits(deep)
    editor = RuleEditor(office.style, office.words, Rule("a", "a", Outcome.HOLD, deep))
    qtbot.addWidget(editor)
    made = editor.made()
    assert made is not None
    assert (made.expression, made.when) == ("((paid > 5.0) && (cod))", Group())


def test_conditions_in_words() -> None:
    words = Words()
    assert condition_text(words, Condition("cod", Op.NOT, ("yes",))) == "Cash on delivery: no"
    between = Condition("time", Op.BETWEEN, ("22:00", "06:00"))
    assert condition_text(words, between) == "Time of day is from … to 22:00 – 06:00"
    nested = Group(groups=(Group((between, between), either=True), Group((between,))))
    lines = when_lines(words, Rule("a", "a", Outcome.HOLD, nested))
    assert [left for left, _right in lines] == ["", "and"]
    assert " or " in lines[0][1]
    assert when_lines(words, Rule("a", "a", Outcome.HOLD)) == (("", "Every order"),)
