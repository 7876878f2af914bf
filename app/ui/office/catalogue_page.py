"""The catalogue: every item with its price, category, size and picture; a file brings it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QLabel

from app.center import item_list
from app.center.item_list import ItemCard, ItemRow
from app.domain.permissions import Permission
from app.domain.values import Money
from app.i18n import mark as _
from app.ui.figures import money, weight
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind, State
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage

FILES: Final = "*.xlsx *.xls *.csv"
_PICTURE: Final = 200
_LEVELS: Final = {"each": _("Piece"), "inner": _("Inner pack"), "carton": _("Carton")}
_STATES: Final = {
    "True": State(_("In use"), "check-circle", "ok"),
    "False": State(_("Retired"), "hold", "quiet"),
}


def _floor(one: ItemRow) -> Money | None:
    return None if one.floor_minor is None else Money(one.floor_minor, one.currency)


def _price(one: ItemRow) -> Money | None:
    return None if one.price_minor is None else Money(one.price_minor, one.currency)


def _size(one: ItemRow) -> str:
    sides = (one.length_mm, one.width_mm, one.height_mm)
    return " × ".join(f"{side:,}" for side in sides) + " mm" if any(sides) else ""


FIELDS: Final = (
    Field("name", _("Item name"), sub=lambda one: one.spec, picture=lambda one: one.picture,
          bold=True, wide=34, least=280),
    Field("sku", _("Item code"), wide=16, least=170, filter=True),
    Field("category", _("Category"), wide=12, least=120, filter=True),
    Field("price_minor", _("Price"), Kind.MONEY, value=_price, filter=True, least=120,
          currency="CNY"),
    Field("weight_g", _("Weight"), Kind.GRAMS, filter=True, least=110),
    Field("parts", _("Kit parts"), Kind.NUMBER, value=lambda one: one.parts or None, least=100),
    Field("floor_minor", _("Floor price"), Kind.MONEY, value=_floor, filter=True, hidden=True,
          least=120, currency="CNY"),
    Field("size", _("Size"), value=_size, sort=False, hidden=True, least=170),
    Field("active", _("State"), Kind.STATE, value=lambda one: str(one.active), states=_STATES,
          sort=False, hidden=True, least=130),
)  # fmt: skip


class CataloguePage(ListPage[ItemRow]):
    """The drawer has barcodes, the parts of a kit and the listings that are bound to it."""

    def __init__(self, office: Office) -> None:
        self._card: ItemCard | None = None
        super().__init__(
            office,
            ListSpec(
                name="catalogue",
                title=_("Catalogue"),
                line=_("Items as the ERP has them: what is packed, weighed and sold"),
                fields=FIELDS,
                read=item_list.read,
                key=lambda one: one.sku,
                sort="sku",
                descending=False,
                groups=(
                    ("active", _("In use")),
                    ("kits", _("Kits")),
                    ("bare", _("Without a weight")),
                    ("retired", _("Retired")),
                ),
                empty=EmptyModel("catalogue", _("No items yet"), _("Import the item list.")),
            ),
        )

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        return (("import", _("Import items"), self.choose_file),)

    def choose_file(self) -> None:
        """A sheet of items, barcodes or kits; pictures in it or beside it."""
        title = self.office.words.say(_("Import items"))
        chosen, _kind = QFileDialog.getOpenFileName(self, title, "", FILES)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """In the tray; everything that is wrong with the file is said at once."""
        work = partial(item_list.take_file, path=path, pictures=self.office.pictures_kept)

        def done(changed: int) -> None:
            text = self.office.words.many(
                "{n} item is new or different", "{n} items are new or different", changed
            )
            self.office.done(text)
            self.reload()

        self.asking.run_long(path.name, work, done)

    def detail(self, row: ItemRow) -> DetailModel:
        say = self.office.words.say
        card = self._card if self._card and self._card.item.sku == row.sku else None
        state, price, floor = _STATES[str(row.active)], _price(row), _floor(row)
        return DetailModel(
            row.sku,
            row.name,
            row.spec,
            say(state.word),
            state.tone,
            filled(
                (say(_("Item code")), row.sku),
                (say(_("Category")), row.category),
                (say(_("Price")), money(price) if price else ""),
                (say(_("Floor price")), money(floor) if floor else ""),
                (say(_("Weight")), weight(row.weight_g) if row.weight_g else ""),
                (say(_("Size")), _size(row)),
                (say(_("Shelf")), card.item.location if card else ""),
            ),
            self._sections(card) if card else (),
            self._actions(row),
        )

    def opened(self, row: ItemRow) -> None:
        shown = QLabel()
        unit = self.office.style.unit
        shown.setPixmap(self.office.pictures.product(row.picture, _PICTURE * unit))
        self.drawer.put(shown)

        def arrived(card: ItemCard | None) -> None:
            self._card = card
            self._arrived()

        self.asking.read("card", partial(item_list.card, sku=row.sku), arrived)

    def act(self, action: str, row: ItemRow) -> None:
        if action == "listings":
            self.office.search_for(row.sku, "differences")
            return
        work = item_list.retire if action == "retire" else item_list.bring_back
        said = _("{item} is retired") if action == "retire" else _("{item} is in use again")
        back = "bring_back" if action == "retire" else "retire"

        def done(_nothing: object) -> None:
            text = self.office.words.say(said, item=row.sku)
            self.office.done(text, partial(self.act, back, row))
            self.reload()

        self.asking.change(partial(work, sku=row.sku), done)

    def _sections(self, card: ItemCard) -> tuple[Section, ...]:
        say, words = self.office.words.say, self.office.words
        codes = tuple(
            (say(_LEVELS[one.level.value]), f"{one.code}  × {one.quantity}")
            for one in card.item.barcodes
        )
        parts = tuple(
            (f"{one.quantity} ×", f"{one.item.sku}  {one.item.name} {one.item.spec}")
            for one in card.parts
        )
        sold = tuple(
            (one.shop, f"{one.name} {one.spec}" + (f"  × {one.pieces}" if one.pieces > 1 else ""))
            for one in card.listings
        )
        many = words.many("{n} listing", "{n} listings", len(sold))
        titled = ((say(_("Barcodes")), codes), (say(_("In one kit")), parts), (many, sold))
        return tuple(Section(title, lines) for title, lines in titled if lines)

    def _actions(self, row: ItemRow) -> tuple[Action, ...]:
        say = self.office.words.say
        if not self.office.may(Permission.IMPORT):
            return ()
        listings = Action("listings", say(_("Its listings")), "primary")
        if row.active:
            return (listings, Action("retire", say(_("Retire"))))
        return (listings, Action("bring_back", say(_("Use again"))))
