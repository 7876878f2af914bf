"""The rules for couriers: as they are asked, each written with a form and taken back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from app.center import routing_desk
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.routing_desk import RoutingRow
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.domain.routing import RuleKind
from app.i18n import mark as _
from app.ui.office.asked_rules import STATES, asked_actions
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.list_layout import ListSpec
from app.ui.office.present_routing import effect_text, when_lines
from app.ui.office.routing_entries import FIELDS as ASKED
from app.ui.office.routing_entries import KINDS, rule_of, values_of

EFFECTS: Final = {
    "prefer": State(KINDS[RuleKind.PREFER], "check-circle", "ok"),
    "only": State(KINDS[RuleKind.ONLY], "lock", "warn"),
    "forbid": State(KINDS[RuleKind.FORBID], "stop-octagon", "stop"),
}
FIELDS: Final = (
    Field("position", _("Asked"), Kind.NUMBER, least=80),
    Field("name", _("Rule"), bold=True, wide=20, least=170),
    Field("kind", _("What is done"), Kind.STATE, states=EFFECTS, filter=True, least=150),
    Field("couriers", _("Couriers"), wide=14, least=140),
    Field("places", _("Places"), wide=20, least=160),
    Field("grams_over", _("Heavier than"), Kind.GRAMS, least=120),
    Field("grams_to", _("Up to this weight"), Kind.GRAMS, least=120, hidden=True),
    Field("shops", _("Shops"), least=120, hidden=True),
    Field("state", _("State"), Kind.STATE, states=STATES, filter=True, least=110),
)
_Work = Callable[[Any, Act], Any]


class RoutingPage(FormPage[RoutingRow]):
    """One row a rule. Everything that is done to one is taken back with one key."""

    def __init__(self, office: Office) -> None:
        def read(tx: Any, query: PageQuery) -> Page[RoutingRow]:
            return routing_desk.read(tx, query, day=office.now().astimezone().date())

        super().__init__(
            office,
            ListSpec(
                name="courier_rules",
                title=_("Courier rules"),
                line=_("Which courier takes a parcel; where no rule says so, the cheapest"),
                fields=FIELDS,
                read=read,
                key=lambda one: one.id,
                sort="position",
                descending=False,
                groups=(("all", _("All")), ("on", _("On"))),
                empty=EmptyModel(
                    "rules", _("No rules yet"), _("The cheapest courier takes every parcel.")
                ),
            ),
        )

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        if not self.office.may(Permission.MANAGE_COURIERS):
            return ()
        return (("new", _("Add a rule"), self.add),)

    def detail(self, row: RoutingRow) -> DetailModel:
        words = self.office.words
        state = STATES[row.state]
        return DetailModel(
            row.id,
            row.name,
            effect_text(words, row),
            words.say(state.word),
            state.tone,
            filled((words.say(_("Asked as number")), str(row.position))),
            (Section(words.say(_("When")), when_lines(words, row)),),
            self._actions(row),
        )

    def act(self, action: str, row: RoutingRow) -> None:
        back = partial(routing_desk.put_back, rule=row.rule, position=row.position)
        if action == "change":
            form = self.put_form(ASKED, partial(self._save, row), _("Save"))
            form.show_values(values_of(row.rule))
        elif action == "ask":
            self.office.show_page("what_if")
        elif action in {"up", "down"}:
            work = partial(routing_desk.move, rule_id=row.id, up=action == "up")
            self._change(work, _("{name} was moved"), row.name, back)
        elif action in {"on", "off"}:
            work = partial(routing_desk.set_active, rule_id=row.id, active=action == "on")
            on = _("{name} was switched on")
            off = _("{name} was switched off")
            self._change(work, on if action == "on" else off, row.name, back)
        else:
            work = partial(routing_desk.drop, rule_id=row.id)
            self._change(work, _("{name} is gone"), row.name, back)
            self.shut()

    def add(self) -> None:
        """An empty rule, at the end of the list."""
        self.drawer.show_model(DetailModel("", self.office.words.say(_("A new rule"))))
        self.drawer.show()
        self.put_form(ASKED, partial(self._save, None), _("Save"))

    def _actions(self, row: RoutingRow) -> tuple[Action, ...]:
        say = self.office.words.say
        ask = Action("ask", say(_("Try it: what if")))
        if not self.office.may(Permission.MANAGE_COURIERS):
            return (ask,)
        total = self.table.model.page.total
        asked = asked_actions(self.office.words, row.state, row.position, total)
        return (*asked, ask, Action("drop", say(_("Remove it"))))

    def _save(self, row: RoutingRow | None, form: Form, values: dict[str, Any]) -> None:
        say = self.office.words.say
        try:
            rule = rule_of(row.id if row else "", values)
        except NotDoneError as error:
            form.show_error(say(error.says, **error.values), "places")
            return

        def done(rule_id: str) -> None:
            back: _Work = partial(routing_desk.drop, rule_id=rule_id)
            if row is not None:
                back = partial(routing_desk.put_back, rule=row.rule, position=row.position)
            self.drop_form()
            self._said(_("{name} was saved"), rule.name, back)

        self.asking.change(partial(routing_desk.save, rule=rule), done, form.show_error)

    def _change(self, work: _Work, text: str, name: str, back: _Work | None) -> None:
        self.asking.change(work, lambda _nothing: self._said(text, name, back))

    def _said(self, text: str, name: str, back: _Work | None) -> None:
        """What was done, and how to take it back."""
        undo = None
        if back is not None:
            undo = partial(self._change, back, _("The rules stand as before"), "", None)
        self.office.done(self.office.words.say(text, name=name), undo)
        self.reload()
