"""A window read to its end, page by page, as the intake does."""

from app.remote.channels.base import ChannelAdapter, Window


def read_window(shop: ChannelAdapter, window: Window) -> list[str]:
    """The order numbers in the order in which they came; one that moved may come twice.

    Those that the page leaves to be read one by one are read, as the intake does.
    """
    numbers: list[str] = []
    page: str | None = None
    while True:
        found = shop.orders_changed(window, page)
        numbers += [order.number for order in found.orders]
        alone = [one for one in found.again if one not in numbers]
        numbers += [order.number for one in alone if (order := shop.order(one))]
        page = found.next_page
        if page is None:
            return numbers
