"""Accounts at the payment platforms and their days; how other platforms' files are laid out."""

from sqlalchemy import Boolean, Column, Table, true

from app.store.tables.base import key, metadata, moment, text, warehouse

pay_account = Table(
    "pay_account",
    metadata,
    warehouse(),
    text("id", None),
    text("platform", None),
    text("options", "{}"),
    Column("enabled", Boolean, nullable=False, server_default=true()),
    text("first_day"),  # nothing before it is fetched
    moment("changed_at"),
    key("id"),
    comment="keys of accounts are never here: app/store/shop_keys.py",
)

pay_day = Table(
    "pay_day",
    metadata,
    warehouse(),
    text("account", None),
    text("bill", None),  # which of the platform's files
    text("day", None),
    text("file_id"),
    moment("at"),
    key("account", "bill", "day"),
    comment="a day that was fetched; without a file there was no business",
)

statement_profile = Table(
    "statement_profile",
    metadata,
    warehouse(),
    text("id", None),
    text("document", None),  # JSON: which column is which
    moment("changed_at"),
    text("changed_by"),
    key("id"),
)
