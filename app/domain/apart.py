"""What a bench may begin while it cannot ask the order center.

Two benches that are apart cannot hear of each other's claims. So that they do not pack the same
order, the center lends whole waves ahead: apart, a bench opens what is lent to it.
"""

from dataclasses import dataclass
from enum import Enum


class WhileApart(Enum):
    LENT = "lent"  # only waves lent to this bench, and orders it holds a claim to
    ANY = "any"  # everything: the first parcel counts, of the others somebody is told


@dataclass(frozen=True, slots=True)
class Link:
    """What a bench knows of its line. ``away_s``: for how long the center has not answered.

    ``age_s`` is how old the bench's copy is, None if it never had one.
    """

    away_s: int = 0
    age_s: int | None = None
    away: bool = False  # False too while nobody has tried yet


@dataclass(frozen=True, slots=True)
class Standing:
    """One order as the bench's copy has it. ``lent_to``: who has its wave, "" when nobody.

    ``held``: this bench has a claim to the order that still counts.
    """

    wave: str
    lent_to: str = ""
    held: bool = False


def is_apart(link: Link, after_s: int) -> bool:
    """A line that fails for a moment is no separation: ``after_s`` seconds are."""
    return link.away and link.away_s >= after_s


def may_begin(order: Standing, station_id: str, rule: WhileApart, *, without_wave: bool) -> bool:
    """Whether a bench that is apart may open an order that it could open otherwise.

    ``without_wave``: orders that are in no wave may be opened.
    """
    if rule is WhileApart.ANY or order.held:
        return True
    if not order.wave:
        return without_wave
    return order.lent_to == station_id
