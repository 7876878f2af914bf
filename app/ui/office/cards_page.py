"""Rate cards: by courier and day; opened in the editor, imported with what changes, exported."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, tzinfo
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.center import card_desk
from app.center.card_desk import CardRow, Looked
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.domain.rate_card import RateCard
from app.i18n import mark as _
from app.ui.office.card_editor import CardEditor
from app.ui.office.card_preview import CardPreviewPanel, wrong_day
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import FormField
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form import Form
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage

FILES: Final = "*.xlsx *.csv *.json"
STATES: Final = {
    "in_force": State(_("In force"), "check-circle", "ok"),
    "coming": State(_("To come"), "clock", "brand"),
    "replaced": State(_("Replaced"), "swap", "quiet"),
    "over": State(_("Over"), "cross", "quiet"),
}
FIELDS: Final = (
    Field("courier", _("Courier"), bold=True, filter=True, least=120),
    Field("name", _("Rate card"), wide=30, least=260, sub=lambda one: one.title),
    Field("state", _("State"), Kind.STATE, states=STATES, filter=True, least=130),
    Field("valid_from", _("First day"), least=120),
    Field("valid_to", _("Last day"), least=120),
    Field("zones", _("Zones"), Kind.NUMBER, least=80),
    Field("prices", _("Prices"), Kind.NUMBER, least=80),
    Field("currency", _("Currency"), filter=True, least=90),
    Field("service", _("Service"), filter=True, hidden=True),
    Field("unit", _("Unit"), hidden=True),
)


class CardsPage(ListPage[CardRow]):
    """The editor stands in the place of the list while a card is open in it."""

    def __init__(self, office: Office) -> None:
        def read(tx: Any, query: PageQuery) -> Page[CardRow]:
            return card_desk.read(tx, query, day=office.now().astimezone().date())

        super().__init__(
            office,
            ListSpec(
                name="cards",
                title=_("Rate cards"),
                line=_("What each courier asks, by the day a parcel leaves; old cards stay"),
                fields=FIELDS,
                read=read,
                key=lambda one: one.id,
                sort="courier",
                descending=False,
                groups=(("now", _("In force and to come")), ("all", _("All"))),
                empty=EmptyModel("bill", _("No rate card yet"), _("Import a price sheet.")),
            ),
        )
        self.editor = CardEditor(office)
        self.add_front(self.editor)
        self.editor.closed.connect(self.close_editor)
        self.editor.looked.connect(self.look_at)
        self.editor.taken.connect(partial(self.take, self._taken_from_editor))

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        if not self.office.may(Permission.MANAGE_COURIERS):
            return ()
        return (("import", _("Import a price sheet"), self.choose_file),)

    def detail(self, row: CardRow) -> DetailModel:
        say = self.office.words.say
        state = STATES[row.state]
        actions = [
            Action("edit", say(_("Open in the editor")), "primary"),
            Action("workbook", say(_("Export as a workbook"))),
            Action("flat", say(_("Export as one plain table"))),
        ]
        return DetailModel(
            row.id,
            row.name,
            row.title,
            say(state.word),
            state.tone,
            filled(
                (say(_("Courier")), row.courier),
                (say(_("Service")), row.service),
                (say(_("First day")), row.valid_from),
                (say(_("Last day")), row.valid_to or say(_("until another begins"))),
                (say(_("Zones")), str(row.zones)),
                (say(_("Prices")), f"{row.prices:,}"),
                (say(_("Currency")), row.currency),
                (say(_("Unit")), row.unit),
            ),
            (),
            tuple(actions[0 if self.office.may(Permission.MANAGE_COURIERS) else 1 :]),
        )

    def act(self, action: str, row: CardRow) -> None:
        if action == "edit":
            self.asking.read("card", partial(card_desk.card, card_id=row.id), self.edit)
            return
        work = partial(
            card_desk.export, card_id=row.id, folder=self.office.exports, flat=action == "flat"
        )
        self.asking.run(work, self._exported)

    def edit(self, card: RateCard) -> None:
        """The card in the editor, in place of the list."""
        self.drawer.hide()
        self.show_front(self.editor)
        self.editor.show_card(card)

    def close_editor(self) -> None:
        """Back to the list; what was typed and not taken over can be had back."""
        self.show_list()
        if self.editor.changed:
            said = self.office.words.say(_("What you typed was not taken over"))
            self.office.done(said, partial(self.show_front, self.editor))

    def look_at(self, card: RateCard) -> None:
        """What the card of the editor would change, beside the cells."""
        work = partial(card_desk.look_at_card, card=card, zone=self._zone())
        self.asking.run(work, self.editor.preview.show_looked, self.editor.form.show_error)

    def choose_file(self) -> None:
        title = self.office.words.say(_("Import a price sheet"))
        chosen, _kind = QFileDialog.getOpenFileName(self, title, "", FILES)
        if chosen:
            self.ask_file(Path(chosen))

    def ask_file(self, path: Path) -> None:
        """From which day; what it changes is shown below before anything is taken over."""
        say, look = self.office.words.say, (self.office.style, self.office.words)
        asked = FormField("day", _("Takes effect on"), check=wrong_day,
                          hint=_("Empty: on the day that the sheet says"))  # fmt: skip
        form, panel = Form(*look, (asked,), _("See what changes")), CardPreviewPanel(*look)
        together = QWidget()
        form.submitted.connect(partial(self._look_at_file, path, form, panel))
        form.dropped.connect(self.shut)
        panel.taken.connect(partial(self.take, self.shut))
        box = QVBoxLayout(together)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(form)
        box.addWidget(panel)
        self.drawer.show_model(DetailModel("", say(_("Import a price sheet")), path.name))
        self.drawer.show()
        self.drawer.put(together)
        form.submit()

    def take(self, then: Callable[[], None], cards: Sequence[RateCard]) -> None:
        """Nothing of the past changes: the cards count from their first day on."""

        def done(count: int) -> None:
            words = self.office.words
            self.office.done(
                words.many("{n} rate card taken over", "{n} rate cards taken over", count)
            )
            then()
            self.reload()

        self.asking.change(partial(card_desk.take, cards=tuple(cards)), done)

    def leave(self) -> bool:
        if not self.editor.isHidden():
            self.close_editor()
            return True
        return super().leave()

    def dress(self) -> None:
        super().dress()
        self.editor.dress()

    def _look_at_file(
        self, path: Path, form: Form, panel: CardPreviewPanel, values: dict[str, str]
    ) -> None:
        together = self.drawer.own()
        day = date.fromisoformat(values["day"]) if values["day"] else None
        work = partial(card_desk.look_at_file, path=path, effective=day, zone=self._zone())

        def arrived(looked: Looked) -> None:
            if self.drawer.own() is together:
                panel.show_looked(looked)

        self.asking.run(work, arrived, form.show_error)

    def _taken_from_editor(self) -> None:
        for grid in self.editor.grids.values():
            grid.sheet.keep()
        self.close_editor()

    def _exported(self, path: Path) -> None:
        self.office.done(self.office.words.say(_("Written to {file}"), file=str(path)))

    def _zone(self) -> tzinfo:
        """The warehouse's days: of the clock on the wall here."""
        return self.office.now().astimezone().tzinfo or UTC
