"""What is set for something that is asked over the network: all that it needs, nothing else."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar


class Named(Protocol):
    """A row of a list of what this program can ask."""

    @property
    def name(self) -> str: ...


Row = TypeVar("Row", bound=Named)


def row_of(rows: Iterable[Row], name: str, fault: str, error: type[Exception]) -> Row:
    """The row of that name. Raises ``error`` with ``fault``: {name} in it, {known} names."""
    by_name = {row.name: row for row in rows}
    if name not in by_name:
        raise error(fault.format(name=name or "an empty name", known=", ".join(by_name)))
    return by_name[name]


def complete(
    what: str, names: Iterable[str], given: Mapping[str, str], error: type[ValueError]
) -> None:
    """Raises ``error``, which says which of ``names`` have no value; ``what`` they are."""
    if missing := [name for name in names if not given.get(name)]:
        raise error(f"missing {what}: {', '.join(missing)}")


def no_others(
    what: str, known: Iterable[str], given: Iterable[str], error: type[ValueError]
) -> None:
    """Raises ``error``, which says which of ``given`` are unknown."""
    if unknown := sorted(set(given) - set(known)):
        raise error(f"there is no {what} {', '.join(unknown)}")
