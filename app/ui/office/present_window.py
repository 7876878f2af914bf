"""What the window says of itself: pills, banner, rail, who works here. No Qt, no own clock."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from app.center.alert_board import AlertBoard, Person
from app.i18n import Words
from app.i18n import mark as _
from app.ui import figures
from app.ui.office.page import PageSpec
from app.ui.office.present_alerts import initial, seconds
from app.ui.office.present_wall import away_line
from app.ui.office.rail import PersonModel, RailModel
from app.ui.office.tabs import GroupTab
from app.ui.office.top import TopPill
from app.ui.office.watch import CenterLost

ROLES: Final = {
    "packer": _("packer"),
    "lead": _("shift lead"),
    "supervisor": _("supervisor"),
    "clerk": _("clerk"),
    "finance": _("finance"),
    "admin": _("administrator"),
}
_FRESH_S: Final = 15


def rail_items(
    words: Words, pages: Iterable[PageSpec], waiting: Mapping[str, int], current: str
) -> tuple[RailModel, ...]:
    """An item an area: its first page's name and icon, and what waits on all its pages."""
    areas: dict[str, list[PageSpec]] = {}
    for one in pages:
        areas.setdefault(one.place, []).append(one)
    return tuple(
        RailModel(
            place, words.say(some[0].title), some[0].icon,
            sum(waiting.get(one.key, 0) for one in some), True,
            any(one.key == current for one in some),
        )
        for place, some in areas.items()
    )  # fmt: skip


def area_tabs(words: Words, pages: Iterable[PageSpec], current: str) -> tuple[GroupTab, ...]:
    """The pages beside the one that is shown; none where it stands alone."""
    known = tuple(pages)
    place = next((one.place for one in known if one.key == current), "")
    beside = [one for one in known if one.place == place]
    if len(beside) == 1:
        return ()
    return tuple(GroupTab(one.key, words.say(one.title)) for one in beside)


def person(words: Words, people: Iterable[Person], me: str) -> PersonModel:
    known = next((one for one in people if one.id == me), None)
    if known is None:
        return PersonModel("?", words.say(_("Who works here?")), words.say(_("choose your name")))
    role = words.say(ROLES.get(known.role, known.role))
    return PersonModel(initial(known.name), known.name, role)


def pills(
    words: Words,
    board: AlertBoard | None,
    lost: CenterLost | None,
    task: TopPill | None,
    now: datetime,
) -> tuple[TopPill, ...]:
    """Long work, the benches, the center with the age of what is shown."""
    say, shown = words.say, [task] if task else []
    if board is not None:
        away = len(board.away)
        word = (
            words.many("{n} bench away", "{n} benches away", away)
            if away
            else words.many("{n} bench, all here", "{n} benches, all here", board.stations)
        )
        shown.append(TopPill("benches", "monitor", word, "warn" if away else "quiet"))
    if lost is not None:
        shown.append(TopPill("center", "cloud-off", say(_("Center away")), "stop"))
    elif board is not None:
        old = seconds(board.at, now)
        fresh = old <= _FRESH_S
        age = say(_("now")) if fresh else say(_("{n} s old"), n=old)
        word = say(_("Center • {age}"), age=age)
        shown.append(TopPill("center", "cloud", word, "quiet" if fresh else "warn"))
    return tuple(shown)


def banner(words: Words, board: AlertBoard | None, lost: CenterLost | None) -> str:
    """What is not as it should be, since when, and what to do; empty when all is well."""
    if lost is not None:
        since = words.say(_("Not up to date since {time}."), time=figures.clock(lost.since))
        return f"{since} {words.say(lost.advice)}"
    return away_line(words, board.away) if board is not None else ""
