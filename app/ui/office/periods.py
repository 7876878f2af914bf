"""Since when a page looks: this shift, today, seven days; and the bars of its chart."""

from datetime import datetime, timedelta
from typing import Final

from app.i18n import mark as _

PERIODS: Final = {"shift": _("This shift"), "today": _("Today"), "week": _("7 days")}
SHIFTS: Final = (8, 20)
"""The hours at which a shift begins, on the wall's clock."""

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def day_begin(now: datetime) -> datetime:
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


def shift_begin(now: datetime, shifts: tuple[int, ...] = SHIFTS) -> datetime:
    """When the shift of now began; before the first one of a day it is yesterday's last."""
    midnight = day_begin(now)
    begins = [midnight + _HOUR * hour for hour in sorted(shifts)]
    past = [one for one in begins if one <= now]
    return past[-1] if past else begins[-1] - _DAY


def since(period: str, now: datetime, shifts: tuple[int, ...] = SHIFTS) -> datetime:
    if period == "week":
        return day_begin(now) - 6 * _DAY
    return shift_begin(now, shifts) if period == "shift" else day_begin(now)


def edges(period: str, now: datetime, shifts: tuple[int, ...] = SHIFTS) -> tuple[datetime, ...]:
    """Where the bars begin and end: hours, or days for a week; the last one is still running."""
    start = since(period, now, shifts)
    step = _DAY if period == "week" else _HOUR
    made = [start]
    while made[-1] <= now:
        made.append(made[-1] + step)
    least = 9 if period != "week" else 8  # a shift that just began has room for what comes
    while len(made) < least:
        made.append(made[-1] + step)
    return tuple(made)
