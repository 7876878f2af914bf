"""Alerts as cells, tiles, tickets and bars: words chosen, clocks counted. No Qt, no own clock."""

from datetime import datetime
from typing import Final

from app.center.alert_board import Alert, AlertBoard, TicketRow
from app.domain.catalogue import Item
from app.domain.verdict import Verdict
from app.i18n import Words
from app.i18n import mark as _
from app.ui import figures
from app.ui.ask_words import REASONS
from app.ui.office.alert_words import FOUND, verdict_word
from app.ui.office.hours_chart import Bar, ChartModel
from app.ui.office.order_words import STATES
from app.ui.office.tickets import TicketModel
from app.ui.office.tiles import Tile
from app.ui.stop_words import EXPLAINED, PROBLEMS, STOPS
from app.ui.texts import choose

SOON_S: Final = 15 * 60
NEAR_S: Final = 45 * 60
ANSWER_S: Final = 60
"""An alert should be seen within this; a re-pick's clock turns amber, then red."""

_FULL_S: Final = 3 * 3600  # a ticket's bar is full at this long before the cut-off


def seconds(since: datetime, now: datetime) -> int:
    return max(int((now - since).total_seconds()), 0)


def ago(since: datetime, now: datetime) -> str:
    """How long since: 0:08, 12:40, 1:02:09."""
    return figures.standing(seconds(since, now) * 1000)


def left(until: datetime, now: datetime) -> str:
    """How long until, with hours; with a minus when it is over."""
    gap = int((until - now).total_seconds())
    hours, rest = divmod(abs(gap), 3600)
    text = f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return text if gap >= 0 else f"{figures.MINUS}{text}"


def initial(name: str) -> str:
    """One sign for a face: the last of a name that ends in a letter of its own, or the first."""
    parts = name.split()
    if len(parts) > 1 and len(parts[-1]) <= 2:
        return parts[-1]
    return name[:1].upper()


def when(at: datetime, now: datetime) -> str:
    """The time of day; with the date where it was another day."""
    local = at.astimezone()
    same = local.date() == now.astimezone().date()
    return local.strftime("%H:%M" if same else "%m-%d %H:%M")


def stamp(at: datetime | None) -> str:
    """A time for a spreadsheet, as the clock on the wall had it."""
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}" if at else ""


def difference(words: Words, one: Alert) -> tuple[str, str]:
    """What was found and what was wanted, in two short lines."""
    say = words.say
    if one.kind == "lead":
        return say(_("The packer asks for help")), ""
    if one.verdict in FOUND:
        return _exception(words, one)
    if one.verdict == "weight_out":
        return _weight(words, one)
    found = _said(one.found)
    if one.verdict == "wrong_item" and one.found and one.expected:
        same = one.found.name == one.expected.name and one.expected.spec
        wanted = one.expected.spec if same else _said(one.expected)
        return found, say(_("needs {item}"), item=wanted)
    if one.verdict == "unknown_code":
        return say(_("Code {code}"), code=one.code), say(_("No item has this code"))
    line = _line(words, one)
    return (found, line) if found else (line, one.code)


def _exception(words: Words, one: Alert) -> tuple[str, str]:
    """What the center found: what to do about it, and what else is known."""
    details = {**one.details}
    state = details.get("state", "")
    details["state"] = words.say(STATES[state][0]) if state in STATES else state
    reasons = {reason.value: text for reason, text in REASONS.items()}
    details["reason"] = words.say(reasons.get(details.get("reason", ""), ""))
    if details.get("until"):
        until = datetime.fromisoformat(details["until"])
        details["until"] = f"{until.astimezone():%H:%M}"
    _head, first, second = FOUND[one.verdict]
    if one.verdict == "force_passed" and not details.get("second"):
        second = ""
    return words.say(first, **details), words.say(second, **details)


def _said(item: Item | None) -> str:
    return f"{item.name} {item.spec}".strip() if item else ""


def _line(words: Words, one: Alert) -> str:
    try:
        verdict = Verdict(one.verdict)
        texts = STOPS[verdict]
    except (ValueError, KeyError):
        return verdict_word(words, one.verdict)
    problem = PROBLEMS.get((verdict, one.details.get("problem", "")))
    if problem:
        return words.say(problem[0])
    values = {**one.details, "code": one.code, "found": _said(one.found)}
    return choose(words, texts.lines, values)


def _weight(words: Words, one: Alert) -> tuple[str, str]:
    details = one.details
    shown, expected = details.get("shown_g", ""), details.get("expected_g", "")
    first = words.say(_("The weight does not fit the order"))
    if shown.lstrip("-").isdigit() and expected.isdigit():
        first = words.say(
            _("{shown}, should be {expected}"),
            shown=figures.weight(int(shown)),
            expected=figures.weight(int(expected)),
        )
    explained = EXPLAINED.get(details.get("explain_kind", ""))
    return first, words.say(explained[0], **details) if explained else ""


def picture(one: Alert) -> str | None:
    item = one.found or one.expected
    return item.picture if item else None


def action(words: Words, one: Alert) -> tuple[str, str]:
    """The step that is due: (name, word)."""
    due = {
        "open": ("acknowledge", _("Confirm")),
        "acknowledged": ("assign", _("Assign")),
        "assigned": ("close", _("Close")),
    }
    name, word = due.get(one.state, ("open", ""))
    return name, words.say(word)


def tiles(words: Words, board: AlertBoard, now: datetime) -> tuple[Tile, ...]:
    """The five figures above the table."""
    say = words.say
    oldest = min((one.at for one in board.open), default=None)
    waiting = len(board.open)
    in_work = board.states.get("assigned", 0)
    first = Tile(
        say(_("Not seen")),
        str(waiting),
        words.many("alert", "alerts", waiting),
        say(_("Oldest {time}"), time=ago(oldest, now)) if oldest else say(_("Nothing waits")),
        "stop" if waiting else "ok",
        "stop-octagon" if waiting else "check-circle",
    )
    work = Tile(
        say(_("In work")),
        str(in_work),
        words.many("alert", "alerts", in_work),
        say(_("{minutes} min on average"), minutes=round(board.work_s / 60))
        if board.work_s is not None
        else "",
    )
    return (
        first,
        work,
        _ticket_tile(words, board, now),
        _rate_tile(words, board),
        _answer(words, board),
    )


def _ticket_tile(words: Words, board: AlertBoard, now: datetime) -> Tile:
    ends = [one.cut_off for one in board.tickets if one.cut_off]
    line, tone = "", "quiet"
    if ends:
        gap = (min(ends) - now).total_seconds()
        tone = "stop" if gap < SOON_S else "warn" if gap < NEAR_S else "quiet"
        line = words.say(_("Next cut-off in {time}"), time=left(min(ends), now))
    count = len(board.tickets)
    return Tile(
        words.say(_("Re-picks open")), str(count), words.many("order", "orders", count), line, tone
    )


def _rate_tile(words: Words, board: AlertBoard) -> Tile:
    rate, before = board.rate.per_myriad, board.rate_before.per_myriad
    title = words.say(_("Pick errors a parcel"))
    if rate is None:
        return Tile(title, "–", "", words.say(_("Nothing packed yet")))
    line, tone = words.say(_("{n} parcels packed"), n=f"{board.rate.parcels:,}"), "quiet"
    if before is not None:
        gap, tone = rate - before, "ok" if rate <= before else "stop"
        change = f"{abs(gap) / 100:.2f}"
        less, more = _("{n} less than yesterday by now"), _("{n} more than yesterday by now")
        line = words.say(less if gap <= 0 else more, n=change)
    return Tile(title, f"{rate / 100:.2f}", "%", line, tone)


def _answer(words: Words, board: AlertBoard) -> Tile:
    title, goal = words.say(_("Time until seen")), words.say(_("Goal: {n} s"), n=ANSWER_S)
    if board.answer_s is None:
        return Tile(title, "–", "", goal)
    good = board.answer_s <= ANSWER_S
    return Tile(title, str(board.answer_s), words.say(_("s")), goal, "ok" if good else "stop")


def ticket(words: Words, one: TicketRow, now: datetime) -> TicketModel:
    say = words.say
    gap = int((one.cut_off - now).total_seconds()) if one.cut_off else None
    tone = "quiet" if gap is None or gap >= NEAR_S else "warn" if gap >= SOON_S else "stop"
    icon = {"warn": "warning-triangle", "stop": "stop-octagon"}.get(tone, "")
    share = 0 if gap is None else round(100 * (1 - min(max(gap / _FULL_S, 0), 1)))
    return TicketModel(
        id=one.id,
        slot_title=say(_("Slot")),
        slot=one.slot[-3:] or "–",
        number=short(one.order_number) or one.id,
        owner=one.owner or say(_("nobody")),
        line=ticket_line(words, one),
        clock=left(one.cut_off, now) if one.cut_off else ago(one.opened_at, now),
        clock_title=say(_("to cut-off")) if one.cut_off else say(_("old")),
        tone=tone,
        icon=icon,
        share=share,
    )


def ticket_line(words: Words, one: TicketRow) -> str:
    """The exact difference in one line."""
    parts = [words.say(_("{n} short: {item}"), n=n, item=item) for item, n in one.missing]
    parts += [words.say(_("{n} too many: {item}"), n=n, item=item) for item, n in one.extra]
    return " • ".join(parts) or words.say(_("Check everything again"))


def short(number: str) -> str:
    """The end of a long order number, which is how people call it."""
    tail = number.rsplit("-", 1)[-1]
    return tail if len(number) > 10 and 3 <= len(tail) < len(number) else number


def bench_short(name: str) -> str:
    """The number of a bench, which people know it by; its name where it has none."""
    digits = name.rsplit(maxsplit=1)[-1] if name.split() else name
    return digits if any(sign.isdigit() for sign in digits) else name


def chart(words: Words, board: AlertBoard, *, days: bool, as_table: bool, limit: int) -> ChartModel:
    """Alerts by hour, or by day."""
    say = words.say
    bars = tuple(
        Bar(
            f"{span.start.astimezone():%m-%d}" if days else f"{span.start.astimezone():%H}",
            span.count,
            span.start <= board.at < span.end,
        )
        for span in board.spans
    )
    top = max(bars, key=lambda bar: bar.count, default=None)
    line = say(_("Most at {hour}: {n}"), hour=top.label, n=top.count) if top and top.count else ""
    return ChartModel(
        say(_("Alerts a day")) if days else say(_("Alerts an hour")),
        line,
        say(_("As bars")) if as_table else say(_("As a table")),
        bars,
        limit=0 if days else limit,
        limit_word="" if days else say(_("Limit {n}"), n=limit),
        running_word=say(_("still running")),
    )
