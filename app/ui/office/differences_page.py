"""Where shops and our catalogue do not agree: price, name, stock; two of them can be told to them.

Of stock all that differs may be told at once, of prices one listing at a time (see
app/center/price_differences.py).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from app.center import differences, price_differences
from app.center.differences import Difference
from app.domain.permissions import Permission
from app.domain.values import Money
from app.i18n import mark as _
from app.ui.figures import money
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind, State
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage
from app.ui.office.present_alerts import when

PUSHES: Final = {
    "waits": State(_("Waits to be told"), "clock", "brand"),
    "refused": State(_("The shop refused it"), "stop-octagon", "stop"),
    "told": State(_("Told"), "check-circle", "ok"),
}


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def _should_cost(one: Difference) -> Money | None:
    """Our price of what one listing holds."""
    price = one.item_price_minor
    return None if price is None else Money(price * one.pieces, one.item_currency)


def _for_sale(one: Difference) -> int | None:
    return None if one.for_sale is None else one.for_sale // one.pieces


def _stock_told(one: Difference) -> str:
    return _state(one.push_words, one.push_stock, one.pushed_at)


def _price_told(one: Difference) -> str:
    return _state(one.push_price_words, one.push_price_minor, one.price_pushed_at)


def _state(words: str, wished: int | None, told_at: datetime | None) -> str:
    return "refused" if words else "waits" if wished is not None else "told" if told_at else ""


def _told(one: Difference) -> str:
    """Of both what a person has to know first."""
    states = {_stock_told(one), _price_told(one)}
    return next((state for state in ("refused", "waits", "told") if state in states), "")


def _price_tone(one: Difference) -> str:
    shop, ours = _money(one.price_minor, one.currency), _should_cost(one)
    return "warn" if shop and ours and shop != ours else ""


def _stock_tone(one: Difference) -> str:
    """More in the shop than we have is what gets oversold."""
    ours = _for_sale(one)
    if one.stock is None or ours is None or one.stock == ours:
        return ""
    return "stop" if one.stock > ours else "warn"


_WORK: Final[dict[str, Callable[..., Any]]] = {
    "push": differences.wish,
    "drop": differences.drop,
    "push_price": price_differences.wish_price,
    "drop_price": price_differences.drop_price,
}
_BACK: Final = {"push": "drop", "push_price": "drop_price"}
FIELDS: Final = (
    Field("name", _("Listing"), sub=lambda one: f"{one.spec}  {one.shop}".strip(), bold=True,
          wide=26, least=220),
    Field("item_name", _("Item"), sub=lambda one: one.sku, wide=20, least=170),
    Field("price_minor", _("Shop's price"), Kind.MONEY, tone=_price_tone, least=125,
          value=lambda one: _money(one.price_minor, one.currency)),
    Field("item_price_minor", _("Our price"), Kind.MONEY, value=_should_cost, least=120),
    Field("stock", _("Shop's stock"), Kind.NUMBER, tone=_stock_tone, least=120),
    Field("for_sale", _("We can sell"), Kind.NUMBER, value=_for_sale, sort=False, least=120),
    Field("push_stock", _("To the shop"), Kind.STATE, value=lambda one: _told(one) or None,
          states=PUSHES, least=180),
    Field("shop", _("Shop"), filter=True, hidden=True),
    Field("code", _("Shop's code"), filter=True, hidden=True),
    Field("sku", _("Item code"), filter=True, hidden=True),
    Field("on_sale", _("On sale"), Kind.CHECK, hidden=True),
)  # fmt: skip


class DifferencesPage(ListPage[Difference]):
    """Only what is bound and still offered stands here."""

    def __init__(self, office: Office) -> None:
        super().__init__(
            office,
            ListSpec(
                name="differences",
                title=_("Differences"),
                line=_("What lies here can be told to the shops: stock one by one or all of it, "
                       "a price only where you say so."),
                fields=FIELDS,
                read=differences.read,
                key=lambda one: one.id,
                sort="name",
                descending=False,
                groups=(
                    ("any", _("Stock or price")),
                    ("stock", _("Stock")),
                    ("price", _("Price")),
                    ("name", _("Names")),
                    ("pushing", _("To be told")),
                    ("all", _("All bound")),
                ),
                empty=EmptyModel(
                    "check-circle", _("No difference"), _("Shops and catalogue agree.")
                ),
                hint=_("Enter details • P tell the stock • O tell the price • / search • E export"),
            ),
        )  # fmt: skip

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        return (("push", _("Tell all stock"), self.tell_all),)

    def search(self, text: str) -> None:
        """From elsewhere: whatever agrees is looked for too."""
        self.table.ask(group="all")
        super().search(text)

    def keyed(self, name: str, row: Difference | None) -> None:
        action = {"P": "push", "O": "push_price"}.get(name)
        if action is not None and row is not None and self.office.may(Permission.IMPORT):
            self.act(action, row)

    def detail(self, row: Difference) -> DetailModel:
        say, now = self.office.words.say, self.office.now()

        def at(moment: datetime | None) -> str:
            return when(moment, now) if moment else ""

        state = PUSHES.get(_told(row), State(""))
        shop, ours = _money(row.price_minor, row.currency), _should_cost(row)
        to_tell = _money(row.push_price_minor, row.currency or row.item_currency)
        price = PUSHES.get(_price_told(row), State(""))
        stock = PUSHES.get(_stock_told(row), State(""))
        numbers = ((_("Shop's stock"), row.stock), (_("We can sell"), _for_sale(row)),
                   (_("Free pieces"), row.free), (_("Number to tell"), row.push_stock))  # fmt: skip
        return DetailModel(
            row.id,
            row.name,
            row.spec,
            say(state.word) if state.word else "",
            state.tone if state.tone != "brand" else "quiet",
            filled(
                (say(_("Shop")), f"{row.shop} ({row.channel})"),
                (say(_("Shop's code")), row.code),
                (say(_("Item")), f"{row.sku}  {row.item_name}"),
                (say(_("Pieces in one listing")), str(row.pieces) if row.pieces > 1 else ""),
                (say(_("Shop's price")), money(shop) if shop else ""),
                (say(_("Our price")), money(ours) if ours else ""),
                (say(_("Price to tell")), money(to_tell) if to_tell else ""),
                (say(_("Price to the shop")), say(price.word) if price.word else ""),
                (say(_("Price last told")), at(row.price_pushed_at)),
                (say(_("Price refused")), self._why(row.push_price_words)),
                *((say(word), f"{number:,}") for word, number in numbers if number is not None),
                (say(_("Stock to the shop")), say(stock.word) if stock.word else ""),
                (say(_("Stock last told")), at(row.pushed_at)),
                (say(_("Stock refused")), row.push_words),
            ),
            (),
            self._actions(row),
        )

    def act(self, action: str, row: Difference) -> None:
        words = self.office.words

        def wished(number: Any) -> None:
            n = money(number) if isinstance(number, Money) else f"{number:,}"
            text = words.say(_("{shop} will be told {n}"), shop=row.shop, n=n)
            self.office.done(text, partial(self.act, _BACK[action], row))
            self.reload()

        work = partial(_WORK[action], listing=row.id)
        if action in _BACK:
            self.asking.change(work, wished)
        else:
            self.asking.change(work, lambda _nothing: self.reload())

    def tell_all(self) -> None:
        """Everything whose stock differs, as far as the search goes."""

        def done(many: int) -> None:
            self.reload()
            if many >= 0:
                text = self.office.words.many(
                    "{n} listing will be told to its shop",
                    "{n} listings will be told to their shops", many,
                )  # fmt: skip
                self.office.done(text)

        work = partial(differences.wish_all, text=self.table.query.text)
        self.asking.run_long(self.office.words.say(_("Stock for the shops")), work, done)

    def _actions(self, row: Difference) -> tuple[Action, ...]:
        say = self.office.words.say
        if not self.office.may(Permission.IMPORT):
            return ()
        no_stock = "" if row.for_sale is not None else say(_("Nobody has told us its stock"))
        made = [
            Action("push", say(_("Tell the shop our stock (P)")), "primary", no_stock),
            Action("push_price", say(_("Tell the shop our price (O)")), "", self._no_price(row)),
        ]
        if row.push_stock is not None:
            made.append(Action("drop", say(_("Do not tell the stock"))))
        if row.push_price_minor is not None:
            made.append(Action("drop_price", say(_("Do not tell the price"))))
        return tuple(made)

    def _why(self, words: str) -> str:
        ours = words in price_differences.OUR_WORDS
        return self.office.words.say(words) if ours else words

    def _no_price(self, row: Difference) -> str:
        """Why our price cannot be told; "": it can."""
        say, ours = self.office.words.say, _should_cost(row)
        if ours is None:
            return say(price_differences.NO_PRICE)
        if row.currency and row.currency != ours.currency:
            return say(price_differences.ANOTHER_CURRENCY)
        return ""
