"""The courier's label: what the sorter, the driver and the packer read at a glance.

From the top: who carries it, the sorting code as large as it goes, the waybill number as a bar
code, the recipient, the sender, money to collect, and below what helps only when something goes
wrong (goods, note, order, weight). Names, phones and addresses arrive already masked.
"""

from dataclasses import dataclass

from app.domain.order import Freight
from app.labels.page import BOLD, Align, LABEL_100x150, PageSize, Sheet
from app.labels.symbols import draw_code128, draw_qr
from app.labels.text import Box, Fitted, draw_fitted, fit, fit_line, grouped
from app.labels.waybill_words import WORDS_ZH, WaybillWords

MARGIN_MM = 2.5
_PAD_MM = 1.5


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or recipient as it may be printed: personal data already masked."""

    name: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class WaybillLabel:
    """Everything one label says. ``weight_g`` is in grams, None when it was not weighed.

    ``copy_number`` 1 is the first print; a higher one is marked on the label as a reprint.
    ``printed_at`` is text: the label has no clock. ``qr_text`` is the waybill number if empty.
    ``cod`` and ``insured`` are amounts as they are printed; ``freight``: who pays the way.
    """

    courier: str
    service: str
    sorting_code: str
    waybill_number: str
    recipient: Party
    sender: Party
    order_number: str
    parcel: int = 1
    parcels: int = 1
    weight_g: int | None = None
    items: tuple[str, ...] = ()
    note: str = ""
    cod: str = ""
    insured: str = ""
    freight: Freight | None = None
    copy_number: int = 1
    printed_at: str = ""
    qr_text: str = ""
    words: WaybillWords = WORDS_ZH


def render_pdf(label: WaybillLabel, page: PageSize = LABEL_100x150) -> bytes:
    """The label as a one-page PDF with embedded fonts; equal labels give equal bytes.

    Raises LabelError when something that must be whole (number, name, address) cannot fit.
    """
    sheet = Sheet(page, label.waybill_number)
    draw_on(sheet, label)
    return sheet.finish()


def draw_on(sheet: Sheet, label: WaybillLabel) -> None:
    """The label on the page that is drawn now. Raises LabelError, as above."""
    _Drawing(sheet, label).draw()


def _paid_by(label: WaybillLabel) -> str:
    """Who pays the way, in the label's own words."""
    words = label.words
    said = {
        Freight.SENDER: words.pays_sender,
        Freight.RECIPIENT: words.pays_recipient,
        Freight.MONTHLY: words.pays_monthly,
    }
    return said[label.freight] if label.freight else ""


def _money(label: WaybillLabel) -> list[tuple[str, bool]]:
    """What is paid at the door or answered for, and whether it is white on black."""
    words, collect = label.words, label.freight is Freight.RECIPIENT
    found = [
        (f"{words.cod}  {label.cod}" if label.cod else "", True),
        (words.pays_recipient if collect else "", True),
        (f"{words.insured}  {label.insured}" if label.insured else "", False),
    ]
    return [one for one in found if one[0]]


class _Drawing:
    """One label on its way to paper. Measures are for 100x150 mm and scale with the sheet."""

    def __init__(self, sheet: Sheet, label: WaybillLabel) -> None:
        self._sheet = sheet
        self._label = label
        page = sheet.size
        self._tall = page.height_mm / LABEL_100x150.height_mm
        self._scale = min(page.width_mm / LABEL_100x150.width_mm, self._tall)
        self._left = MARGIN_MM
        self._width = page.width_mm - 2 * MARGIN_MM
        self._bottom = page.height_mm - MARGIN_MM

    def draw(self) -> None:
        sheet = self._sheet
        sheet.frame(self._left, MARGIN_MM, self._width, self._bottom - MARGIN_MM)
        bands = [
            (13.0, self._draw_courier),
            (22.5, self._draw_sorting_code),
            (28.0, self._draw_barcode),
            (30.0, self._draw_recipient),
            (13.5, self._draw_sender),
        ]
        if _money(self._label):
            bands.append((9.0, self._draw_money))
        top = MARGIN_MM
        for height, draw_band in bands:
            height_mm = height * self._tall
            draw_band(Box(self._left, top, self._width, height_mm))
            top += height_mm
            sheet.rule(self._left, top, self._width)
        self._draw_foot(Box(self._left, top, self._width, self._bottom - top))

    def _draw_courier(self, box: Box) -> None:
        label, scale = self._label, self._scale
        inner = self._inset(box)
        count_width = self._draw_count(inner)
        room = inner.width_mm - count_width - 3
        name = fit(label.courier, room * 0.6, inner.height_mm, 24 * scale, 8 * scale, face=BOLD)
        draw_fitted(self._sheet, inner, name, face=BOLD, middle=True)
        self._draw_service(
            Box(inner.x_mm + room * 0.6 + 1, inner.y_mm, room * 0.4 - 1, inner.height_mm)
        )

    def _draw_service(self, box: Box) -> None:
        """The courier's product, and below it who pays for the way."""
        label, scale = self._label, self._scale
        texts = [text for text in (label.service, _paid_by(label)) if text]
        for at, text in enumerate(texts):
            height = box.height_mm / len(texts)
            part = Box(box.x_mm, box.y_mm + height * at, box.width_mm, height)
            fitted = fit(text, part.width_mm, height, 14 * scale, 5 * scale, face=BOLD)
            draw_fitted(self._sheet, part, fitted, face=BOLD, align="right", middle=True)

    def _draw_count(self, inner: Box) -> float:
        """The parcel count at the right edge, and the reprint mark under it; returns the width."""
        label, scale = self._label, self._scale
        width = 19 * scale
        box = Box(inner.x_mm + inner.width_mm - width, inner.y_mm, width, inner.height_mm)
        self._sheet.box(box.x_mm - 1, box.y_mm, 0.25, box.height_mm)
        if label.copy_number > 1:
            mark = Box(box.x_mm, box.y_mm + box.height_mm * 0.64, width, box.height_mm * 0.36)
            self._sheet.box(mark.x_mm, mark.y_mm, mark.width_mm, mark.height_mm)
            words = f"{label.words.reprint} {label.copy_number}"
            fitted = fit(words, width - 1, mark.height_mm, 9 * scale, 4 * scale, face=BOLD)
            draw_fitted(
                self._sheet, mark, fitted, face=BOLD, align="center", middle=True, white=True
            )
            box = Box(box.x_mm, box.y_mm, width, box.height_mm * 0.62)
        count = f"{label.parcel}/{label.parcels}"
        size = fit(count, width, box.height_mm, 24 * scale, 6 * scale, face=BOLD)
        draw_fitted(self._sheet, box, size, face=BOLD, align="center", middle=True)
        return width

    def _draw_sorting_code(self, box: Box) -> None:
        self._line(box, self._label.sorting_code, 62, align="center")

    def _draw_barcode(self, box: Box) -> None:
        number = self._label.waybill_number
        text_mm = 6.5 * self._tall
        bars = Box(box.x_mm, box.y_mm + 2, box.width_mm, box.height_mm - text_mm - 3)
        draw_code128(self._sheet, bars, number)
        readable = grouped(number)
        room = Box(
            box.x_mm + 2, box.y_mm + box.height_mm - text_mm - 0.5, box.width_mm - 4, text_mm
        )
        size = fit_line(readable, room.width_mm, 17 * self._scale, 6, BOLD)
        draw_fitted(
            self._sheet, room, Fitted((readable,), size), face=BOLD, align="center", middle=True
        )

    def _draw_recipient(self, box: Box) -> None:
        self._draw_party(box, self._label.words.recipient, self._label.recipient, 18, 17)

    def _draw_sender(self, box: Box) -> None:
        self._draw_party(box, self._label.words.sender, self._label.sender, 9.5, 8.5)

    def _draw_party(
        self, box: Box, tag: str, party: Party, name_pt: float, address_pt: float
    ) -> None:
        scale = self._scale
        tag_width = 11 * scale
        tag_box = Box(box.x_mm, box.y_mm, tag_width, box.height_mm - 0.75)
        self._sheet.box(tag_box.x_mm, tag_box.y_mm, tag_box.width_mm, tag_box.height_mm)
        fitted_tag = Fitted((tag,), fit_line(tag, tag_width - 1.5, 24 * scale, 4, BOLD))
        draw_fitted(
            self._sheet, tag_box, fitted_tag, face=BOLD, align="center", middle=True, white=True
        )
        inner = self._inset(
            Box(box.x_mm + tag_width, box.y_mm, box.width_mm - tag_width, box.height_mm)
        )
        who = f"{party.name}  {party.phone}".strip()
        name = fit(who, inner.width_mm, inner.height_mm * 0.45, name_pt * scale, 4, face=BOLD)
        below = draw_fitted(self._sheet, inner, name, face=BOLD) + 1.2 * scale
        rest = Box(inner.x_mm, below, inner.width_mm, inner.y_mm + inner.height_mm - below)
        address = fit(party.address, rest.width_mm, rest.height_mm, address_pt * scale, 3.5)
        draw_fitted(self._sheet, rest, address)

    def _draw_money(self, box: Box) -> None:
        """Money to collect, white on black: the driver must not miss it."""
        parts = _money(self._label)
        shares = [max(len(text), 4) for text, _black in parts]
        left = box.x_mm
        for (text, black), share in zip(parts, shares, strict=True):
            width = box.width_mm * share / sum(shares)
            part = Box(left, box.y_mm, width, box.height_mm)
            if black:
                # A white gap keeps two amounts to collect apart.
                self._sheet.box(part.x_mm, part.y_mm, part.width_mm - 0.75, part.height_mm)
            self._line(part, text, 18 if black else 16, align="center", white=black)
            left += width

    def _line(
        self, box: Box, text: str, size_pt: float, *, align: Align = "left", white: bool = False
    ) -> None:
        """Bold words in the middle of a band, as large as they may be."""
        inner = self._inset(box)
        size = size_pt * self._scale
        fitted = fit(text, inner.width_mm, inner.height_mm, size, 4, face=BOLD)
        draw_fitted(self._sheet, inner, fitted, face=BOLD, align=align, middle=True, white=white)

    def _draw_foot(self, box: Box) -> None:
        """Goods and note at the left, QR code at the right, one line of facts at the bottom."""
        label, scale, words = self._label, self._scale, self._label.words
        meta_mm = 5.5 * scale
        meta = Box(box.x_mm + _PAD_MM, self._bottom - meta_mm, box.width_mm - 2 * _PAD_MM, meta_mm)
        self._sheet.rule(box.x_mm, meta.y_mm, box.width_mm, 0.25)
        self._draw_meta(meta)
        height = meta.y_mm - box.y_mm
        qr_width = min(height, 31 * scale)
        draw_qr(
            self._sheet,
            Box(box.x_mm + box.width_mm - qr_width, box.y_mm, qr_width, height),
            label.qr_text or label.waybill_number,
        )
        inner = self._inset(Box(box.x_mm, box.y_mm, box.width_mm - qr_width, height))
        top = inner.y_mm
        if label.note:
            note = fit(
                f"{words.note}: {label.note}",
                inner.width_mm,
                inner.height_mm * 0.5,
                10 * scale,
                4,
                face=BOLD,
                mark="…",
            )
            top = draw_fitted(self._sheet, inner, note, face=BOLD) + 1.2 * scale
        self._draw_items(Box(inner.x_mm, top, inner.width_mm, inner.y_mm + inner.height_mm - top))

    def _draw_items(self, box: Box) -> None:
        """As many whole lines of goods as fit; what is left out is counted, never just gone."""
        items, scale = self._label.items, self._scale
        for kept in range(len(items), -1, -1):
            lines = list(items[:kept])
            if kept < len(items):
                lines.append(self._label.words.more.format(count=len(items) - kept))
            smallest = 5 * scale if kept else 3
            fitted = fit(
                "\n".join(lines), box.width_mm, box.height_mm, 9 * scale, smallest, mark="…"
            )
            if fitted.whole or not kept:
                draw_fitted(self._sheet, box, fitted)
                return

    def _draw_meta(self, box: Box) -> None:
        label, words = self._label, self._label.words
        facts = [f"{words.order} {label.order_number}"]
        if label.weight_g is not None:
            facts.append(f"{words.weight} {label.weight_g // 1000}.{label.weight_g % 1000:03} kg")
        if label.printed_at:
            facts.append(f"{words.printed} {label.printed_at}")
        text = "   ".join(facts)
        fitted = fit(text, box.width_mm, box.height_mm - 1, 8.5 * self._scale, 2.5)
        draw_fitted(self._sheet, box, fitted, middle=True)

    def _inset(self, box: Box) -> Box:
        pad = _PAD_MM
        return Box(box.x_mm + pad, box.y_mm + pad, box.width_mm - 2 * pad, box.height_mm - 2 * pad)
