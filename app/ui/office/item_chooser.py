"""Which item a listing is, where no suggestion is right: typed, found, and chosen among a few."""

from collections.abc import Callable
from functools import partial
from typing import Any

from app.center import bind_desk
from app.center.bind_desk import ShopListing
from app.i18n import mark as _
from app.ui.office.entries import Entry, FormField
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.palette import Command


class ItemChooser:
    """A form in the drawer. ``chosen`` gets the listing, the item's code and the pieces."""

    def __init__(
        self, page: FormPage[ShopListing], chosen: Callable[[ShopListing, str, int], None]
    ) -> None:
        self._page, self._chosen = page, chosen

    def ask(self, row: ShopListing) -> None:
        """Which item instead: by its code, a barcode, or words of its name."""
        fields = (
            FormField("item", _("Item"), required=True,
                      hint=_("Code, barcode, or a part of the name")),
            FormField("pieces", _("Pieces in one listing"), Entry.NUMBER, required=True),
        )  # fmt: skip
        form = self._page.put_form(fields, partial(self._find, row), _("Bind"))
        form.show_values({"item": row.suggested or row.sku, "pieces": row.pieces})

    def _find(self, row: ShopListing, form: Form, values: dict[str, Any]) -> None:
        office = self._page.office
        text, pieces = str(values["item"]).strip(), int(values["pieces"])

        def arrived(found: tuple[tuple[str, str, str], ...]) -> None:
            same = [one for one in found if one[0].casefold() == text.casefold()]
            if len(same or found) == 1:
                self._chosen(row, (same or found)[0][0], pieces)
            elif not found:
                if self._page.drawer.own() is form:
                    form.show_error(office.words.say(_("No item is called so")), "item")
            else:
                commands = [
                    Command(f"{sku}  {name} {spec}", partial(self._chosen, row, sku, pieces))
                    for sku, name, spec in found
                ]
                office.choose(commands, office.words.say(_("Which of these?")))

        self._page.asking.read("find", partial(bind_desk.find, text=text), arrived)
