"""A window, refunds and listings read to their end, page by page, as the center does."""

from collections.abc import Callable

import pytest

from app.remote.channels.base import (
    ChannelAdapter,
    IncomingRefund,
    Listing,
    StockLevel,
    ThrottledError,
    Window,
)


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


def all_refunds(shop: ChannelAdapter, window: Window) -> list[IncomingRefund]:
    """Over all pages; what comes twice is there twice."""
    answer = shop.refunds_changed(window)
    found = [*answer.refunds]
    while answer.next_page is not None:
        answer = shop.refunds_changed(window, answer.next_page)
        found += answer.refunds
    return found


def all_listings(shop: ChannelAdapter) -> list[Listing]:
    """The same of listings."""
    answer = shop.listings()
    found = [*answer.listings]
    while answer.next_page is not None:
        answer = shop.listings(answer.next_page)
        found += answer.listings
    return found


def waits(shop: ChannelAdapter, window: Window, busy: Callable[[], object]) -> list[float]:
    """The seconds that a shop makes refunds, listings and stock wait; ``busy`` lets it say so."""
    asks: list[Callable[[], object]] = [
        lambda: shop.refunds_changed(window),
        shop.listings,
        lambda: shop.push_stock([StockLevel("1", "11", "A", 5)]),
    ]
    seconds = []
    for ask in asks:
        busy()
        with pytest.raises(ThrottledError) as caught:
            ask()
        seconds.append(caught.value.seconds)
    return seconds
