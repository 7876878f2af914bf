"""Words for money: states of lines and of orders, platforms, kinds."""

from typing import Final

from app.i18n import mark as _
from app.ui.office.fields import State

LINES: Final = {
    "new": State(_("Waits for clearing"), "clock", "quiet"),
    "cleared": State(_("Cleared"), "check-circle", "ok"),
    "amount_differs": State(_("Amount differs"), "short", "stop"),
    "duplicate": State(_("Paid twice"), "copy", "stop"),
    "refunded": State(_("Refunded"), "return", "quiet"),
    "partly_refunded": State(_("Partly refunded"), "return", "quiet"),
    "refund_failed": State(_("Refund failed"), "warning-triangle", "stop"),
    "other_period": State(_("Refund of an older order"), "calendar", "quiet"),
    "revoked": State(_("Paid and revoked"), "undo", "quiet"),
    "fee": State(_("Fee"), "bill", "quiet"),
    "transfer": State(_("To or from the bank"), "swap", "quiet"),
    "told_twice": State(_("Told by another statement too"), "copy", "quiet"),
    "suggestion": State(_("May be this order"), "question", "warn"),
    "paid_but_no_order": State(_("Paid, but no order"), "question", "stop"),
    "refund_but_no_order": State(_("Refund, but no order"), "question", "stop"),
    "unknown_kind": State(_("Of an unknown kind"), "question", "warn"),
}
ORDERS: Final = {
    "cleared": State(_("Money is in"), "check-circle", "ok"),
    "amount_differs": State(_("Amount differs"), "short", "stop"),
    "duplicate": State(_("Paid twice"), "copy", "stop"),
    "refunded": State(_("Refunded"), "return", "quiet"),
    "partly_refunded": State(_("Partly refunded"), "return", "quiet"),
    "order_paid_no_money": State(_("Paid, but no money"), "warning-triangle", "stop"),
    "other_period": State(_("No statement of that day"), "calendar", "quiet"),
    "cash_on_delivery": State(_("The courier brings it"), "truck", "quiet"),
    "nothing_due": State(_("Nothing due"), "gift", "quiet"),
    "not_paid": State(_("Not paid yet"), "clock", "quiet"),
    "suggestion": State(_("Money may be there"), "question", "warn"),
}
PROVIDERS: Final = {
    "alipay_trade": State(_("Alipay, trades"), "payment"),
    "alipay_account": State(_("Alipay, account"), "payment"),
    "wechat_trade": State(_("WeChat Pay, trades"), "payment"),
    "wechat_funds": State(_("WeChat Pay, account"), "payment"),
    "stripe": State(_("Stripe"), "payment"),
}
KINDS: Final = {
    "income": _("Income"),
    "refund": _("Refund"),
    "revoked": _("Revoked"),
    "fee": _("Fee"),
    "transfer": _("Transfer"),
    "other": _("Other"),
}
RECEIPTS: Final = {
    "made": State(_("Made"), "edit", "warn"),
    "posted": State(_("In the ERP"), "check-circle", "ok"),
    "undone": State(_("Undone"), "undo", "quiet"),
}
STAGES: Final = {
    "reading": State(_("Being read"), "clock", "quiet"),
    "waiting": State(_("Waits for clearing"), "clock", "warn"),
    "cleared": State(_("Cleared"), "check-circle", "ok"),
}
SUMS: Final = {
    "income": _("Income"),
    "income_count": _("Incomes"),
    "outgo": _("Outgoing"),
    "outgo_count": _("Outgoing lines"),
    "refund": _("Refunds"),
    "refund_count": _("Refunds, lines"),
    "fee": _("Fees"),
    "line_count": _("Lines"),
    "settled": _("Settled"),
    "coupon_refund": _("Coupons refunded"),
    "ordered": _("Ordered"),
    "refund_asked": _("Refunds asked for"),
}
"""What a statement counts and states; a name that is not here is shown as it is."""
AGES: Final = {1: _("Up to 1 day"), 3: _("Up to 3 days"), 7: _("Up to 7 days"),
               30: _("Up to 30 days"), 0: _("Longer")}  # fmt: skip


def platform(provider: str) -> str:
    """A platform's name; one whose columns a person told has the name that was told."""
    known = PROVIDERS.get(provider)
    return known.word if known else provider
