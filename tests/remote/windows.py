"""A window read to its end, page by page, as the intake does."""

from app.remote.channels.base import ChannelAdapter, Window


def read_window(shop: ChannelAdapter, window: Window) -> list[str]:
    """The order numbers in the order in which they came; one that moved may come twice."""
    numbers: list[str] = []
    page: str | None = None
    while True:
        found = shop.orders_changed(window, page)
        numbers += [order.number for order in found.orders]
        page = found.next_page
        if page is None:
            return numbers
