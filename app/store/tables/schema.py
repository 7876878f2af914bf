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
    orders,
    purchases,
    restore,
    security,
    shipping,
    statements,
    stations,
    system,
    trades,
    trouble,
)
from app.store.tables.base import metadata

AREAS = (
    alerts, archive, bench, bills, catalogue, couriers, devices, handing, orders, purchases,
    restore, shipping, security, statements, stations, system, trades, trouble,
)  # fmt: skip
SCHEMA = metadata
