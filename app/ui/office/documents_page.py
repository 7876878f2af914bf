"""Documents for the ERP: what left and what came back, on its way there, with the ERP's answer."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from app.center import stock_desk
from app.center.stock_desk import DocumentRow
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import FormField
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.list_layout import ListSpec

STATES: Final = {
    "waiting": State(_("To be sent"), "clock", "quiet"),
    "sending": State(_("Is being sent"), "cloud", "brand"),
    "unknown": State(_("No answer: is looked for"), "question", "warn"),
    "posted": State(_("In the ERP"), "check-circle", "ok"),
    "refused": State(_("Refused"), "stop-octagon", "stop"),
    "dropped": State(_("Not to be sent"), "cross", "quiet"),
}
KINDS: Final = {
    "delivery": State(_("Delivery"), "truck", "quiet"),
    "return": State(_("Return"), "return", "quiet"),
}
FIELDS: Final = (
    Field("order_number", _("Order"), bold=True, wide=20, least=170, filter=True,
          sub=lambda one: one.shop),
    Field("kind", _("Document"), Kind.STATE, states=KINDS, filter=True, least=105),
    Field("state", _("State"), Kind.STATE, states=STATES, filter=True, wide=18, least=215),
    Field("erp_number", _("Number in the ERP"), filter=True, least=130),
    Field("erp_state", _("State in the ERP"), least=110, hidden=True),
    Field("tries", _("Tries"), Kind.NUMBER, least=60),
    Field("opened_at", _("Since"), Kind.MOMENT, least=90),
    Field("posted_at", _("In the ERP since"), Kind.MOMENT, least=120),
    Field("reason", _("Reason"), wide=20, least=160),
)  # fmt: skip
WHY: Final = (FormField("why", _("Why shall the ERP not have it"), required=True),)
BACK: Final = (
    FormField("number", _("Order"), required=True, hint=_("Or its waybill number")),
    FormField("goods", _("Came back"), required=True, hint=_("Item and pieces: TEA 2, CUP 1")),
)


class DocumentsPage(FormPage[DocumentRow]):
    """A document is posted once; what the ERP refuses is worked off here."""

    def __init__(self, office: Office) -> None:
        super().__init__(
            office,
            ListSpec(
                name="documents",
                title=_("Documents for the ERP"),
                line=_("A parcel that left, or goods that came back, is told to the ERP once"),
                fields=FIELDS,
                read=stock_desk.read_documents,
                key=lambda one: one.id,
                sort="opened_at",
                descending=True,
                groups=(
                    ("open", _("Not there yet")),
                    ("refused", _("Refused")),
                    ("posted", _("In the ERP")),
                    ("all", _("All")),
                ),
                empty=EmptyModel("paper", _("Nothing waits"), _("Every document is in the ERP.")),
            ),
        )

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        return (("back", _("Goods came back"), self.back),)

    def detail(self, row: DocumentRow) -> DetailModel:
        say, state = self.office.words.say, STATES[row.state]
        content = row.content
        lines = tuple((one.sku, f"{one.quantity:,}") for one in content.lines)
        return DetailModel(
            row.id,
            row.order_number,
            say(KINDS[row.kind].word),
            say(state.word),
            state.tone,
            filled(
                (say(_("Shop")), row.shop),
                (say(_("Number in the ERP")), row.erp_number),
                (say(_("State in the ERP")), row.erp_state),
                (say(_("Waybill")), ", ".join(content.waybills)),
                (say(_("Key")), row.id),
                (say(_("Reason")), row.reason),
            ),
            (Section(say(_("Goods")), lines),),
            self._actions(row),
        )

    def act(self, action: str, row: DocumentRow) -> None:
        if action == "again":
            work = partial(stock_desk.try_again, document_id=row.id)
            self.asking.change(work, lambda _nothing: self._done(_("It is sent again")))
        elif action == "drop":
            self.put_form(WHY, partial(self.drop, row), _("Do not send it"))

    def drop(self, row: DocumentRow, form: Form, values: dict[str, Any]) -> None:
        work = partial(stock_desk.drop, document_id=row.id, **values)
        self.asking.change(
            work,
            lambda _nothing: self._done(_("The ERP will not get it")),
            lambda text: form.show_error(text, "why"),
        )

    def back(self) -> None:
        """An empty drawer with the form of a return."""
        self.drawer.show_model(DetailModel("", self.office.words.say(_("Goods came back"))))
        self.drawer.show()
        self.put_form(BACK, self.take_back, _("They are on the shelf"))

    def take_back(self, form: Form, values: dict[str, Any]) -> None:
        """For sale at once; the ERP is told by a document."""
        goods = stock_desk.goods_of(values["goods"])
        if goods is None:
            said = self.office.words.say(_("Write the item and its pieces, such as TEA 2"))
            form.show_error(said, "goods")
            return
        work = partial(stock_desk.take_return, number=values["number"], back=goods)
        self.asking.change(
            work,
            lambda _key: self._done(_("They are for sale again")),
            lambda text: form.show_error(text, "number"),
        )

    def _actions(self, row: DocumentRow) -> tuple[Action, ...]:
        if not self.office.may(Permission.WORK_STOCK):
            return ()
        say = self.office.words.say
        again = Action("again", say(_("Send again")), "primary")
        drop = Action("drop", say(_("Do not send it")))
        if row.state in {"refused", "dropped"}:
            return (again, drop) if row.state == "refused" else (again,)
        return (drop,) if row.state in {"waiting", "unknown"} else ()

    def _done(self, said: str) -> None:
        self.office.done(self.office.words.say(said))
        self.drop_form()
        self.reload()
