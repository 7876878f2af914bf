"""The whole schema: importing this module knows every table."""

from app.store.tables import (
    alerts,
    bench,
    catalogue,
    orders,
    security,
    shipping,
    stations,
    system,
    trouble,
)
from app.store.tables.base import metadata

AREAS = (alerts, bench, catalogue, orders, shipping, security, stations, system, trouble)
SCHEMA = metadata
