"""Alembic's own entry: runs on the connection that app.store.migrate opened."""

from alembic import context
from sqlalchemy import Connection

from app.store.tables.schema import SCHEMA

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SCHEMA,
    render_as_batch=True,  # SQLite changes a table by building a new one
    compare_type=True,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
