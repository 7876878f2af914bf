"""Shops' listings to bind: Enter confirms the best item, a digit another one, and the next comes.

Left the listings, those first that most orders wait for; right what each may be, and why.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from app.center import bind_desk
from app.center.bind_desk import Bound, Choice, ShopListing
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.ui.office import binding_words as said
from app.ui.office.context import Office
from app.ui.office.detail import DetailModel
from app.ui.office.empty import EmptyModel
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.item_chooser import ItemChooser
from app.ui.office.list_layout import ListSpec
from app.ui.office.palette import Command
from app.ui.office.present_binding import FIELDS, present


class BindingPage(FormPage[ShopListing]):
    """The drawer is open as long as nobody shuts it."""

    def __init__(self, office: Office) -> None:
        self._changing = False
        self._aside = True
        super().__init__(
            office,
            ListSpec(
                name="binding",
                title=_("Binding"),
                line=_("What shops sell, and which of our items it is"),
                fields=FIELDS,
                read=bind_desk.read,
                key=lambda one: one.id,
                sort="waiting",
                groups=(
                    ("unbound", _("Not bound")),
                    ("waiting", _("Orders wait")),
                    ("bound", _("Bound")),
                    ("ignored", _("Left aside")),
                    ("gone", _("Not offered any more")),
                ),
                empty=EmptyModel(
                    "check-circle", _("Nothing to bind"), _("Every listing has its item.")
                ),
                hint=_("Enter binds • 1–5 another item • B by code • X leave aside • / search"),
                counts=bind_desk.counts,
            ),
        )
        self.table.acted.disconnect(self.open)
        self.table.acted.connect(self.confirm)
        self.chooser = ItemChooser(self, self.bind)

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        return (
            ("many", _("Confirm many"), self.choose_many),
            ("look", _("Compare again"), self.look_again),
        )

    def waiting(self) -> int:
        return self.counts.get("orders", 0)

    def came_up(self) -> None:
        self._aside = True
        super().came_up()

    def shut(self) -> None:
        self._aside = False
        super().shut()

    def open(self, row: ShopListing) -> None:
        self._aside = True
        super().open(row)

    def detail(self, row: ShopListing) -> DetailModel:
        may = self.office.may(Permission.IMPORT)
        return present(self.office.words, self.office.now(), row, may=may)

    def act(self, action: str, row: ShopListing) -> None:
        self._do(action, row)

    def keyed(self, name: str, row: ShopListing | None) -> None:
        if row is not None and self.office.may(Permission.IMPORT):
            self._do(name, row)

    def confirm(self, row: ShopListing) -> None:
        """Enter: the best item, where there is one; otherwise the drawer, to see and to choose."""
        if row.state == "unbound" and row.suggested and self.office.may(Permission.IMPORT):
            self.bind(row, row.suggested)
        else:
            self.open(row)

    def bind(self, row: ShopListing, sku: str, pieces: int = 1) -> None:
        def done(made: Bound) -> None:
            text = said.bound(self.office.words, row.name or row.code, sku, made.orders)
            self._changed(text, partial(self.take_back, made.act))

        self._change(partial(bind_desk.bind, listing=row.id, sku=sku, pieces=pieces), done)

    def take_back(self, act: str) -> None:
        """Everything that one act bound."""
        work = partial(bind_desk.take_back, bound_by=act)
        self.asking.run(work, lambda _many: self.reload())

    def choose_many(self) -> None:
        """From which score on; each choice says how many listings it is."""
        self.asking.read("choices", bind_desk.choices, self._offer)

    def bind_above(self, score: int) -> None:
        acts: list[str] = []

        def work(store: Any, act: Any, go_on: Callable[[int, int], bool]) -> int:
            acts.append(act.id())
            return bind_desk.bind_above(store, act, go_on, score=score)

        def done(many: int) -> None:
            self.reload()
            if many >= 0:
                text = self.office.words.many(
                    "{n} listing bound", "{n} listings bound", many
                )  # fmt: skip
                self.office.done(text, partial(self.take_back, acts[-1]))

        self.asking.run_long(self.office.words.say(_("Binding")), work, done)

    def look_again(self) -> None:
        """Every unbound listing is compared with every item anew, in the tray."""
        title = self.office.words.say(_("Comparing listings with items"))
        self.asking.run_long(title, bind_desk.look_again, lambda _found: self.reload())

    def _offer(self, found: tuple[Choice, ...]) -> None:
        words = self.office.words
        commands = [
            Command(
                words.many(
                    "Score {score} and more: {n} listing",
                    "Score {score} and more: {n} listings",
                    one.listings, score=one.score,
                ),
                partial(self.bind_above, one.score),
            )
            for one in found if one.listings
        ]  # fmt: skip
        if commands:
            self.office.choose(commands, words.say(_("Confirm the best item where it is clear")))
        else:
            self.office.done(words.say(_("No suggestion is sure enough to be confirmed unseen")))

    def _do(self, name: str, row: ShopListing) -> None:
        found = bind_desk.suggestions(row) if row.state == "unbound" else ()
        if name.isdigit() and 1 <= int(name) <= len(found):
            self.bind(row, found[int(name) - 1].sku)
        elif name == "B":
            self.open(row)
            self.chooser.ask(row)
        elif name == "X" and row.state == "unbound":
            self._set_aside(bind_desk.ignore, row, _("{listing} is left aside"))
        elif name == "U" and row.state != "unbound":
            self._set_aside(bind_desk.unbind, row, _("{listing} waits for an item"))

    def _set_aside(self, work: Callable[..., Bound], row: ShopListing, text: str) -> None:
        def done(_made: Bound) -> None:
            self._changed(self.office.words.say(text, listing=row.name or row.code), None)

        self._change(partial(work, listing=row.id), done)

    def _change(self, work: Callable[..., Bound], done: Callable[[Bound], None]) -> None:
        """One at a time: a second Enter must not bind the same row again."""
        if self._changing:
            return
        self._changing = True

        def failed(text: str) -> None:
            self._changing = False
            form = self.drawer.own()
            if isinstance(form, Form):
                form.show_error(text, "item")
            else:
                self.office.tell(text, "", None)

        self.asking.change(work, done, failed)

    def _changed(self, text: str, undo: Callable[[], None] | None) -> None:
        self.drawer.put(None)
        self.office.done(text, undo)
        self.reload()
        self.table.view.setFocus()

    def _arrived(self) -> None:
        self._changing = False
        super()._arrived()
        if self.rows() and self.table.current() is None:
            self.table.view.select(0)
        row = self.table.current()
        if row is None:
            self.drawer.hide()
        elif self._aside and self.current() is None:
            super().open(row)
