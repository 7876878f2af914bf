"""Waves: approved orders put together so that one walk along the shelves serves many. No clock."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final

from app.domain.order import Order
from app.domain.pick_check import check_lines

MIXED: Final = "*"
"""The zone of an order whose goods lie in several zones."""

_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_DIGITS: Final = re.compile(r"(\d+)")


class Zoning(Enum):
    """By what the orders of one courier are parted."""

    LOCATION = "location"  # the part of the warehouse that the goods lie in
    REGION = "region"  # the province they go to
    NONE = "none"


@dataclass(frozen=True, slots=True)
class WavePolicy:
    """How waves are made. At most ``orders`` and ``pieces`` a wave, and no fewer than ``least``.

    ``least`` does not count for what must leave within ``hurry_min`` minutes. ``singles``: orders
    of one piece go into waves of their own. ``auto``: the center makes waves by itself.
    """

    by: Zoning = Zoning.LOCATION
    orders: int = 40
    pieces: int = 200
    singles: bool = True
    least: int = 1
    hurry_min: int = 120
    auto: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An approved order without a wave. ``places``: storage locations of its goods.

    ``single_sku``: the item of an order of exactly one piece, else "". ``begun``: a bench has it.
    """

    id: str
    courier: str
    pieces: int
    cut_off: datetime | None = None
    region: str = ""
    places: tuple[str, ...] = ()
    single_sku: str = ""
    begun: bool = False


class Out(Enum):
    """Why an order stays out of all waves."""

    BEGUN = "begun"  # a bench has it open
    NO_COURIER = "no_courier"
    NO_GOODS = "no_goods"  # nothing to fetch
    FEW = "few"  # too few of its kind, and it does not hurry


@dataclass(frozen=True, slots=True)
class PlannedWave:
    """One wave as it would be. ``orders``: ids, in the order of their slots from 1 on."""

    courier: str
    zone: str
    single: bool
    orders: tuple[str, ...]
    pieces: int
    cut_off: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Waves, the most urgent first, and how many orders stay out for which reason."""

    waves: tuple[PlannedWave, ...] = ()
    out: Mapping[Out, int] = field(default_factory=dict)

    @property
    def orders(self) -> int:
        return sum(len(one.orders) for one in self.waves)


def plan(candidates: Iterable[Candidate], policy: WavePolicy, now: datetime) -> Plan:
    """The waves of these orders: the same orders in any sequence give the same waves."""
    groups: dict[tuple[str, str, bool], list[Candidate]] = {}
    out: dict[Out, int] = {}
    for one in candidates:
        if why := _stays_out(one):
            out[why] = out.get(why, 0) + 1
            continue
        single = policy.singles and bool(one.single_sku)
        groups.setdefault((one.courier, _zone(one, policy.by), single), []).append(one)
    soon = now + timedelta(minutes=policy.hurry_min)
    waves = []
    for (courier, zone, single), some in groups.items():
        for part in _parts(_by_item(some) if single else sorted(some, key=_urgency), policy):
            wave = _wave(part, courier, zone, single=single)
            if len(part) < policy.least and (wave.cut_off or _NEVER) > soon:
                out[Out.FEW] = out.get(Out.FEW, 0) + len(part)
            else:
                waves.append(wave)
    waves.sort(key=lambda one: (one.cut_off or _NEVER, one.courier, one.zone, one.orders))
    return Plan(tuple(waves), out)


def zone_of(location: str) -> str:
    """The first part of a storage location: ``A`` of ``A-03-2``, ``A1`` of ``A1.07``."""
    return re.split(r"[-./ ]", location.strip(), maxsplit=1)[0].upper()


def place_key(location: str) -> tuple[tuple[int, int | str], ...]:
    """Sorts as people walk: ``A-2`` before ``A-10``; what has no place comes last."""
    if not location:
        return ((2, ""),)
    return tuple(
        (0, int(part)) if part.isdecimal() else (1, part.upper())
        for part in _DIGITS.split(location)
        if part
    )


@dataclass(frozen=True, slots=True)
class Fetch:
    """So many pieces of one item from one place. ``slots``: (slot, pieces), how they are shared."""

    sku: str
    name: str
    spec: str
    place: str
    pieces: int
    lot: str = ""
    slots: tuple[tuple[int, int], ...] = ()


def fetches(orders: Sequence[tuple[int, Order]]) -> tuple[Fetch, ...]:
    """What these orders (slot, order) want from the shelves, kits exploded, place by place."""
    found: dict[tuple[str, str], Fetch] = {}
    shares: dict[tuple[str, str], dict[int, int]] = {}
    for slot, order in orders:
        for line in check_lines(order):
            item, lot = line.item, line.lot or ""
            about = (item.sku, lot)
            found.setdefault(about, Fetch(item.sku, item.name, item.spec, item.location, 0, lot))
            mine = shares.setdefault(about, {})
            mine[slot] = mine.get(slot, 0) + line.needed
    made = (
        Fetch(
            one.sku, one.name, one.spec, one.place, sum(shares[about].values()), one.lot,
            tuple(sorted(shares[about].items())),
        )
        for about, one in found.items()
    )  # fmt: skip
    return tuple(sorted(made, key=lambda one: (place_key(one.place), one.sku, one.lot)))


def _stays_out(one: Candidate) -> Out | None:
    if one.begun:
        return Out.BEGUN
    if not one.courier:
        return Out.NO_COURIER
    return None if one.pieces else Out.NO_GOODS


def _zone(one: Candidate, by: Zoning) -> str:
    if by is Zoning.REGION:
        return one.region
    if by is Zoning.NONE:
        return ""
    zones = {zone_of(place) for place in one.places}
    return zones.pop() if len(zones) == 1 else MIXED if zones else ""


def _urgency(one: Candidate) -> tuple[datetime, str]:
    return one.cut_off or _NEVER, one.id


def _by_item(some: Sequence[Candidate]) -> list[Candidate]:
    """One item after the other, the item with the most urgent order first."""
    first: dict[str, datetime] = {}
    for one in some:
        at = one.cut_off or _NEVER
        first[one.single_sku] = min(at, first.get(one.single_sku, at))
    return sorted(some, key=lambda one: (first[one.single_sku], one.single_sku, *_urgency(one)))


def _parts(some: Sequence[Candidate], policy: WavePolicy) -> Iterator[list[Candidate]]:
    """In sequence, each within the limits; an order that is too large for any stands alone."""
    part: list[Candidate] = []
    pieces = 0
    for one in some:
        full = len(part) >= policy.orders or pieces + one.pieces > policy.pieces
        if part and full:
            yield part
            part, pieces = [], 0
        part.append(one)
        pieces += one.pieces
    if part:
        yield part


def _wave(part: Sequence[Candidate], courier: str, zone: str, *, single: bool) -> PlannedWave:
    cut_offs = [one.cut_off for one in part if one.cut_off is not None]
    return PlannedWave(
        courier, zone, single, tuple(one.id for one in part), sum(one.pieces for one in part),
        min(cut_offs, default=None),
    )  # fmt: skip
