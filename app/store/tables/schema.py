"""The whole schema: importing this module knows every table."""

from app.store.tables import bench, catalogue, orders, shipping, system, trouble
from app.store.tables.base import metadata

AREAS = (bench, catalogue, orders, shipping, system, trouble)
SCHEMA = metadata
