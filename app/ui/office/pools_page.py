"""Pools of waybill numbers: how many are in which state, what runs low, a number made void."""

from functools import partial
from typing import Any, Final

from app.center import number_accounts, number_desk
from app.center.number_accounts import Purchase
from app.center.number_desk import PoolRow
from app.domain.permissions import Permission
from app.domain.waybill_number import NumberState
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import FormField
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.list_layout import ListSpec

MOST_REASONS: Final = 9
STATES: Final = {
    "enough": State(_("Enough"), "check-circle", "ok"),
    "low": State(_("Runs low"), "warning-triangle", "warn"),
    "bought": State(_("Bought for each order"), "check-circle", "brand"),
    "refused": State(_("The courier refuses"), "stop-octagon", "stop"),
    "empty": State(_("Empty"), "stop-octagon", "stop"),
}
WORDS: Final = {
    NumberState.POOL: _("Free"),
    NumberState.LEASED: _("At benches"),
    NumberState.ASSIGNED: _("Of a parcel"),
    NumberState.PRINTED: _("Printed"),
    NumberState.PROVEN: _("Proven"),
    NumberState.HANDED_OVER: _("Handed over"),
    NumberState.BILLED: _("On a bill"),
    NumberState.VOIDED: _("Void"),
}
assert set(WORDS) == set(NumberState)
FIELDS: Final = (
    Field("name", _("Courier"), bold=True, wide=20, least=180, sub=lambda one: one.courier),
    Field("state", _("Stock"), Kind.STATE, states=STATES, filter=True, least=140),
    *(Field(state.value, word, Kind.NUMBER, least=100) for state, word in WORDS.items()),
    Field("open", _("Asked for"), Kind.NUMBER, least=100, hidden=True),
    Field("refused", _("Refused"), Kind.NUMBER, least=100, hidden=True),
)
ASKED: Final = (
    FormField("number", _("Waybill number"), required=True),
    FormField("reason", _("Reason"), required=True, hint=_("It stands in the audit")),
)


class PoolsPage(FormPage[PoolRow]):
    """A number that is void is never used again; there is no way back, so its reason is asked."""

    def __init__(self, office: Office) -> None:
        self._why: tuple[str, tuple[Purchase, ...]] = ("", ())
        super().__init__(
            office,
            ListSpec(
                name="pools",
                title=_("Waybill numbers"),
                line=_("Low: not enough to fill up every bench once"),
                fields=FIELDS,
                read=number_desk.read,
                key=lambda one: one.courier,
                sort="name",
                descending=False,
                groups=(("all", _("All")), ("low", _("Run low"))),
                empty=EmptyModel(
                    "barcode",
                    _("No numbers yet"),
                    _("Numbers come from the courier, by import or by its service."),
                ),
            ),
        )

    def detail(self, row: PoolRow) -> DetailModel:
        say, state = self.office.words.say, STATES[row.state]
        lines = tuple((say(word), f"{getattr(row, key.value):,}") for key, word in WORDS.items())
        void = Action("void", say(_("Make a number void")), "" if row.refused else "primary")
        again = Action("again", say(_("Ask for the refused ones again")), "primary")
        actions = (again, void) if row.refused else (void,)
        about, refused = self._why
        told = tuple(("", one.reason) for one in refused) if about == row.courier else ()
        return DetailModel(
            row.courier,
            row.name,
            row.courier if row.courier != row.name else "",
            say(state.word),
            state.tone,
            filled(
                (say(_("Free")), f"{row.pool:,}"),
                (say(_("Every bench once")), f"{row.need:,}" if row.need else ""),
                (say(_("Asked for")), f"{row.open:,}" if not row.need else ""),
                (say(_("Refused")), f"{row.refused:,}" if row.refused else ""),
            ),
            (
                *((Section(say(_("Why the courier refused")), told),) if told else ()),
                Section(say(_("By state")), lines),
            ),
            actions if self.office.may(Permission.MANAGE_COURIERS) else (),
        )

    def opened(self, row: PoolRow) -> None:
        def arrived(found: tuple[Purchase, ...]) -> None:
            self._why = (row.courier, found[:MOST_REASONS])
            self._arrived()

        if row.refused:
            work = partial(number_accounts.refused, courier=row.courier)
            self.asking.read("refused", work, arrived)

    def ask_again(self, row: PoolRow) -> None:
        """The reason was mended at the courier: the center asks within seconds."""

        def done(many: int) -> None:
            said = self.office.words.many(
                "{n} number is asked for again", "{n} numbers are asked for again", many
            )
            self.office.done(said)
            self.reload()

        self.asking.change(partial(number_accounts.try_again, courier=row.courier), done)

    def act(self, action: str, row: PoolRow) -> None:
        if action == "again":
            self.ask_again(row)
        elif action == "void":
            self.put_form(ASKED, partial(self.void, row), _("Make it void"))

    def void(self, row: PoolRow, form: Form, values: dict[str, Any]) -> None:
        """At the center at once; the bench that has it hears of it."""

        def done(_nothing: object) -> None:
            said = self.office.words.say(_("{number} is void"), number=values["number"])
            self.office.done(said)
            self.drawer.put(None)
            self.reload()

        work = partial(number_desk.void, courier=row.courier, **values)
        self.asking.change(work, done, lambda text: form.show_error(text, "number"))
