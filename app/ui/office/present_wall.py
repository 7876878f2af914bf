"""The board as the wall shows it: the newest first, the longest texts left out. No Qt."""

from datetime import datetime

from app.center.alert_board import Alert, AlertBoard, BenchAway
from app.i18n import Words
from app.i18n import mark as _
from app.ui import figures
from app.ui.office.alert_words import verdict_icon, verdict_word
from app.ui.office.present_alerts import ago, bench_short, difference, picture, ticket
from app.ui.office.wall import ROWS, WallAlert, WallModel, WallTicket

_NAMED = 3  # benches away that are named; the rest are counted


def wall_model(words: Words, board: AlertBoard, now: datetime) -> WallModel:
    say = words.say
    waiting, tickets = len(board.open), [ticket(words, one, now) for one in board.tickets]
    rate = board.rate.per_myriad
    shown = board.open[:ROWS]
    hidden = waiting - len(shown)
    due = sum(one.tone != "quiet" for one in tickets)
    worst = "stop" if any(one.tone == "stop" for one in tickets) else "warn" if due else "quiet"
    return WallModel(
        title=say(_("Alerts")),
        clock=figures.clock(now),
        figures=(
            (str(waiting), say(_("not seen")), "stop" if waiting else "ok"),
            (str(len(tickets)), words.many("re-pick", "re-picks", len(tickets)), worst),
            (f"{rate / 100:.2f}%" if rate is not None else "–", say(_("errors a parcel")), "quiet"),
        ),
        alerts=tuple(_alert(words, one, now) for one in shown),
        more=words.many("and {n} more", "and {n} more", hidden) if hidden > 0 else "",
        tickets_title=say(_("Re-picks, by cut-off")),
        tickets=tuple(
            WallTicket(f"{one.slot_title} {one.slot}", one.number, one.line, one.clock, one.tone)
            for one in tickets
        ),
        calm=say(_("All quiet")),
        calm_line=say(_("No bench stands still")),
        calm_tickets=say(_("Nothing to fetch")),
        away=away_line(words, board.away),
    )


def _alert(words: Words, one: Alert, now: datetime) -> WallAlert:
    first, second = difference(words, one)
    return WallAlert(
        bench=bench_short(one.station),
        icon=verdict_icon(one.verdict),
        what=verdict_word(words, one.verdict),
        line=" • ".join(part for part in (first, second, one.operator) if part),
        since=ago(one.at, now),
        picture=picture(one),
        loud=one.state == "open",
    )


def away_line(words: Words, away: tuple[BenchAway, ...]) -> str:
    """Which benches are away and since when: what happens there comes later."""
    if not away:
        return ""
    named = [
        words.say(_("{bench} since {time}"), bench=one.name, time=figures.clock(one.since))
        if one.since
        else words.say(_("{bench} never seen"), bench=one.name)
        for one in away[:_NAMED]
    ]
    more = len(away) - len(named)
    rest = words.many("and {n} more", "and {n} more", more) if more else ""
    listed = " • ".join([*named, rest] if rest else named)
    return words.say(_("Away: {benches}. What happens there comes later."), benches=listed)
