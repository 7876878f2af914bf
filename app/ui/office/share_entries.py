"""What is asked for a share rule: the shop, and how much of what is free it may sell."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from app.center.share_desk import WRONG
from app.domain.stock import Share
from app.i18n import mark as _
from app.ui.office.entries import Entry, FormField

NO_SHOP: Final = _("No shop is known yet: add one on the page Shops")
ALL_OF_IT: Final = {"percent": 100, "keep": 0, "most": None}


def _check(name: str) -> Callable[[Any], str]:
    """The field's check is the domain's own."""

    def check(value: Any) -> str:
        return WRONG[name] if name in Share(**{"shop": "-", name: value}).wrong else ""

    return check


AMOUNTS: Final = (
    FormField("percent", _("Per cent of what is free"), Entry.NUMBER, required=True,
              hint=_("0 to 100, of what is left after the pieces kept back"),
              check=_check("percent")),
    FormField("keep", _("Pieces kept back"), Entry.NUMBER, required=True, check=_check("keep")),
    FormField("most", _("Pieces at most"), Entry.NUMBER, hint=_("Empty: no limit"),
              check=_check("most")),
)  # fmt: skip


def shop_field(shops: Iterable[tuple[str, str]]) -> FormField:
    """One of the shops that are known."""
    return FormField("shop", _("Shop"), Entry.CHOICE, choices=tuple(shops), required=True)
