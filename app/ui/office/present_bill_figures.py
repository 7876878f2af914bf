"""Figures of couriers' bills as tiles and charts; no Qt."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.center.bill_figures import Figures, Measure
from app.center.bill_words import CAUSES
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.chart import ChartModel, Line, Point
from app.ui.office.tiles import Tile

MOST_BARS: Final = 7


@dataclass(frozen=True, slots=True)
class FiguresModel:
    tiles: tuple[Tile, ...]
    charts: tuple[ChartModel, ...]


def present(found: Figures, words: Words) -> FiguresModel:
    return FiguresModel(_tiles(found, words), _charts(found, words))


def _number(value: Decimal | None, places: int = 1) -> str:
    return "–" if value is None else f"{value:,.{places}f}"


def _money(minor: int) -> str:
    return f"{Decimal(minor).scaleb(-2):,.0f}"


def _tiles(found: Figures, words: Words) -> tuple[Tile, ...]:
    say, whole = words.say, found.whole
    parcels = words.many("{n} parcel", "{n} parcels", whole.parcels)
    claims = words.many("{n} line", "{n} lines", whole.claims)
    money = say(_("{some} of {all} {currency}"), some=_money(whole.recovered),
                all=_money(whole.claimed), currency=found.currency)  # fmt: skip
    return (
        Tile(say(_("Cost a parcel")), _number(whole.cost_per_parcel, 2), found.currency, parcels),
        Tile(say(_("Lines with a claim")), _number(whole.claim_share), "%", claims),
        Tile(say(_("Recovered")), _number(whole.recovered_share), "%", money),
        Tile(
            say(_("Heavier than ours")), _number(whole.heavier_average_g, 0), "g",
            say(_("on average, per parcel")),
        ),
    )  # fmt: skip


def _charts(found: Figures, words: Words) -> tuple[ChartModel, ...]:
    say = words.say
    causes = {say(CAUSES.get(cause, cause)): one.claimed for cause, one in found.causes.items()}
    zones = {zone or say(_("not known")): count for zone, count in found.zones.items()}
    return (
        _by_courier(found, say(_("Cost a parcel")), found.currency,
                    lambda one: one.cost_per_parcel, 2),
        _by_courier(found, say(_("Lines with a claim")), "%", lambda one: one.claim_share),
        _claimed(found, words),
        _bars(say(_("Claims by cause")), causes, found.currency, _money),
        _by_courier(found, say(_("Heavier than ours, per parcel")), "g",
                    lambda one: one.heavier_average_g, 0),
        _bars(say(_("Parcels by zone")), zones, "", lambda count: f"{count:,}"),
    )  # fmt: skip


def _by_courier(
    found: Figures,
    title: str,
    unit: str,
    value: Callable[[Measure], Decimal | None],
    places: int = 1,
) -> ChartModel:
    """A line a courier; a month without a bill is a gap."""
    lines = []
    for courier in found.couriers:
        points = []
        for month in found.months:
            one = found.by_month.get((courier, month))
            number = value(one) if one else None
            height = math.nan if number is None else float(number)
            points.append(Point(month, height, _number(number, places)))
        lines.append(Line(courier, tuple(points)))
    return ChartModel(title, tuple(lines), "lines", unit)


def _claimed(found: Figures, words: Words) -> ChartModel:
    """What was claimed and what came back, all couriers together."""
    say = words.say
    claimed: list[Point] = []
    recovered: list[Point] = []
    for month in found.months:
        sums = [one for (_courier, at), one in found.by_month.items() if at == month]
        for points, minor in (
            (claimed, sum(one.claimed for one in sums)),
            (recovered, sum(one.recovered for one in sums)),
        ):
            points.append(Point(month, minor / 100, _money(minor)))
    lines = (Line(say(_("Claimed")), tuple(claimed)), Line(say(_("Recovered")), tuple(recovered)))
    title = say(_("Claimed and recovered"))
    return ChartModel(title, lines if found.months else (), "lines", found.currency)


def _bars(title: str, sums: Mapping[str, int], unit: str, said: Callable[[int], str]) -> ChartModel:
    points = tuple(Point(name, count, said(count)) for name, count in sums.items())
    return ChartModel(title, (Line(title, points[:MOST_BARS]),) if points else (), "bars", unit)
