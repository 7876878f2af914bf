"""Days and ages of money: a bill's day is a day of China's clock, whatever the computer's is."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

CHINA: Final = timezone(timedelta(hours=8))
AGES: Final = (1, 3, 7, 30)
"""Days: open money is counted by how long it has been open, up to each of these and beyond."""
DAY: Final = timedelta(days=1)


def day_of(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def day_start(day: date) -> datetime:
    """The first instant of a bill's day, in UTC."""
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def span_of(first: datetime, last: datetime) -> tuple[datetime, datetime]:
    """The whole days from one moment to another: start <= time < end."""
    return day_start(day_of(first)), day_start(day_of(last) + DAY)


def days_between(start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """A span in pieces of a day, the last may be shorter."""
    pieces = []
    while start < end:
        pieces.append((start, min(start + DAY, end)))
        start += DAY
    return tuple(pieces)
