"""Which item a listing is, where no suggestion is right: typed, found, and chosen among a few."""

from collections.abc import Callable
from functools import partial
from typing import Any

from app.center import bind_desk
from app.center.bind_desk import ShopListing
from app.i18n import mark as _
from app.ui.office.asking import Asking
from app.ui.office.context import Office
from app.ui.office.detail import Detail
from app.ui.office.entries import Entry, FormField
from app.ui.office.form import Form
from app.ui.office.palette import Command


class ItemChooser:
    """A form in the drawer. ``chosen`` gets the listing, the item's code and the pieces."""

    def __init__(
        self,
        office: Office,
        asking: Asking,
        drawer: Detail,
        chosen: Callable[[ShopListing, str, int], None],
    ) -> None:
        self._office, self._asking = office, asking
        self._drawer, self._chosen = drawer, chosen

    def ask(self, row: ShopListing) -> None:
        """Which item instead: by its code, a barcode, or words of its name."""
        fields = (
            FormField("item", _("Item"), required=True,
                      hint=_("Code, barcode, or a part of the name")),
            FormField("pieces", _("Pieces in one listing"), Entry.NUMBER, required=True),
        )  # fmt: skip
        form = Form(self._office.style, self._office.words, fields, _("Bind"))
        form.submitted.connect(lambda values: self._find(row, values))
        form.dropped.connect(partial(self._drawer.put, None))
        self._drawer.put(form)
        form.show_values({"item": row.suggested or row.sku, "pieces": row.pieces})
        form.begin()

    def _find(self, row: ShopListing, values: dict[str, Any]) -> None:
        text, pieces = str(values["item"]).strip(), int(values["pieces"])

        def arrived(found: tuple[tuple[str, str, str], ...]) -> None:
            same = [one for one in found if one[0].casefold() == text.casefold()]
            if len(same or found) == 1:
                self._chosen(row, (same or found)[0][0], pieces)
            elif not found:
                form = self._drawer.own()
                if isinstance(form, Form):
                    form.show_error(self._office.words.say(_("No item is called so")), "item")
            else:
                commands = [
                    Command(f"{sku}  {name} {spec}", partial(self._chosen, row, sku, pieces))
                    for sku, name, spec in found
                ]
                self._office.choose(commands, self._office.words.say(_("Which of these?")))

        self._asking.read("find", partial(bind_desk.find, text=text), arrived)
