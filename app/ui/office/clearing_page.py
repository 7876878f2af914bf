"""Lines of the statements: each with its one state; what stands out is worked off here."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from app.center import clearing_desk, clearing_run
from app.center.clearing_desk import MoneyLine, OrderMoney
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import Entry, FormField
from app.ui.office.fields import Field, Kind, minor_field
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.list_layout import ListSpec
from app.ui.office.money_words import KINDS, LINES, ORDERS, PROVIDERS, platform
from app.ui.office.present_alerts import when
from app.ui.office.present_bill import money

FIELDS: Final = (
    Field("happened_at", _("Time"), Kind.MOMENT, filter=True, least=130),
    Field("state", _("State"), Kind.STATE, states=LINES, filter=True, least=210),
    Field("order_number", _("Order"), bold=True, filter=True, wide=16, least=180),
    minor_field("amount_minor", _("Amount"), filter=True),
    minor_field("fee_minor", _("Fee"), least=100),
    Field("provider", _("Platform"), Kind.STATE, states=PROVIDERS, filter=True, least=200),
    Field("trade_no", _("Transaction"), wide=20, least=220),
    Field("note", _("Note"), wide=16, hidden=True),
    Field("kind", _("Kind"), hidden=True),
    Field("words", _("Text"), hidden=True, wide=20, sort=False),
)  # fmt: skip
_FORMS: Final = {
    "work": FormField("text", _("What was done about it"), Entry.NOTE, required=True),
    "assign": FormField("text", _("Order number"), required=True),
}


class ClearingPage(FormPage[MoneyLine]):
    """Work off with a note, give a line its order, take either back."""

    def __init__(self, office: Office) -> None:
        self._order: tuple[str, OrderMoney | None] = ("", None)
        super().__init__(
            office,
            ListSpec(
                name="clearing",
                title=_("Clearing"),
                line=_("Every line has one state; what stands out is for a person"),
                fields=FIELDS,
                read=clearing_desk.read_lines,
                key=lambda one: one.id,
                sort="happened_at",
                groups=(
                    ("open", _("To work off")),
                    ("worked", _("Worked off")),
                    ("new", _("Waits for clearing")),
                    ("cleared", _("Cleared")),
                    ("all", _("All")),
                ),
                empty=EmptyModel("payment", _("Nothing here"),
                                 _("Take over a file on Statements.")),
                counts=clearing_desk.counts,
            ),
        )  # fmt: skip

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        return (("clear", _("Clear now"), self.clear),)

    def clear(self) -> None:
        title = self.office.words.say(_("Clearing"))
        self.asking.run_long(title, clearing_run.clear_all, lambda _lines: self.reload())

    def detail(self, row: MoneyLine) -> DetailModel:
        say = self.office.words.say
        state = LINES[row.state]
        about, order = self._order
        return DetailModel(
            row.id,
            row.order_number or row.trade_no,
            say(platform(row.provider)),
            say(state.word),
            "quiet" if row.worked else state.tone,
            filled(
                (say(_("Amount")), money(row.amount_minor, row.currency)),
                (say(_("Settled")), money(row.settled_minor, row.currency)),
                (say(_("Fee")), money(row.fee_minor, row.currency)),
                (say(_("Kind")), say(KINDS.get(row.kind, row.kind))),
                (say(_("Time")), when(row.happened_at, self.office.now())),
                (say(_("Transaction")), row.trade_no),
                (say(_("As it stands there")), row.order_ref),
                (say(_("Refund")), row.refund_ref),
                (say(_("The platform's word")), row.platform_state),
                (say(_("Text")), row.words),
                (say(_("Note")), row.note),
            ),
            (self._of_order(order),) if about == row.id and order else (),
            tuple(self._actions(row, order if about == row.id else None)),
        )

    def _of_order(self, order: OrderMoney) -> Section:
        say, currency = self.office.words.say, order.currency
        return Section(
            say(_("Its order")),
            filled(
                (say(_("Order")), order.number),
                (say(_("Shop")), order.shop),
                (say(_("State")), say(ORDERS[order.state].word)),
                (say(_("Due")), money(order.due_minor, currency)),
                (say(_("Received")), money(order.received_minor, currency)),
                (say(_("Refunded")), money(order.refunded_minor, currency)),
            ),
        )

    def _actions(self, row: MoneyLine, order: OrderMoney | None) -> Sequence[Action]:
        if not self.office.may(Permission.SEE_PAYMENTS):
            return ()
        say = self.office.words.say
        if row.worked:
            return (Action("open", say(_("Open again")), "primary"),)
        found = [Action("assign", say(_("Give it an order")))]
        if row.state in clearing_desk.OPEN:
            found.insert(0, Action("work", say(_("Work off with a note")), "primary"))
        if row.state == "suggestion" and order is not None:
            word = say(_("It is order {number}"), number=order.number)
            found.insert(0, Action("take", word, "primary"))
        if row.order_number != clearing_desk.own_number(row):
            found.append(Action("own", say(_("Take its order away"))))
        return found

    def opened(self, row: MoneyLine) -> None:
        if not row.order_id:
            return

        def arrived(found: dict[str, OrderMoney]) -> None:
            self._order = (row.id, found.get(row.order_id))
            self._arrived()

        asked = partial(clearing_desk.money_of, order_ids=(row.order_id,))
        self.asking.read("order", asked, arrived)

    def act(self, action: str, row: MoneyLine) -> None:
        if action in _FORMS:
            self._ask(action, row)
        elif action == "open":
            self._work(row, row.note, worked=False)
        elif action == "own":
            self._assign(row, "")
        elif action == "take" and self._order[1] is not None:
            self._assign(row, self._order[1].number)

    def _ask(self, action: str, row: MoneyLine) -> None:
        words = {"work": _("Work off"), "assign": _("Give it an order")}

        def submitted(form: Form, values: dict[str, Any]) -> None:
            if action == "work":
                self._work(row, str(values["text"]), worked=True, form=form)
            else:
                self._assign(row, str(values["text"]), form)

        self.put_form((_FORMS[action],), submitted, words[action])

    def _work(self, row: MoneyLine, note: str, *, worked: bool, form: Form | None = None) -> None:
        def back() -> None:
            self._work(row, row.note or note, worked=not worked)

        word = _("Worked off") if worked else _("Open again")
        call = partial(clearing_desk.work_off, line_id=row.id, note=note, worked=worked)
        self._do(call, f"{row.order_number}: {self.office.words.say(word)}", back, form)

    def _assign(self, row: MoneyLine, number: str, form: Form | None = None) -> None:
        before = "" if row.order_number == clearing_desk.own_number(row) else row.order_number

        def back() -> None:
            self._do(partial(clearing_desk.assign, line_id=row.id, number=before), "", None)

        say = self.office.words.say
        told = say(_("Order {number}: clear now"), number=number) if number else say(_("Clear now"))
        self._do(partial(clearing_desk.assign, line_id=row.id, number=number), told, back, form)

    def _do(
        self, call: Callable[..., None], told: str, back: Callable[[], None] | None,
        form: Form | None = None,
    ) -> None:  # fmt: skip
        def done(_nothing: None) -> None:
            self.drawer.put(None)
            if told and back:
                self.office.done(told, back)
            self.reload()

        failed = (lambda text: form.show_error(text, "text")) if form else None
        self.asking.change(call, done, failed)
