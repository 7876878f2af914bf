"""The whole schema: importing this module knows every table."""

from app.store.tables import (
    alerts,
    archive,
    bench,
    bills,
    catalogue,
    couriers,
    devices,
    handing,
    listings,
    money,
    orders,
    payments,
    places,
    purchases,
    restore,
    review,
    security,
    shipping,
    shops,
    statements,
    stations,
    statistics,
    stock,
    system,
    trades,
    trouble,
    waves,
)
from app.store.tables.base import metadata

AREAS = (
    alerts, archive, bench, bills, catalogue, couriers, devices, handing, listings, money, orders,
    payments, places, purchases, restore, review, shipping, shops, security, statements, stations,
    statistics, stock, system, trades, trouble, waves,
)  # fmt: skip
SCHEMA = metadata
