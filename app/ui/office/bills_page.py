"""Couriers' bills: taken over from a file, with what they claim, cause by cause."""

from collections.abc import Callable, Sequence
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog

from app.center import bills
from app.center.bills import Bill, CauseSum
from app.domain.values import Money
from app.i18n import mark as _
from app.ui.office.bill_words import CAUSES
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import Entry, FormField
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form import Form
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage
from app.ui.office.present_alerts import when

FILES: Final = "*.xlsx *.xls *.csv"


def money(minor: int | None, currency: str) -> str:
    return "" if minor is None else f"{Money(minor, currency).amount:,} {currency}"


FIELDS: Final = (
    Field("name", _("Bill"), bold=True, wide=30, least=260),
    Field("courier", _("Courier"), filter=True, least=110),
    Field("lines", _("Lines"), Kind.NUMBER, least=90),
    Field("billed_minor", _("Billed"), Kind.MONEY, least=140,
          value=lambda one: Money(one.billed_minor, one.currency)),
    Field("expected_minor", _("Expected"), Kind.MONEY, least=140,
          value=lambda one: Money(one.expected_minor, one.currency)),
    Field("claim_minor", _("To claim"), Kind.MONEY, least=140,
          value=lambda one: Money(one.claim_minor, one.currency)),
    Field("taken_at", _("Taken over"), Kind.MOMENT, least=130),
)  # fmt: skip


class BillsPage(ListPage[Bill]):
    """The drawer has the sums by cause; from there to the lines."""

    def __init__(self, office: Office) -> None:
        self._causes: tuple[str, tuple[CauseSum, ...]] = ("", ())
        self._file: Path | None = None
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
                empty=EmptyModel("bill", _("No bill yet"), _("Take over a courier's file.")),
            ),
        )

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        return (("take", _("Take over a bill"), self.choose_file),)

    def choose_file(self) -> None:
        """Which file; the drawer then asks whose it is."""
        title = self.office.words.say(_("Take over a bill"))
        chosen, _kind = QFileDialog.getOpenFileName(self, title, "", FILES)
        if chosen:
            self.ask_courier(Path(chosen))

    def ask_courier(self, path: Path) -> None:
        """Whose bill the file is."""
        say = self.office.words.say
        self._file = path
        self.drawer.show_model(DetailModel("", say(_("Take over a bill")), path.name))
        self.drawer.show()
        asked = FormField("courier", _("Courier"), Entry.TEXT, required=True,
                          hint=_("The code that its parcels and rate cards have"))  # fmt: skip
        form = Form(self.office.style, self.office.words, (asked,), _("Take over a bill"))
        form.submitted.connect(lambda values: self.take(path, str(values["courier"])))
        form.dropped.connect(self.drawer.hide)
        self.drawer.put(form)
        form.begin()

    def take(self, path: Path, courier: str) -> None:
        """In the tray, so that a big file stops nobody."""
        self.drawer.hide()
        zone = self.office.now().astimezone().tzinfo or UTC
        work = partial(bills.take, path=path, courier=courier, zone=zone)
        self.asking.run_long(path.name, work, lambda _lines: self.reload())

    def detail(self, row: Bill) -> DetailModel:
        say = self.office.words.say
        about, sums = self._causes
        lines = tuple(self._line(one, row.currency) for one in sums)
        stated = money(row.stated_minor, row.currency)
        return DetailModel(
            row.id,
            row.name,
            row.courier,
            money(row.claim_minor, row.currency) if row.claim_minor else say(_("Nothing to claim")),
            "stop" if row.claim_minor else "ok",
            filled(
                (say(_("Billed")), money(row.billed_minor, row.currency)),
                (say(_("It states")), stated),
                (say(_("Expected")), money(row.expected_minor, row.currency)),
                (say(_("Taken over")), when(row.taken_at, self.office.now())),
                (say(_("Look at")), row.warning),
            ),
            (Section(say(_("By cause")), lines),) if about == row.id and lines else (),
            (Action("lines", say(_("Show its lines")), "primary"),),
        )

    def _line(self, one: CauseSum, currency: str) -> tuple[str, str]:
        say = self.office.words.say
        word = say(CAUSES.get(one.cause, State(one.cause)).word)
        claim = f" · {money(one.claim_minor, currency)}" if one.claim_minor else ""
        return (word, f"{one.lines:,}{claim}")

    def opened(self, row: Bill) -> None:
        def arrived(found: tuple[CauseSum, ...]) -> None:
            self._causes = (row.id, found)
            self._arrived()

        self.asking.read("causes", partial(bills.causes, bill_id=row.id), arrived)

    def act(self, action: str, row: Bill) -> None:
        if action == "lines":
            self.office.search_for(row.name, "bill_lines")
