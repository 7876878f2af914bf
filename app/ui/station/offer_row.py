"""Devices that were plugged in and are not in use: what they are, and a button to use them."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.domain.readings import DeviceKind
from app.i18n import Words
from app.i18n import mark as _
from app.station.commands import OfferTaken
from app.station.device_view import DeviceOffer
from app.ui.device_words import KINDS
from app.ui.station.forms import label, set_text
from app.ui.style import Style

APPEARED: Final[dict[DeviceKind | None, str]] = {
    DeviceKind.SCANNER: _("It looks like a scanner: {says}"),
    DeviceKind.SCALE: _("It looks like a scale: {says}"),
    DeviceKind.PRINTER: _("It looks like a printer: {says}"),
    None: _("Not in use: {says}"),
}
"""What an offer says, by what the device looks like."""


class OfferRow(QFrame):
    """One offer. Without a missing device that it could be there is nothing to press."""

    def __init__(self, style: Style, words: Words, post: Callable[[object], None]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._words, self._post = words, post
        self._offer: DeviceOffer | None = None
        self.said, self._hint = label("", "body"), label("", "quiet")
        self.button = QPushButton()
        self.button.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.button.clicked.connect(lambda _checked=False: self._take())
        unit = style.form_unit
        row, texts = QHBoxLayout(self), QVBoxLayout()
        margin = round(16 * unit)
        row.setContentsMargins(margin, margin, margin, margin)
        row.setSpacing(round(16 * unit))
        texts.addWidget(self.said)
        texts.addWidget(self._hint)
        row.addLayout(texts, 1)
        row.addWidget(self.button)

    def show_offer(self, offer: DeviceOffer) -> None:
        """Show what appeared, and as what it can be used."""
        self._offer = offer
        words = self._words
        says = " • ".join(part for part in (offer.says, offer.port) if part)
        appeared = words.say(APPEARED[offer.kind], says=says)
        if offer.device_id and offer.kind:
            device = words.say(KINDS[offer.kind][0])
            appeared = words.say(
                "{device} is missing. Is it this one? {says}", device=device, says=says
            )
        set_text(self.said, appeared)
        takes = words.say("Use it")
        self.button.setText(takes)
        self.button.setAccessibleName(takes)
        self.button.setVisible(bool(offer.device_id))
        self._hint.setVisible(not offer.device_id)
        set_text(self._hint, words.say("In the settings file: {address}", address=offer.address))

    def _take(self) -> None:
        if self._offer is not None:
            self._post(OfferTaken(self._offer.device_id, self._offer.address))
