"""The device page: every device with its next step, what is plugged in, one device in full."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import Words
from app.station.commands import BundleAsked
from app.station.device_view import DeviceCard, DeviceOffer, DevicePage
from app.ui.device_words import KINDS
from app.ui.pictures import Pictures
from app.ui.station.device_detail import DeviceDetail
from app.ui.station.device_row import DeviceRow, tone_of
from app.ui.station.forms import (
    button,
    drop,
    heading,
    label,
    named,
    page_title,
    scrolling,
    set_text,
)
from app.ui.station.offer_row import OfferRow
from app.ui.station.scanner_step import ScannerStep
from app.ui.style import Style


class DevicePageWidget(QWidget):
    """A page within the window; Esc goes back to the bench, scans count as ever."""

    def __init__(
        self,
        style: Style,
        pictures: Pictures,
        words: Words,
        post: Callable[[object], None],
        back: Callable[[], None],
        learn: Callable[[], None],
        scanner: ScannerStep,
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look, self._pictures, self._words, self._post = style, pictures, words, post
        self._page = DevicePage()
        self._chosen = ""
        self.rows: dict[str, DeviceRow] = {}
        self.detail = DeviceDetail(style, pictures, words, post, learn, scanner)
        self._title, self._back, head = page_title(style, back)
        self.bundle = button()
        self.bundle.clicked.connect(lambda _checked=False: post(BundleAsked()))
        head.insertWidget(head.count() - 1, self.bundle)
        self.offer_rows: list[OfferRow] = []
        self._plugged, self._notice, self._hint = heading(""), label("", "body"), label("", "quiet")
        self._list, self._offers = QVBoxLayout(), QVBoxLayout()
        box = QVBoxLayout(self)
        margin = round(32 * style.form_unit)
        box.setContentsMargins(margin, round(margin * 0.75), margin, round(margin * 0.5))
        box.setSpacing(round(12 * style.form_unit))
        box.addLayout(head)
        box.addWidget(self._notice)
        box.addLayout(self._columns(style.form_unit), 1)
        box.addWidget(self._hint)

    def _columns(self, unit: float) -> QHBoxLayout:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(12 * unit))
        for layout in (self._list, self._offers):
            layout.setSpacing(round(10 * unit))
        column.addLayout(self._list)
        column.addWidget(self._plugged)
        column.addLayout(self._offers)
        column.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(round(20 * unit))
        both.addWidget(scrolling(left), 9)
        both.addWidget(scrolling(self.detail), 17)
        return both

    def show_page(self, page: DevicePage) -> None:
        """Show the devices in their order, and the chosen one in full."""
        self._page, say = page, self._words.say
        set_text(self._title, say("Devices"))
        named(self._back, say("Back to the bench (Esc)"))
        named(self.bundle, say("Support bundle"))
        self.bundle.setVisible(page.bundle)
        notice = page.notice
        set_text(self._notice, say(notice.text, **notice.params) if notice else "")
        self._notice.setVisible(notice is not None)
        set_text(
            self._hint,
            say(
                "By the control card: Next box = the next button • Acknowledge = press it • "
                "Cancel check = back"
            ),
        )
        set_text(self._plugged, say("Plugged in and not used yet"))
        self._plugged.setVisible(bool(page.offers))
        self._show_offers(page.offers)
        self._show_rows(page.cards)

    def choose(self, device_id: str) -> None:
        """Show this device in full."""
        self._chosen = device_id
        self.show_page(self._page)

    def _show_rows(self, cards: tuple[DeviceCard, ...]) -> None:
        known = [card.device_id for card in cards]
        for gone in [key for key in self.rows if key not in known]:
            drop(self.rows.pop(gone))
        if self._chosen not in known:
            self._chosen = _first_to_look_at(cards)
        for card in cards:
            if card.device_id not in self.rows:
                row = self.rows[card.device_id] = DeviceRow(self._look, self._pictures, self._words)
                row.clicked.connect(lambda _on=False, key=card.device_id: self.choose(key))
                self._list.addWidget(row)
            title = self._title_of(card, cards)
            self.rows[card.device_id].show_card(card, title)
            chosen = card.device_id == self._chosen
            self.rows[card.device_id].setChecked(chosen)
            if chosen:
                self.detail.show_card(card, title, self._page)
        self.detail.setVisible(bool(cards))

    def _title_of(self, card: DeviceCard, cards: tuple[DeviceCard, ...]) -> str:
        """What the device is; its id too, where there are several of a kind."""
        name = self._words.say(KINDS[card.kind][0])
        several = sum(each.kind is card.kind for each in cards) > 1
        return f"{name} {card.device_id}" if several else name

    def _show_offers(self, offers: tuple[DeviceOffer, ...]) -> None:
        while len(self.offer_rows) > len(offers):
            drop(self.offer_rows.pop())
        while len(self.offer_rows) < len(offers):
            self.offer_rows.append(OfferRow(self._look, self._words, self._post))
            self._offers.addWidget(self.offer_rows[-1])
        for row, offer in zip(self.offer_rows, offers, strict=True):
            row.show_offer(offer)


def _first_to_look_at(cards: tuple[DeviceCard, ...]) -> str:
    """The page opens on the first device that needs a look, else on the first."""
    needs = [card for card in cards if tone_of(card.state) in ("stop", "warn")]
    return (needs or cards)[0].device_id if cards else ""
