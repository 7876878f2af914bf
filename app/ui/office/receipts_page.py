"""Receipts for the ERP: made for days that are over, written as files, posted or undone."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from app.center import receipts
from app.center.receipts import Receipt
from app.domain.money_days import DAY, day_of
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.ui.office.card_preview import wrong_day
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import FormField
from app.ui.office.fields import Field, Kind
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.list_layout import ListSpec
from app.ui.office.money_words import RECEIPTS, platform
from app.ui.office.present_alerts import when
from app.ui.office.present_bill import money

FIELDS: Final = (
    Field("number", _("Receipt"), Kind.NUMBER, bold=True, least=100),
    Field("state", _("State"), Kind.STATE, states=RECEIPTS, filter=True, least=140),
    Field("first_day", _("From"), least=120),
    Field("last_day", _("To"), least=120),
    Field("lines", _("Lines"), Kind.NUMBER, least=100),
    Field("erp_number", _("Number in the ERP"), wide=20, least=180, filter=True),
    Field("made_at", _("Made"), Kind.MOMENT, least=130),
    Field("made_by", _("By"), least=90, hidden=True),
)
_DAYS: Final = (
    FormField("first", _("First day"), required=True, check=wrong_day),
    FormField("last", _("Last day"), required=True, check=wrong_day),
)
_NUMBER: Final = (FormField("number", _("Number in the ERP"), required=True),)


class ReceiptsPage(FormPage[Receipt]):
    def __init__(self, office: Office) -> None:
        super().__init__(
            office,
            ListSpec(
                name="receipts",
                title=_("Receipts"),
                line=_("Settled money for the ERP, by day, shop and account; each line once"),
                fields=FIELDS,
                read=receipts.read,
                key=lambda one: one.id,
                sort="number",
                empty=EmptyModel("payment", _("No receipt yet"),
                                 _("Make one for days that are over.")),
            ),
        )  # fmt: skip

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        return (("make", _("Make a receipt"), self.ask_days),)

    def ask_days(self) -> None:
        """Which days; the day before today is offered."""
        say = self.office.words.say
        self.drawer.show_model(DetailModel("", say(_("Make a receipt"))))
        self.drawer.show()
        day = day_of(self.office.now() - DAY).isoformat()
        form = self.put_form(_DAYS, self._make, _("Make a receipt"))
        form.show_values({"first": day, "last": day})

    def _make(self, form: Form, values: dict[str, Any]) -> None:
        first, last = (receipts.day_from(str(values[name])) for name in ("first", "last"))

        def done(made: Receipt) -> None:
            self.shut()
            undo = partial(self._change, receipts.undo, made)
            said = self.office.words.say(_("Receipt {number} is made"), number=made.number)
            self.office.done(said, undo)
            self.reload()

        self.asking.change(
            partial(receipts.make, first=first, last=last),
            done,
            lambda text: form.show_error(text, "last"),
        )

    def detail(self, row: Receipt) -> DetailModel:
        say = self.office.words.say
        state = RECEIPTS[row.state]
        sections = []
        for one in receipts.sums_of(row):
            title = " · ".join(filter(None, (one.day, one.shop, say(platform(one.provider)))))
            lines = filled(
                (say(_("Lines")), f"{one.lines:,}"),
                (say(_("Received")), money(one.received_minor, one.currency)),
                (say(_("Refunded")), money(one.refunded_minor, one.currency)),
                (say(_("Fees")), money(one.fees_minor, one.currency)),
            )
            sections.append(Section(title, lines))
        return DetailModel(
            row.id,
            say(_("Receipt {number}"), number=row.number),
            f"{row.first_day} – {row.last_day}",
            say(state.word),
            state.tone,
            filled(
                (say(_("Lines")), f"{row.lines:,}"),
                (say(_("Number in the ERP")), row.erp_number),
                (say(_("Made")), when(row.made_at, self.office.now())),
                (say(_("By")), row.made_by),
            ),
            tuple(sections),
            self._actions(row),
        )

    def _actions(self, row: Receipt) -> tuple[Action, ...]:
        say = self.office.words.say
        files = (Action("xlsx", say(_("Write it as XLSX"))),
                 Action("json", say(_("Write it as JSON"))))  # fmt: skip
        if row.state != "made" or not self.office.may(Permission.SEE_PAYMENTS):
            return files
        post = Action("post", say(_("It is in the ERP")), "primary")
        return (post, *files, Action("undo", say(_("Undo the receipt"))))

    def act(self, action: str, row: Receipt) -> None:
        if action == "undo":
            self._change(receipts.undo, row)
        elif action == "post":
            self.put_form(_NUMBER, partial(self._post, row), _("It is in the ERP"))
        else:
            self._write(row, action)

    def _post(self, row: Receipt, form: Form, values: dict[str, Any]) -> None:
        work = partial(receipts.post, receipt_id=row.id, erp_number=str(values["number"]))
        self.asking.change(work, self._changed, lambda text: form.show_error(text, "number"))

    def _change(self, work: Callable[..., None], row: Receipt) -> None:
        self.asking.change(partial(work, receipt_id=row.id), self._changed)

    def _changed(self, _nothing: None) -> None:
        self.drawer.put(None)
        self.reload()

    def _write(self, row: Receipt, ending: str) -> None:
        say = self.office.words.say
        path = self.office.exports / f"receipt-{row.number}.{ending}"
        titles = tuple(say(title) for title in receipts.TITLES)
        work = partial(receipts.write_file, receipt_id=row.id, path=path, titles=titles)
        said = say(_("Written to {file}"), file=str(path))
        self.asking.read(f"write-{ending}", work, lambda _done: self.office.done(said))
