"""Orders of every shop: found by any code, with the whole history of one in the drawer."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from app.center import order_desk, recipients
from app.center.order_desk import OrderDetail, OrderRow
from app.center.recipients import ShownRecipient
from app.domain.masking import Shown
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import FormField
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.list_layout import ListSpec
from app.ui.office.order_groups import OrderGroups
from app.ui.office.order_words import STATES
from app.ui.office.present_order import facts, looked_for, sections
from app.ui.office.wait_words import PAGES, REASON_STATES, WORDS

_ICONS: Final = {
    "pending": "clock", "held": "hold", "approved": "check-ring", "parked": "park",
    "returned": "return", "packed": "check-circle", "refunded": "undo", "cancelled": "cross",
}  # fmt: skip
ORDER_STATES: Final = {key: State(word, _ICONS[key], tone) for key, (word, tone) in STATES.items()}
FIELDS: Final = (
    Field("number", _("Order"), bold=True, wide=20, least=180, filter=True,
          sub=lambda one: one.shop),
    Field("state", _("State"), Kind.STATE, states=ORDER_STATES, filter=True, least=165),
    Field("reason", _("Waits for"), Kind.STATE, value=lambda one: one.reason or None,
          states=REASON_STATES, filter=True, least=150),
    Field("goods", _("Goods"), sort=False, wide=24, least=160),
    Field("pieces", _("Pieces"), Kind.NUMBER, sort=False, least=70),
    Field("paid", _("Paid"), Kind.MONEY, sort=False, least=90),
    Field("region", _("Ships to"), sort=False, least=120),
    Field("courier", _("Courier"), filter=True, least=90),
    Field("cut_off", _("Cut-off"), Kind.MOMENT, filter=True, least=100),
    Field("updated_at", _("Changed"), Kind.MOMENT, filter=True, least=100),
    Field("shop", _("Shop"), filter=True, hidden=True),
    Field("channel", _("Platform"), filter=True, hidden=True),
    Field("wave", _("Wave"), filter=True, hidden=True),
    Field("holder", _("At the bench"), sort=False, hidden=True),
)  # fmt: skip
WHY: Final = (
    FormField("reason", _("Why is it released by force?"), required=True,
              hint=_("It stands in the audit")),
)  # fmt: skip
WAITING, OPEN = frozenset({"pending", "held"}), frozenset({"approved", "parked", "returned"})


class OrdersPage(FormPage[OrderRow]):
    """The search takes the beginning of any code of an order: number, waybill, slip, tote."""

    spec_of: ListSpec[OrderRow] = ListSpec(
        name="orders",
        title=_("Orders"),
        line=_("Search by the beginning of its number, waybill, slip or tote"),
        fields=FIELDS,
        read=order_desk.read,
        key=lambda one: one.id,
        sort="updated_at",
        groups=(
            ("all", _("All")),
            ("waiting", _("Wait")),
            ("ready", _("To be packed")),
            ("packed", _("Packed")),
            ("ended", _("Ended")),
        ),
        empty=EmptyModel("list", _("No order here"), _("Shops and imports bring them.")),
    )

    def __init__(self, office: Office) -> None:
        self._known: OrderDetail | None = None
        self._person: ShownRecipient | None = None
        super().__init__(office, self.spec_of)
        self.regrouping = OrderGroups(self)

    def detail(self, row: OrderRow) -> DetailModel:
        say, state = self.office.words.say, ORDER_STATES[row.state]
        known = self._of(row)
        waits = say(WORDS[row.reason]) if row.reason in WORDS else row.reason
        now = self.office.now()
        return DetailModel(
            row.id,
            row.number,
            waits,
            say(state.word),
            state.tone,
            facts(known, self._person, self.office.words, now) if known else (),
            sections(known, self.office.words, now) if known else (),
            self._actions(row),
        )

    def opened(self, row: OrderRow) -> None:
        def arrived(found: OrderDetail | None) -> None:
            self._known = found
            self._arrived()

        self._person = None
        self.asking.read("detail", partial(order_desk.detail, order_id=row.id), arrived)
        self.asking.read("person", partial(recipients.look, order_id=row.id), self._seen)

    def act(self, action: str, row: OrderRow) -> None:
        if action == "force":
            self.put_form(WHY, partial(self.force, row), _("Release by force"))
        elif action == "fix":
            page = PAGES[row.reason][0]
            self.office.search_for(looked_for(row, self._of(row), page), page)
        elif action == "show":
            self.asking.change(partial(recipients.unmask, order_id=row.id), self._seen)
        elif not self.regrouping.act(action, row, self._of(row)):
            work, said, undo = self._works()[action]
            self._do(row, work, said, undo)

    def force(self, row: OrderRow, form: Form, values: dict[str, Any]) -> None:
        """Whatever the rules say; the reason stays in the audit."""
        self.asking.change(
            partial(order_desk.force, order_id=row.id, **values),
            lambda _nothing: self._done(row, _("{order} is released"), None),
            lambda text: form.show_error(text, "reason"),
        )

    def _of(self, row: OrderRow) -> OrderDetail | None:
        """What is known of this row by now."""
        return self._known if self._known and self._known.order.id == row.id else None

    def _works(self) -> dict[str, tuple[Callable[..., object], str, Callable[..., object] | None]]:
        """Action: what is done, what is said, and what takes it back."""
        return {
            "approve": (order_desk.approve, _("{order} is released"), order_desk.take_back),
            "hold": (order_desk.hold, _("{order} is held"), order_desk.approve),
            "back": (order_desk.take_back, _("{order} waits again"), order_desk.approve),
            "again": (order_desk.tell_again, _("{order}: the shop is told again"), None),
            "cancel": (order_desk.cancel, _("{order} is cancelled"), None),
        }

    def _do(
        self, row: OrderRow, work: Callable[..., object], said: str,
        undo: Callable[..., object] | None,
    ) -> None:  # fmt: skip
        self.asking.change(
            partial(work, order_id=row.id), lambda _nothing: self._done(row, said, undo)
        )

    def _done(self, row: OrderRow, said: str, undo: Callable[..., object] | None) -> None:
        words = self.office.words.say(said, order=row.number)
        back = None
        if undo is not None:
            work = partial(undo, order_id=row.id)
            back = partial(self.asking.change, work, lambda _nothing: self.reload())
        self.office.done(words, back)
        self.drawer.put(None)
        self.opened(row)
        self.reload()

    def _actions(self, row: OrderRow) -> tuple[Action, ...]:
        say, office, made = self.office.words.say, self.office, []
        if row.reason in PAGES:
            made.append(Action("fix", say(PAGES[row.reason][1]), "primary"))
        if row.state in WAITING:
            if office.may(Permission.HOLD_ORDERS):
                made.append(Action("approve", say(_("Release")), "" if made else "primary"))
            if office.may(Permission.FORCE_APPROVE):
                made.append(Action("force", say(_("Release by force"))))
        if row.state in OPEN and office.may(Permission.HOLD_ORDERS):
            made.append(Action("hold", say(_("Hold"))))
            made.append(Action("back", say(_("Take the approval back"))))
        known = self._of(row)
        refused = known is not None and any(one.state == "refused" for one in known.notices)
        if refused and office.may(Permission.HOLD_ORDERS):
            made.append(Action("again", say(_("Tell the shop again")), "primary"))
        made += self.regrouping.actions(row, known)
        if row.state in WAITING | OPEN and office.may(Permission.END_ORDERS):
            made.append(Action("cancel", say(_("Cancel it"))))
        masked = self._person is not None and self._person.shown is Shown.MASKED
        if masked and office.may(Permission.SEE_RECIPIENTS):
            made.append(Action("show", say(_("Show in full (it is noted)"))))
        return tuple(made)

    def _seen(self, found: ShownRecipient | None) -> None:
        self._person = found
        self._arrived()
