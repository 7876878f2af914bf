"""What a parcel would cost: each courier's price step by step, the one chosen, and why."""

from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.center import what_if
from app.center.what_if import WhatIf
from app.i18n import mark as _
from app.ui.office.card_preview import wrong_day
from app.ui.office.context import Office
from app.ui.office.entries import Entry, FormField
from app.ui.office.form import Form
from app.ui.office.page import OfficePage
from app.ui.office.page_head import PageHead
from app.ui.office.parts import button, labelled, quiet
from app.ui.office.present_what_if import (
    PriceModel,
    WhatIfModel,
    asked_of,
    present,
    wrong_sides,
)
from app.ui.station.forms import scrolling, toned

CURRENCY: Final = "CNY"


def _some(value: int) -> str:
    return "" if value > 0 else _("A weight, like 250 g or 1.2 kg")


ASKED: Final = (
    FormField("address", _("Address"), hint=_("In one line; or fill in the place below")),
    FormField("grams", _("Weight"), Entry.GRAMS, required=True, check=_some),
    FormField("sides", _("Sides (cm)"), hint=_("Like 30 x 20 x 10; where size counts"),
              check=wrong_sides),
    FormField("day", _("Ship date"), required=True, check=wrong_day),
    FormField("province", _("Province")),
    FormField("city", _("City")),
    FormField("district", _("District")),
    FormField("postcode", _("Postcode")),
    FormField("country", _("Country"), hint=_("Empty: China")),
    FormField("shop", _("Of which shop"), hint=_("Where rules go by shop")),
    FormField("insured", _("Insured value"), Entry.MONEY, currency=CURRENCY),
    FormField("collected", _("Money to collect"), Entry.MONEY, currency=CURRENCY),
    FormField("cod", _("Money is collected at the door"), Entry.SWITCH),
)  # fmt: skip
_NOTHING: Final = _("Give a place and a weight: every courier's price is shown here, step by step.")


class WhatIfPage(OfficePage):
    """Asks at the center, by the same rating and the same rules that price and choose at work."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.head = PageHead(office, actions=False)
        self.form = Form(office.style, office.words, ASKED, _("Ask for the prices"))
        self.form.can_drop = False
        self.form.submitted.connect(self.ask)
        self.model: WhatIfModel | None = None
        self._answer: WhatIf | None = None
        self._shown: QWidget | None = None
        self._place()
        self.form.show_values({"day": self._today()})

    def came_up(self) -> None:
        self.form.begin()

    def search(self, text: str) -> None:
        """An address from elsewhere."""
        self.form.show_values({"address": text, "day": self._today()})
        self.form.begin()

    def ask(self, values: dict[str, Any]) -> None:
        if not any(values[key] for key in ("address", "province", "city", "postcode", "country")):
            self.form.show_error(self.office.words.say(_("Where does it go?")), "address")
            return
        work = partial(what_if.ask, asked=asked_of(values))
        self.asking.read("what_if", work, self._arrived, self.form.show_error)

    def choose_place(self, place: tuple[str, str, str]) -> None:
        """One of the places that the address may mean."""
        named = dict(zip(("province", "city", "district"), place, strict=True))
        self.form.show_values({**(self.form.values() or {}), **named})
        self.form.submit()

    def dress(self) -> None:
        say, unit = self.office.words.say, self.office.style.unit
        line = _("By the cards, contracts and rules of the ship date")
        self.head.show_words(say(_("What if")), say(line))
        self.head.dress()
        self.form.dress()
        self._panel.setFixedWidth(self.office.style.side)
        self._within.setContentsMargins(*(round(18 * unit) for _side in range(4)))
        self._box.setContentsMargins(*(round(one * unit) for one in (24, 18, 24, 20)))
        self._box.setSpacing(round(16 * unit))
        self._columns.setSpacing(round(16 * unit))
        self._show()

    def _today(self) -> str:
        return self.office.now().astimezone().date().isoformat()

    def _arrived(self, answer: WhatIf) -> None:
        self._answer = answer
        self._show()

    def _show(self) -> None:
        if self._shown is not None:
            self._right.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self.model = present(self._answer, self.office.words) if self._answer else None
        self._shown = scrolling(self._made(self.model))
        self._right.addWidget(self._shown)

    def _made(self, model: WhatIfModel | None) -> QWidget:
        unit = self.office.style.unit
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(round(12 * unit))
        if model is None:
            box.addWidget(quiet(self.office.words.say(_NOTHING)))
            box.addStretch(1)
            return inside
        box.addWidget(labelled(model.place, "drawerTitle", wrap=True))
        if model.doubt:
            box.addWidget(labelled(model.doubt, "error", wrap=True))
        for place in model.candidates:
            box.addWidget(button(" ".join(place), partial(self.choose_place, place)))
        for one in model.prices:
            box.addWidget(self._card(one))
        if not model.prices:
            box.addWidget(quiet(self.office.words.say(_("No courier has a rate card yet"))))
        box.addStretch(1)
        return inside

    def _card(self, one: PriceModel) -> QFrame:
        unit = self.office.style.unit
        card = QFrame()
        card.setObjectName("panel")
        box = QVBoxLayout(card)
        box.setContentsMargins(*(round(16 * unit) for _side in range(4)))
        box.setSpacing(round(4 * unit))
        head = QHBoxLayout()
        head.setSpacing(round(12 * unit))
        head.addWidget(labelled(one.courier, "sectionTitle"))
        head.addWidget(quiet(one.card))
        head.addStretch(1)
        if one.word:
            chip = labelled(one.word, "chip")
            toned(chip, one.tone)
            head.addWidget(chip)
        head.addWidget(labelled(one.price, "drawerTitle"))
        box.addLayout(head)
        if one.why:
            box.addWidget(labelled(one.why, "strong", wrap=True))
        for line in one.lines:
            box.addWidget(quiet(line))
        return card

    def _place(self) -> None:
        inside = QWidget()
        self._within = QVBoxLayout(inside)
        self._within.addWidget(self.form)
        self._within.addStretch(1)
        self._panel = QFrame()
        self._panel.setObjectName("panel")
        around = QVBoxLayout(self._panel)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(scrolling(inside))
        self._columns, self._right = QHBoxLayout(), QVBoxLayout()
        self._columns.addWidget(self._panel)
        self._columns.addLayout(self._right, 1)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.head)
        self._box.addLayout(self._columns, 1)
