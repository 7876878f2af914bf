"""The rules of the review: as they are asked, each written with a form and tried first."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final

from app.center import review_desk
from app.center.office_center import Act
from app.center.review_desk import RuleRow, RulesVersion, Tried
from app.center.review_dry_run import DryRun, dry_run
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.domain.review import Outcome, Rule, RuleSet
from app.i18n import mark as _
from app.ui.office.asked_rules import STATES, asked_actions
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form_page import FormPage
from app.ui.office.list_layout import ListSpec
from app.ui.office.present_rules import (
    dry_sections,
    outcome_text,
    tried_sections,
    when_lines,
)
from app.ui.office.rule_black_list import black_list
from app.ui.office.rule_editor import RuleEditor
from app.ui.office.rule_versions import versions_of

OUTCOMES: Final = {
    "approve": State(_("Approve"), "check-circle", "ok"),
    "hold": State(_("Hold for a person"), "hold", "warn"),
    "hold_finance": State(_("Hold for finance"), "payment", "warn"),
    "reject": State(_("Reject"), "stop-octagon", "stop"),
    "set_courier": State(_("Set the courier"), "truck", "brand"),
    "set_warehouse": State(_("Set the warehouse"), "stock", "brand"),
    "tag": State(_("Add a tag"), "note", "brand"),
    "add_gift": State(_("Add a gift"), "gift", "brand"),
}
FIELDS: Final = (
    Field("position", _("Asked"), Kind.NUMBER, least=80),
    Field("name", _("Rule"), bold=True, wide=30, least=200),
    Field("outcome", _("What is done"), Kind.STATE, states=OUTCOMES, filter=True, least=190),
    Field("value", _("Which"), least=110),
    Field("state", _("State"), Kind.STATE, states=STATES, filter=True, least=120),
    Field("decided", _("Decided in 30 days"), Kind.NUMBER, least=150),
    Field("starts", _("From"), Kind.MOMENT, hidden=True),
    Field("ends", _("Until"), Kind.MOMENT, hidden=True),
)
DRY: Final = timedelta(days=30)
_ALL_WAIT: Final = _("No rule that is on approves anything: every order waits for a person.")
_NEW: Final = ""


class RulesPage(FormPage[RuleRow]):
    """One row a rule. What is tried and dry-run is shown in the drawer, below the form."""

    def __init__(self, office: Office) -> None:
        self._shown: tuple[str, tuple[Section, ...]] = ("", ())

        def read(tx: Any, query: PageQuery) -> Page[RuleRow]:
            return review_desk.read(tx, query, now=office.now())

        super().__init__(
            office,
            ListSpec(
                name="rules",
                title=_("Review rules"),
                line=_("Which orders are released without a person; the first rule met decides"),
                fields=FIELDS,
                read=read,
                key=lambda one: one.id,
                sort="position",
                descending=False,
                groups=(("all", _("All")), ("on", _("On"))),
                empty=EmptyModel(
                    "rules", _("No rules yet"), _("Without any, every paid order is approved.")
                ),
            ),
        )

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        tools: list[tuple[str, str, Callable[[], None]]] = []
        if self.office.may(Permission.MANAGE_RULES):
            tools.append(("new", _("Add a rule"), self.add))
            tools.append(("black", _("Black list"), partial(black_list, self)))
        return (*tools, ("versions", _("What was changed"), self.versions))

    def detail(self, row: RuleRow) -> DetailModel:
        words, rule = self.office.words, row.rule
        state = STATES[row.state]
        shown = self._shown[1] if self._shown[0] == row.id else ()
        return DetailModel(
            row.id,
            row.name,
            words.say(_ALL_WAIT) if row.all_wait else outcome_text(words, rule),
            words.say(state.word),
            state.tone,
            filled(
                (words.say(_("What is done")), outcome_text(words, rule)),
                (words.say(_("Asked as number")), str(row.position)),
                (words.say(_("Only these shops")), ", ".join(rule.shops)),
                (words.say(_("Only these channels")), ", ".join(rule.channels)),
                (words.say(_("From")), _moment(rule.starts)),
                (words.say(_("Until")), _moment(rule.ends)),
                (words.say(_("Decided in 30 days")), f"{row.decided:,}"),
            ),
            (Section(words.say(_("When")), when_lines(words, rule)), *shown),
            self._actions(row),
        )

    def act(self, action: str, row: RuleRow) -> None:
        if action == "change":
            self._edit(row.rule)
        elif action in {"up", "down"}:
            self._change(
                partial(review_desk.move, rule_id=row.id, up=action == "up"),
                _("{name} was moved"), row.name,
            )  # fmt: skip
        elif action in {"on", "off"}:
            self._change(
                partial(review_desk.set_enabled, rule_id=row.id, enabled=action == "on"),
                _("{name} was switched on") if action == "on" else _("{name} was switched off"),
                row.name,
            )
        elif action == "drop":
            self._change(partial(review_desk.drop, rule_id=row.id), _("{name} is gone"), row.name)
            self.shut()

    def add(self) -> None:
        """An empty rule, at the end of the list."""
        self._shown = (_NEW, ())
        self._show_new(_("A new rule"))
        self._edit(Rule(_NEW, "", Outcome.HOLD))

    def versions(self) -> None:
        """What was done to the rules, the newest first."""

        def arrived(notes: Sequence[RulesVersion]) -> None:
            self._show_new(_("What was changed"))
            may = self.office.may(Permission.MANAGE_RULES)
            self.drawer.put(
                versions_of(self.office.words, notes, self._bring_back if may else None)
            )

        self.asking.read("versions", review_desk.history, arrived)

    def _bring_back(self, version: int) -> None:
        self._change(
            partial(review_desk.restore, version=version), _("The rules stand as then"), ""
        )
        self.shut()

    def _show_new(self, title: str, sections: tuple[Section, ...] = ()) -> None:
        self.drawer.put(None)
        self.drawer.show_model(DetailModel(_NEW, self.office.words.say(title), sections=sections))
        self.drawer.show()

    def _edit(self, rule: Rule) -> None:
        editor = RuleEditor(self.office.style, self.office.words, rule)
        editor.saved.connect(partial(self._save, editor))
        editor.dropped.connect(self.drop_form)
        editor.tried.connect(partial(self._try, editor))
        editor.dry_run.connect(self._dry_run)
        self.drawer.put(editor)
        editor.begin()

    def _save(self, editor: RuleEditor, rule: Rule) -> None:
        def done(_id: str) -> None:
            self.drop_form()
            self._said(_("{name} was saved"), rule.name)

        self.asking.change(partial(review_desk.save, rule=rule), done, editor.show_error)

    def _change(self, work: Callable[[Any, Act], None], text: str, name: str) -> None:
        self.asking.change(work, lambda _nothing: self._said(text, name))

    def _said(self, text: str, name: str) -> None:
        """What was done, and how to take it back: the rules as they stood one version before."""

        def arrived(rules: RuleSet) -> None:
            said = self.office.words.say(text, name=name)
            back = partial(review_desk.restore, version=rules.version - 1)
            undone = _("The rules stand as before")
            self.office.done(said, lambda: self._change(back, undone, ""))
            self.reload()

        self.asking.read("version", review_desk.current, arrived)

    def _try(self, editor: RuleEditor, rule: Rule, number: str) -> None:
        def arrived(tried: Tried) -> None:
            self._put(rule.id, tried_sections(self.office.words, tried))

        ask = partial(review_desk.try_order, number=number, now=self.office.now(), rule=rule)
        self.asking.read("try", ask, arrived, editor.show_error)

    def _dry_run(self, rule: Rule) -> None:
        """In the tray: thirty days of orders, by the rules as they are and with this one."""
        found: list[DryRun] = []
        now = self.office.now()

        def work(store: Any, _act: Act, go_on: Callable[[int, int], bool]) -> int:
            with store.read() as tx:
                rules = tx.reviews.current()
            review_desk.refuse_wrong(rule)
            run = dry_run(store, rules, rules.having(rule), now - DRY, now, go_on)
            found.append(run)
            return run.orders if run.whole else -1

        def done(_orders: int) -> None:
            if found:
                self._put(rule.id, dry_sections(self.office.words, found[-1]))

        self.asking.run_long(self.office.words.say(_("Dry run of the rules")), work, done)

    def _put(self, rule_id: str, sections: tuple[Section, ...]) -> None:
        """Below what the drawer shows of that rule, if it still does."""
        model = self.drawer.model
        if model is None or model.id != rule_id:
            return
        self._shown = (rule_id, sections)
        editor = self.drawer.own()
        if isinstance(editor, RuleEditor):
            editor.show_result(sections)
        if (row := self.current()) is not None:
            self.drawer.show_model(self.detail(row))

    def _actions(self, row: RuleRow) -> tuple[Action, ...]:
        say = self.office.words.say
        if not self.office.may(Permission.MANAGE_RULES):
            return ()
        total = self.table.model.page.total
        asked = asked_actions(self.office.words, row.state, row.position, total)
        return (*asked, Action("drop", say(_("Remove it"))))


def _moment(at: Any) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at is not None else ""
