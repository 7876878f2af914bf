"""The ``approve`` tool: what the rules of a file decide of orders, a line each."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.center.review_file import read_rules
from app.center.review_lines import Judging

Json = dict[str, Any]


def approving(rules: Path) -> Callable[[Json], Json]:
    """What answers one order. Raises RulesFileError, OSError."""
    return Judging(read_rules(rules), _now).judge()


def _now() -> datetime:
    """By the clock on the wall here, as times of day in rules are meant."""
    return datetime.now(UTC).astimezone()
