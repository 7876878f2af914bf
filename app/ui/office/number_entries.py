"""What is typed about the account that a courier sells its numbers with, and back. No Qt."""

from typing import Any, Final

from app.domain.contract import NumberAccount
from app.i18n import mark as _
from app.ui.office.entries import Entry, FormField

SERVICES: Final = {
    "": _("None: numbers come out of the pool"),
    "sf": _("SF's own service"),
    "cainiao": _("Cainiao"),
}
KEYS: Final = {
    "partner_id": _("Partner number"),
    "check_word": _("Check word"),
    "app_key": _("Application key"),
    "secret": _("Application secret"),
    "session": _("Session key of the account"),
}
KEPT_HERE: Final = _("Kept in this computer's keyring, never shown. Empty: as before")


def wrong_pairs(text: str) -> str:
    """What is wrong with lines of name=value, as a message id."""
    lines = list(filter(None, map(str.strip, text.splitlines())))
    return "" if all("=" in line for line in lines) else _("One a line: name=value")


def pairs_of(text: str) -> tuple[tuple[str, str], ...]:
    """One a line: name=value; the name may be empty."""
    lines = filter(None, map(str.strip, text.splitlines()))
    parts = (line.partition("=") for line in lines)
    return tuple((name.strip(), value.strip()) for name, _sign, value in parts)


def pairs_text(pairs: tuple[tuple[str, str], ...]) -> str:
    """The same lines again."""
    return "\n".join(f"{name}={value}" for name, value in pairs)


FIELDS: Final = (
    FormField("api", _("Sold by"), Entry.CHOICE, choices=tuple(SERVICES.items()),
              hint=_("The center buys a number for every open order; its keys are given next")),
    FormField("account", _("Account that pays")),
    FormField("code", _("Its code there"), hint=_("Empty: the courier's own")),
    FormField("ahead", _("Numbers for one order"), Entry.NUMBER,
              hint=_("2 where an order is packed into two boxes: what is left over goes back")),
    FormField("tell_weight", _("It hears what the scale said"), Entry.SWITCH),
    FormField("goods", _("What parcels hold"), hint=_("One word for all; empty: the items")),
    FormField("products", _("Its words for our services"), Entry.NOTE, check=wrong_pairs,
              hint=_("One a line: service=word; =word for all others")),
    FormField("sender", _("Sender"), Entry.NOTE, check=wrong_pairs,
              hint=_("One a line: name=, phone=, province=, city=, district=, address=")),
    FormField("options", _("More settings"), Entry.NOTE, check=wrong_pairs,
              hint=_("One a line: name=value")),
    FormField("url", _("Address of the service"), hint=_("Empty: the usual one")),
)  # fmt: skip


def key_fields(names: tuple[str, ...]) -> tuple[FormField, ...]:
    """A field for each key; none is ever filled in."""
    return tuple(FormField(name, KEYS[name], Entry.HIDDEN, hint=KEPT_HERE) for name in names)


def values_of(account: NumberAccount | None) -> dict[str, Any]:
    """An account as the form shows it."""
    one = account or NumberAccount("")
    return {
        "api": one.api,
        "account": one.account,
        "code": one.code,
        "ahead": one.ahead,
        "tell_weight": one.tell_weight,
        "goods": one.goods,
        "products": pairs_text(one.products),
        "sender": pairs_text(one.sender),
        "options": pairs_text(one.options),
        "url": one.url,
    }


def account_of(values: dict[str, Any]) -> NumberAccount | None:
    """What the form's values say; None: nothing is bought."""
    if not values["api"]:
        return None
    return NumberAccount(
        api=values["api"],
        code=values["code"],
        account=values["account"],
        url=values["url"],
        products=pairs_of(values["products"]),
        goods=values["goods"],
        ahead=1 if values["ahead"] is None else values["ahead"],
        tell_weight=values["tell_weight"],
        sender=pairs_of(values["sender"]),
        options=pairs_of(values["options"]),
    )
