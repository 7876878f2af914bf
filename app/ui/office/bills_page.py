"""Couriers' bills: taken over, worked off, closed with a document; and their figures."""

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QFileDialog

from app.center import bill_closing, bill_papers, bill_profiles, bill_returns, bill_taking, bills
from app.center.bill_profiles import Preview
from app.center.bills import Bill
from app.domain.permissions import Permission
from app.domain.values import Money
from app.i18n import mark as _
from app.ui.office.bill_charts import BillCharts
from app.ui.office.bill_columns import BillColumns, Told
from app.ui.office.bill_words import BILL_STATES
from app.ui.office.context import Office
from app.ui.office.detail import DetailModel
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import Entry, FormField
from app.ui.office.fields import Field, Kind
from app.ui.office.form import Form
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage
from app.ui.office.present_bill import More, bill_detail

FILES: Final = "*.xlsx *.xls *.csv"
FIELDS: Final = (
    Field("name", _("Bill"), bold=True, wide=30, least=240),
    Field("courier", _("Courier"), filter=True, least=110),
    Field("month", _("Month"), filter=True, least=90),
    Field("state", _("State"), Kind.STATE, states=BILL_STATES, filter=True, least=160),
    Field("lines", _("Lines"), Kind.NUMBER, least=90),
    Field("billed_minor", _("Billed"), Kind.MONEY, least=140,
          value=lambda one: Money(one.billed_minor, one.currency)),
    Field("expected_minor", _("Expected"), Kind.MONEY, least=140,
          value=lambda one: Money(one.expected_minor, one.currency)),
    Field("claim_minor", _("To claim"), Kind.MONEY, least=140,
          value=lambda one: Money(one.claim_minor, one.currency)),
    Field("taken_at", _("Taken over"), Kind.MOMENT, least=130),
)  # fmt: skip
_WHOSE: Final = FormField(
    "courier", _("Courier"), Entry.TEXT, required=True,
    hint=_("The code that its parcels and rate cards have"),
)  # fmt: skip


class BillsPage(ListPage[Bill]):
    """The drawer has what a bill is made of; columns and figures stand in the list's place."""

    def __init__(self, office: Office) -> None:
        self._more = More()
        super().__init__(
            office,
            ListSpec(
                name="bills",
                title=_("Bills"),
                line=_("What couriers ask for, held against what we agreed and weighed"),
                fields=FIELDS,
                read=bills.read,
                key=lambda one: one.id,
                sort="taken_at",
                groups=(("all", _("All")), ("open", _("Open")),
                        ("closed", _("Month closed")), ("paid", _("Paid"))),
                empty=EmptyModel("bill", _("No bill yet"), _("Take over a courier's file.")),
            ),
        )  # fmt: skip
        self.columns, self.charts = BillColumns(office), BillCharts(office, self.asking)
        for one in (self.columns, self.charts):
            self.add_front(one)
            one.closed.connect(self.show_list)
        self.columns.told.connect(self.save_columns)

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        take = ("take", _("Take over a bill"), self.choose_file)
        returns = ("returns", _("Tell returns"), self.choose_returns)
        figures = ("figures", _("Figures"), self.show_figures)
        return (take, returns, figures) if self._works() else (figures,)

    def choose_file(self) -> None:
        """Which file; the drawer then asks whose it is."""
        self._choose(_("Take over a bill"), self.look_at)

    def choose_returns(self) -> None:
        """A list of waybills that came back."""
        self._choose(_("Tell returns"), self.tell_returns)

    def ask_courier(self, title: str, path: Path, then: Callable[[Path, str], None]) -> None:
        """Whose the file is."""
        self.drawer.show_model(DetailModel("", self.office.words.say(title), path.name))
        self.drawer.show()
        form = Form(self.office.style, self.office.words, (_WHOSE,), title)
        form.submitted.connect(lambda values: then(path, str(values["courier"])))
        form.dropped.connect(self.drawer.hide)
        self.drawer.put(form)
        form.begin()

    def look_at(self, path: Path, courier: str) -> None:
        """Taken over where its columns are known; else they are asked for, once a courier."""

        def arrived(seen: Preview) -> None:
            self.drawer.hide()
            if seen.whole:
                self.take(path, courier)
                return
            self.columns.show_preview(path, courier, seen)
            self.show_front(self.columns)
            self.columns.begin()

        self.asking.read("look", partial(bill_profiles.look, path=path, courier=courier), arrived)

    def save_columns(self, told: Told) -> None:
        """The bill is taken over with what was told; the next one of this courier too."""

        def saved(before: str | None) -> None:
            back = partial(bill_profiles.put_back, courier=told.courier, before=before)
            said = self.office.words.say(_("The columns of {courier} are kept"),
                                         courier=told.courier)  # fmt: skip
            self.office.done(said, lambda: self.asking.change(back, lambda _was: None))
            self.show_list()
            self.take(told.path, told.courier)

        work = partial(
            bill_profiles.save, courier=told.courier, titles=told.titles, weight_unit=told.unit
        )
        self.asking.change(work, saved, self.columns.show_error)

    def take(self, path: Path, courier: str) -> None:
        """In the tray, so that a big file stops nobody."""
        work = partial(bill_taking.take, path=path, courier=courier, zone=self._zone())
        self.asking.run_long(path.name, work, lambda _lines: self.reload())

    def tell_returns(self, path: Path, courier: str) -> None:
        def done(new: int) -> None:
            self.drawer.hide()
            self.office.done(
                self.office.words.many("{n} return is new", "{n} returns are new", new)
            )

        self.asking.run(partial(bill_returns.take, path=path, courier=courier), done)

    def show_figures(self) -> None:
        self.drawer.hide()
        self.show_front(self.charts)
        self.charts.begin()

    def detail(self, row: Bill) -> DetailModel:
        words, now = self.office.words, self.office.now()
        return bill_detail(row, self._more, words, now, works=self._works())

    def opened(self, row: Bill) -> None:
        def arrived(found: More) -> None:
            self._more = found
            self._arrived()

        self.asking.read("more", partial(_more, row=row), arrived)

    def act(self, action: str, row: Bill) -> None:
        if action == "lines":
            self.office.search_for(row.name, "bill_lines")
        elif action in _PAPERS:
            work = partial(
                _PAPERS[action], bill_id=row.id, folder=self.office.exports,
                words=self.office.words,
            )  # fmt: skip
            self.asking.run_long(row.name, work, self._written)
        elif action == "drop":
            gone = partial(bill_taking.drop_half, bill_id=row.id)
            self.asking.run(gone, lambda _id: self._changed(row, _("{bill} is dropped")))
        elif action == "dispute_all":
            self._dispute_all(row)
        else:
            self._step(action, row)

    def leave(self) -> bool:
        if self.in_front():
            self.show_list()
            return True
        return super().leave()

    def dress(self) -> None:
        super().dress()
        self.columns.dress()
        self.charts.dress()

    def _step(self, action: str, row: Bill) -> None:
        """Close, pay, and their ways back: each the undo of the other."""
        work, said, back = _STEPS[action]

        def done(_number: object) -> None:
            undo = partial(self._step, back, row) if back else None
            self._changed(row, said, undo)

        self.asking.change(partial(work, bill_id=row.id), done)

    def _dispute_all(self, row: Bill) -> None:
        def done(found: tuple[int, str]) -> None:
            count, mark = found
            work = partial(bill_closing.dispute_none, bill_id=row.id, mark=mark)

            def back() -> None:
                self.asking.change(work, lambda _found: self._again(row))

            said = self.office.words.many("{n} line disputed", "{n} lines disputed", count)
            self.office.done(said, back)
            self._again(row)

        self.asking.change(partial(bill_closing.dispute_all, bill_id=row.id), done)

    def _changed(self, row: Bill, said: str, undo: Callable[[], None] | None = None) -> None:
        self.office.done(self.office.words.say(said, bill=row.name), undo)
        self._again(row)

    def _again(self, row: Bill) -> None:
        self.reload()
        self.opened(row)

    def _written(self, rows: int) -> None:
        if rows >= 0:
            folder = str(self.office.exports)
            self.office.done(self.office.words.say(_("Written to {file}"), file=folder))

    def _choose(self, title: str, then: Callable[[Path, str], None]) -> None:
        said = self.office.words.say(title)
        chosen, _kind = QFileDialog.getOpenFileName(self, said, "", FILES)
        if chosen:
            self.ask_courier(title, Path(chosen), then)

    def _works(self) -> bool:
        return self.office.may(Permission.WORK_BILLS)

    def _zone(self) -> tzinfo:
        """The warehouse's days: of the clock on the wall here."""
        return self.office.now().astimezone().tzinfo or UTC


_PAPERS: Final = {
    "claims": bill_papers.write_claims,
    "settlement": bill_papers.write_settlement,
}
_STEPS: Final[dict[str, tuple[Callable[..., Any], str, str]]] = {
    "close": (bill_closing.close, _("{bill} is closed"), "reopen"),
    "reopen": (bill_closing.reopen, _("{bill} is open again"), ""),
    "pay": (bill_closing.pay, _("{bill} is paid"), "unpay"),
    "unpay": (partial(bill_closing.pay, paid=False), _("{bill} is not paid"), "pay"),
}


def _more(tx: Any, row: Bill) -> More:
    causes = bills.causes(tx, row.id)
    if row.state == "taking":
        return More(row.id, causes)
    return More(
        row.id, causes, bill_closing.settlement(tx, row.id), bill_closing.payable(tx, row.id)
    )
