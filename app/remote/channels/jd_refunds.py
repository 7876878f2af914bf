"""Refunds of a JD shop: what buyers apply for before their order is sent.

Source: the page of pop.afs.soa.refundapply.queryPageList (amounts in fen, pages 1 to 100 of at
most 50 rows).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from app.remote.channels.base import IncomingRefund, RefundPage, Window
from app.remote.channels.calls import page_before, page_to_read
from app.remote.channels.json_values import CHINA, Node, china_time, count, minor, nodes, text

READ_BACK = timedelta(days=15)
_SPAN = timedelta(days=3)  # 100 pages of 50 are all that a question can reach
_PAGE_SIZE = 50
_REFUNDED = frozenset({3, 9})
_CLOSED = frozenset({2, 4, 11})
"""Refused by the seller or by JD's accounts, or taken back. Agreed to (1, 5) is not yet paid."""

Ask = Callable[[dict[str, str]], Node]
"""A question to the platform, and the result in its answer."""


def refunds_changed(ask: Ask, window: Window, page: str | None = None) -> RefundPage:
    """One page; pages are named ``span:number``.

    The platform finds a refund by the time it was applied for, and an old one may be settled
    today. So each window also reads the applications of the ``READ_BACK`` before it, a few days
    at a time, each from its last page back. A row that moves to another page meanwhile may be
    missed once: the next window reads the same applications again.
    """
    spans = _spans(window)
    first, _, number = (page or "0:").partition(":")
    at = int(first)
    asked = {
        "applyTimeStart": china_text(spans[at].since),
        "applyTimeEnd": china_text(spans[at].until - timedelta(seconds=1)),
    }

    def total() -> int:
        return count(ask({**asked, "pageIndex": "1", "pageSize": "1"}), "totalCount")

    following = f"{at + 1}:" if at + 1 < len(spans) else None
    reading = page_to_read(number, _PAGE_SIZE, total)
    if reading is None:
        return RefundPage((), following)
    answer = ask({**asked, "pageIndex": reading, "pageSize": str(_PAGE_SIZE)})
    before = page_before(reading)
    found = tuple(map(_refund, nodes(answer, "result")))
    return RefundPage(found, following if before is None else f"{at}:{before}")


def _spans(window: Window) -> list[Window]:
    """The applications to be read, the oldest first."""
    found = []
    since = window.since - READ_BACK
    while since < window.until:
        until = min(since + _SPAN, window.until)
        found.append(Window(since, until))
        since = until
    return found


def _refund(one: Node) -> IncomingRefund:
    """No line: the application is for the order."""
    status = count(one, "status")
    state = "refunded" if status in _REFUNDED else "open"
    return IncomingRefund(
        number=text(one, "orderId"),
        refund_id=text(one, "id"),
        state="closed" if status in _CLOSED else state,
        amount=minor(one, "applyRefundSum", "CNY"),
        revision_at=china_time(text(one, "modified", "checkTime", "applyTime")),
    )


def china_text(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
