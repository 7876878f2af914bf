"""What every table shares: names of constraints, the warehouse in every key, times in UTC."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData(
    # Without names SQLite's batch migrations cannot say which constraint they drop.
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text compared byte by byte on both engines: a cursor must sort alike at center and bench."""


class Utc(TypeDecorator[datetime]):
    """An instant: timestamptz on PostgreSQL, ISO text of one width (so that it sorts) on SQLite.

    A naive time is refused: nobody could say later which clock on which wall it was.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return iso(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


def iso(value: datetime) -> str:
    """An instant as text in UTC, always 32 characters: ``2026-03-01T08:00:00.000000+00:00``."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def key(*columns: str) -> PrimaryKeyConstraint:
    """The primary key: the warehouse (what a cluster distributes by), then what the writer made."""
    return PrimaryKeyConstraint("warehouse", *columns)


def warehouse() -> Column[str]:
    return Column("warehouse", TEXT, nullable=False)


def text(name: str, default: str | None = "") -> Column[str]:
    """Text that is never null; ``default=None`` makes the writer say it."""
    return Column(name, TEXT, nullable=False, server_default=default)


def maybe_text(name: str) -> Column[str]:
    return Column(name, TEXT, nullable=True)


def whole(name: str, default: str | None = "0") -> Column[int]:
    """A whole number: pieces, grams, minor units, counters. Never a float."""
    return Column(name, BigInteger, nullable=False, server_default=default)


def maybe_whole(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=True)


def moment(name: str) -> Column[datetime]:
    return Column(name, Utc, nullable=False)


def maybe_moment(name: str) -> Column[datetime]:
    return Column(name, Utc, nullable=True)


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A closed list of words, as text and CHECK: an enum type would need its own migrations."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")


def by(*columns: str) -> Index:
    """A plain index. The warehouse leads, so that one index serves one warehouse's query."""
    return Index(None, "warehouse", *columns)
