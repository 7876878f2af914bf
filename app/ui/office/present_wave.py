"""A wave for the drawer: how far it is, what went wrong in it; and a plan before it is released."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from app.center.staff import CENTER
from app.center.wave_desk import Preview, Trouble, WaveDetail, WaveOrder, WaveRow
from app.domain.waving import MIXED, Out, PlannedWave, Zoning
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.fields import State
from app.ui.office.order_words import STATES as ORDER_STATES
from app.ui.office.present_alerts import left, when
from app.ui.office.wait_words import WORDS as REASONS

PLAN: Final = "+plan"
"""The drawer's name for what is planned: no wave has such a number."""

SHOWN: Final = 40
STATES: Final = {
    "released": State(_("Released"), "check-ring", "brand"),
    "picking": State(_("Under way"), "clock", "warn"),
    "packed": State(_("Packed"), "check-circle", "ok"),
    "ended": State(_("Nothing left of it"), "cross", "quiet"),
}
KINDS: Final = {
    "batch": State(_("Whole orders"), "tote"),
    "single": State(_("Single pieces"), "barcode"),
}
TROUBLES: Final = {
    Trouble.CHANGED: _("Changed since its slip was printed: print it again"),
    Trouble.HELD: _("On hold"),
    Trouble.RETURNED: _("Being re-picked"),
    Trouble.GONE: _("Refunded or cancelled"),
    Trouble.MOVED: _("Not in this wave any more"),
}
OUT: Final = {
    Out.BEGUN: _("Open at a bench already"),
    Out.NO_COURIER: _("No courier yet"),
    Out.NO_GOODS: _("Nothing to fetch"),
    Out.FEW: _("Too few together, and no hurry"),
}
ZONINGS: Final = {
    Zoning.LOCATION: _("Courier and part of the warehouse"),
    Zoning.REGION: _("Courier and province"),
    Zoning.NONE: _("Courier alone"),
}
assert set(TROUBLES) == set(Trouble)
assert set(OUT) == set(Out)
assert set(ZONINGS) == set(Zoning)


def zone_word(zone: str, words: Words) -> str:
    return words.say(_("Several zones")) if zone == MIXED else zone


def wave_model(
    row: WaveRow,
    known: WaveDetail | None,
    words: Words,
    now: datetime,
    actions: tuple[Action, ...],
) -> DetailModel:
    """One wave; its orders once they are known."""
    say, state = words.say, STATES[row.state]
    return DetailModel(
        row.number,
        row.number,
        " · ".join(filter(None, (row.courier, zone_word(row.zone, words)))),
        say(state.word),
        state.tone,
        filled(
            (say(_("Packed")), say(_("{n} of {all} orders"), n=row.packed, all=row.orders)),
            (say(_("Pieces")), say(_("{n} of {all}"), n=row.packed_pieces, all=row.pieces)),
            (say(_("To cut-off")), left(row.cut_off, now) if row.cut_off else ""),
            (say(_("Picker")), row.picker_name),
            (say(_("Lent to")), row.lent_to),
            (say(_("Slips printed")), f"{row.slips:,}"),
            (say(_("Lists printed")), f"{row.lists:,}"),
            (say(_("Released at")), when(row.made_at, now)),
            (say(_("By")), _maker(row, known, words)),
        ),
        tuple(_sections(known, words)) if known else (),
        actions,
    )


def plan_model(preview: Preview, words: Words, now: datetime) -> DetailModel:
    """What would be released now; nothing is written yet."""
    say, plan = words.say, preview.plan
    lines = tuple(_planned(one, words, now) for one in plan.waves[:SHOWN])
    out = tuple((say(OUT[why]), f"{plan.out[why]:,}") for why in OUT if plan.out.get(why))
    singles = sum(len(one.orders) for one in plan.waves if one.single)
    sections = (
        Section(say(_("The waves, most urgent first")), (*lines, *_rest(len(plan.waves), words))),
        Section(say(_("Stay out")), out),
    )
    go = Action("release", say(_("Release them")), "primary")
    return DetailModel(
        PLAN,
        words.many("{n} wave would be made", "{n} waves would be made", len(plan.waves)),
        say(ZONINGS[preview.policy.by]),
        facts=filled(
            (say(_("Orders")), f"{plan.orders:,}"),
            (say(_("Pieces")), f"{sum(one.pieces for one in plan.waves):,}"),
            (say(_("Single pieces")), f"{singles:,}" if singles else ""),
        ),
        sections=tuple(one for one in sections if one.lines),
        actions=(go,) if plan.waves else (),
    )


def _planned(one: PlannedWave, words: Words, now: datetime) -> tuple[str, str]:
    about = filter(None, (one.courier, zone_word(one.zone, words)))
    size = (
        words.many("{n} order", "{n} orders", len(one.orders)),
        words.many("{n} piece", "{n} pieces", one.pieces),
    )
    apart = KINDS["single"].word
    kind = words.say(apart) if one.single else ""
    until = when(one.cut_off, now) if one.cut_off else ""
    return " · ".join(about), " · ".join(filter(None, (*size, kind, until)))


def _sections(known: WaveDetail, words: Words) -> Iterator[Section]:
    """Every kind of trouble, then all orders slot by slot."""
    for trouble, word in TROUBLES.items():
        some = [one for one in known.orders if one.trouble is trouble]
        if some:
            lines = tuple((f"#{one.slot}", _why(one, words)) for one in some[:SHOWN])
            title = f"{words.say(word)} · {len(some):,}"
            yield Section(title, (*lines, *_rest(len(some), words)))
    orders = tuple((f"#{one.slot}", _line(one, words)) for one in known.orders[:SHOWN])
    title = f"{words.say(_('Orders'))} · {len(known.orders):,}"
    yield Section(title, (*orders, *_rest(len(known.orders), words)))


def _why(one: WaveOrder, words: Words) -> str:
    reason = REASONS.get(one.reason, "")
    slip = one.slip if one.trouble is Trouble.CHANGED else ""
    said = words.say(reason) if reason else slip
    return " · ".join(part for part in (one.number, said) if part)


def _line(one: WaveOrder, words: Words) -> str:
    if not one.number:
        return words.say(_("Put away"))
    state = words.say(ORDER_STATES[one.state][0])
    return f"{one.number} · {words.many('{n} piece', '{n} pieces', one.pieces)} · {state}"


def _rest(count: int, words: Words) -> tuple[tuple[str, str], ...]:
    more = count - SHOWN
    return (("", words.say(_("and {n} more"), n=more)),) if more > 0 else ()


def _maker(row: WaveRow, known: WaveDetail | None, words: Words) -> str:
    if row.made_by == CENTER:
        return words.say(_("The center by itself"))
    return dict(known.people).get(row.made_by, row.made_by) if known else ""
