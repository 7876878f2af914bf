"""Suggestions for all unbound listings of a catalogue, from the database and back into it."""

import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from app.center.listings import Reading, take
from app.center.suggesting import suggest_all
from app.domain.binding import Policy
from app.domain.catalogue import Item
from app.domain.listing import Target
from app.domain.paging import PageQuery
from app.remote.channels.base import Listing, ListingPage
from app.store.engine import Store, open_store
from app.store.shops import Shop
from benchmarks import cache, shop_goods
from benchmarks.figures import Figure
from benchmarks.shop_goods import Made

ITEMS, LISTINGS = 20_000, 50_000
QUICK = 20
PAGE = 500
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SHOP = Shop("benchmark", "taobao")


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    part = QUICK if quick else 1
    rng = random.Random(5)
    items = shop_goods.targets(rng, ITEMS // part)
    offers = shop_goods.offers(rng, items, LISTINGS // part)
    cache.FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache.FOLDER) as folder:
        store = open_store(Path(folder) / "center.db", warehouse="W1")
        _fill(store, items, offers)
        began = time.perf_counter()
        found = suggest_all(store, NOW)
        took = time.perf_counter() - began
        right = _right(store, offers)
        store.close()
    ours = sum(1 for _, sku in offers if sku)
    note = (
        f"{len(offers):,} listings against {len(items):,} items, read and written, one core; "
        f"{found:,} have a suggestion, {right:,} of {ours:,} have the right item first"
    )
    return [Figure("suggest_listings_s", "s", took, note=note)]


def _fill(store: Store, items: list[Target], offers: list[Made]) -> None:
    with store.write() as tx:
        tx.catalogue.put(Item(one.sku, one.name, one.spec) for one in items)
    reading = Reading(lambda: "act", Policy(by_code=False, by_barcode=False))
    for at in range(0, len(offers), PAGE):
        page = ListingPage(
            tuple(
                Listing(str(at + n), "", one.code, one.name, one.spec)
                for n, (one, _) in enumerate(offers[at : at + PAGE])
            ),
            None,
        )
        with store.write() as tx:
            take(tx, SHOP, page, NOW, reading)


def _right(store: Store, offers: list[Made]) -> int:
    with store.read() as tx:
        rows = tx.listings.page(PageQuery(group="unbound", limit=len(offers))).rows
    return sum(
        1 for one in rows if one.suggested and one.suggested == offers[int(one.listing_id)][1]
    )
