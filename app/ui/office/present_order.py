"""One order for the drawer: its goods, its money, its parcels, and every step of its way."""

from datetime import datetime
from typing import Final

from app.center.order_desk import OrderDetail, OrderRow, Step
from app.center.recipients import ShownRecipient
from app.center.review_words import OUTCOME_WORDS
from app.domain.order import OrderLine
from app.domain.review import Outcome
from app.i18n import Words
from app.i18n import mark as _
from app.ui import figures
from app.ui.office.detail import Section, filled
from app.ui.office.present_alerts import when
from app.ui.office.present_freight import choice_section, priced_section
from app.ui.office.present_journal import journal_lines
from app.ui.office.present_rules import decided_sections

STEPS: Final = {
    "order.hold": _("Held by a person"),
    "order.approve": _("Approved by a person"),
    "order.refund": _("Refunded by a person"),
    "order.cancel": _("Cancelled by a person"),
    "review": _("Judged by the rules"),
    "review.approve": _("Released by a person"),
    "review.force": _("Released by force"),
    "review.take_back": _("Approval taken back"),
    "order.place": _("Address chosen"),
    "order.merged": _("Packed together with others"),
    "order.split": _("Packed in parts"),
    "recipient.show": _("Recipient looked at"),
    "document.waiting": _("Document for the ERP waits"),
    "document.sending": _("Document is being sent"),
    "document.unknown": _("Document: no answer yet"),
    "document.posted": _("In the ERP"),
    "document.refused": _("The ERP refuses the document"),
    "document.dropped": _("The ERP shall not have it"),
    "shipment.queued": _("The shop is to hear of the parcel"),
    "shipment.asking": _("The shop is told of the parcel"),
    "shipment.told": _("The shop knows of the parcel"),
    "shipment.refused": _("The shop refuses the parcel"),
    "shipment.again": _("The shop is to be told again"),
}
MONEY: Final = {
    "cleared": _("Money is there"),
    "amount_differs": _("Amount differs"),
    "duplicate": _("Paid twice"),
    "refunded": _("Given back"),
    "partly_refunded": _("Partly given back"),
    "order_paid_no_money": _("Paid, but no money came"),
    "other_period": _("Paid in another period"),
    "cash_on_delivery": _("Cash on delivery"),
    "nothing_due": _("Nothing due"),
    "suggestion": _("A payment may be meant"),
}
_MOST: Final = 60


def facts(
    found: OrderDetail, person: ShownRecipient | None, words: Words, now: datetime
) -> tuple[tuple[str, str], ...]:
    """What stands at the top: shop, money, courier, who receives it as far as it may be seen."""
    say, order, trade = words.say, found.order, found.trade
    to = person.recipient if person and person.order_id == order.id else order.recipient
    place = " ".join(part for part in (to.province, to.city, to.district) if part)
    paid = figures.money(order.paid) if order.paid else ""
    money = say(MONEY.get(found.money.state, found.money.state)) if found.money else ""
    return filled(
        (say(_("Shop")), f"{order.shop} · {order.channel}"),
        (say(_("Bought")), when(trade.created_at, now) if trade.created_at else ""),
        (say(_("Paid")), paid),
        (say(_("Paid at")), when(trade.paid_at, now) if trade.paid_at else ""),
        (say(_("Money")), money),
        (say(_("Courier")), order.courier),
        (say(_("Wave")), order.wave),
        (say(_("Cut-off")), when(order.cut_off, now) if order.cut_off else ""),
        (say(_("Receives")), to.name),
        (say(_("Phone")), to.phone),
        (say(_("Ships to")), f"{place} {to.address}".strip()),
        (say(_("Buyer's note")), order.buyer_note),
        (say(_("Shop's note")), order.seller_note),
    )


def sections(found: OrderDetail, words: Words, now: datetime) -> tuple[Section, ...]:
    """Goods, parcels, what it is packed with, why it was decided so, its way, the journal."""
    say = words.say
    goods = tuple((_goods(one), f"× {one.quantity}") for one in found.order.lines)
    parcels = tuple(
        (one.waybill, f"{one.grams:,} g · {when(one.packed_at, now)} · {one.station_id}")
        for one in found.parcels
    )
    others = tuple(
        (say(_("Merged")) if one.kind == "merge" else say(_("Split")), one.group)
        for one in found.groups
    )
    held = tuple((sku, f"{pieces:,}") for sku, pieces in sorted(found.held.items()) if sku)
    steps = tuple((when(one.at, now), _step(one, words)) for one in found.steps)
    judged = say(_("Judged by the rules"))
    why = decided_sections(words, found.why, judged) if found.why else ()
    every = (
        Section(say(_("Goods")), goods),
        Section(say(_("Parcels")), parcels),
        Section(say(_("Packed together or apart")), others),
        Section(say(_("Stock promised")), held),
        *why,
        *((choice_section(found.choice, words),) if found.choice else ()),
        Section(say(_("What was done")), steps[-_MOST:]),
        priced_section(found.facts, words),
        Section(say(_("At the bench")), journal_lines(found.facts[-_MOST:], words)),
    )
    return tuple(one for one in every if one.lines)


def looked_for(row: OrderRow, found: OrderDetail | None, page: str) -> str:
    """What to search for on the page that works off why an order waits; empty: all of it.

    A page of goods knows no orders: it is searched where only one thing can be meant.
    """
    if page == "addresses":
        return row.number
    lines = found.order.lines if found and len(found.order.lines) == 1 else ()
    wanted = {"binding": lambda one: one.item.name, "stock": lambda one: one.item.sku}
    return next((wanted[page](line) for line in lines if page in wanted), "")


def _goods(line: OrderLine) -> str:
    named = " ".join(part for part in (line.item.name, line.item.spec) if part)
    return f"{line.item.sku}  {named}".strip()


def _step(one: Step, words: Words) -> str:
    said = words.say(STEPS[one.what]) if one.what in STEPS else one.what
    more = words.say(OUTCOME_WORDS[Outcome(one.words)]) if one.what == "review" else one.words
    return " · ".join(part for part in (said, one.who, more) if part)
