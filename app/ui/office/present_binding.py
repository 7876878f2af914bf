"""A listing as the page of bindings shows it: its columns, and all that is known of it."""

from datetime import datetime
from typing import Final

from app.center import bind_desk
from app.center.bind_desk import ShopListing, Suggested
from app.domain.values import Money
from app.i18n import Words
from app.i18n import mark as _
from app.ui.figures import money
from app.ui.office import binding_words as said
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.fields import Field, Kind
from app.ui.office.present_alerts import when


def _score(one: ShopListing) -> int | None:
    return one.score if one.state == "unbound" and one.suggested else None


def _item(one: ShopListing) -> str:
    return one.sku or one.suggested


def _item_name(one: ShopListing) -> str:
    found = bind_desk.suggestions(one)
    first = found[0] if found and found[0].sku == _item(one) else None
    return f"{first.name} {first.spec}".strip() if first else ""


def _price(one: ShopListing) -> Money | None:
    return None if one.price_minor is None else Money(one.price_minor, one.currency)


FIELDS: Final = (
    Field("name", _("Listing"), sub=lambda one: one.spec, bold=True, wide=34, least=250),
    Field("code", _("Shop's code"), sub=lambda one: one.shop, filter=True, wide=12, least=140),
    Field("waiting", _("Orders waiting"), Kind.NUMBER, filter=True, least=130),
    Field("suggested", _("Item"), value=_item, sub=_item_name, wide=24, least=180),
    Field("score", _("Score"), Kind.NUMBER, value=_score, filter=True, least=90),
    Field("shop", _("Shop"), filter=True, hidden=True),
    Field("state", _("State"), Kind.STATE, states=said.STATES, hidden=True, least=140),
    Field("barcode", _("Barcode"), hidden=True, least=150),
    Field("price_minor", _("Price"), Kind.MONEY, value=_price, hidden=True),
    Field("stock", _("Stock"), Kind.NUMBER, hidden=True),
    Field("on_sale", _("On sale"), Kind.CHECK, hidden=True),
    Field("seen_at", _("Last seen"), Kind.MOMENT, hidden=True),
)


def present(words: Words, now: datetime, row: ShopListing, *, may: bool) -> DetailModel:
    """One listing: what the shop says, what it may be and why, and what can be done."""
    say = words.say
    price = _price(row)
    found = bind_desk.suggestions(row) if row.state == "unbound" else ()
    sections = tuple(
        Section(
            f"{at}   {one.sku}   {one.name} {one.spec}   {one.score}",
            tuple(said.reason(words, each) for each in one.reasons),
        )
        for at, one in enumerate(found, start=1)
    )
    state = said.STATES[row.state]
    bound = f"{row.sku} × {row.pieces}" if row.pieces > 1 else row.sku
    how = say(said.HOW[row.how]) if row.how in said.HOW else ""
    return DetailModel(
        row.id,
        row.name or row.code,
        row.spec,
        say(state.word),
        state.tone,
        filled(
            (say(_("Item")), bound),
            (say(_("Bound")), " ".join(part for part in (how, row.bound_by) if part)),
            (say(_("Shop")), f"{row.shop} ({row.channel})"),
            (say(_("Shop's code")), row.code),
            (say(_("Barcode")), row.barcode),
            (say(_("Price")), money(price) if price else ""),
            (say(_("Orders waiting")), f"{row.waiting:,}" if row.waiting else ""),
            (say(_("Gone since")), when(row.gone_at, now) if row.gone_at else ""),
        ),
        sections,
        _actions(words, row, found) if may else (),
    )


def _actions(words: Words, row: ShopListing, found: tuple[Suggested, ...]) -> tuple[Action, ...]:
    say = words.say
    made = [
        Action(
            str(at),
            say(_("Bind to {item} (Enter)"), item=one.sku) if at == 1
            else say(_("{n}: bind to {item}"), n=at, item=one.sku),
            "primary" if at == 1 else "",
        )
        for at, one in enumerate(found[:2], start=1)
    ]  # fmt: skip
    made.append(Action("B", say(_("Another item (B)"))))
    if row.state == "bound":
        made.append(Action("U", say(_("Take the binding away (U)"))))
    elif row.state == "ignored":
        made.append(Action("U", say(_("Offer it for binding again (U)"))))
    else:
        made.append(Action("X", say(_("Leave aside (X)"))))
    return tuple(made)
