"""Which of a card's places hold a destination, found by name and not by looking at each.

A card may name tens of thousands of postcodes; a parcel is priced in a fraction of a millisecond
all the same.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.places import Destination, ZoneLevel, place_names
from app.domain.rate_card import Zone, ZoneMember


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A member that holds a destination; the higher ``rank``, the more exactly it names it."""

    code: str
    member: ZoneMember
    rank: int


class PlaceIndex:
    """The members of zones (or of lists of places), by level and name."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        self._named: dict[ZoneLevel, dict[str, list[PlaceMatch]]] = {
            level: defaultdict(list) for level in ZoneLevel
        }
        self._ranges: dict[int, _Ranges] = {}
        self._lengths: tuple[int, ...] = ()
        postal: defaultdict[int, list[tuple[str, str, PlaceMatch]]] = defaultdict(list)
        for zone in zones:
            for member in zone.members:
                if member.level is ZoneLevel.POSTCODE:
                    low, high = postcodes(member)
                    match = PlaceMatch(zone.code, member, len(low))
                    postal[len(low)].append((low, high, match))
                else:
                    self._add(zone.code, member)
        self._ranges = {length: _Ranges(found) for length, found in postal.items()}
        self._lengths = tuple(sorted(self._ranges, reverse=True))
        self._levels = tuple(
            level
            for level in ZoneLevel  # written most specific first
            if self._named[level] or (level is ZoneLevel.POSTCODE and postal)
        )

    def _add(self, code: str, member: ZoneMember) -> None:
        *_, last = member.value.split("/")
        match = PlaceMatch(code, member, member.value.count("/"))
        for name in place_names(last, member.level):
            self._named[member.level][name].append(match)

    def best(self, destination: Destination) -> tuple[PlaceMatch, ...]:
        """The most exact matches, one a code: none, one, or several that contradict."""
        for level in self._levels:
            found = list(self._at(level, destination))
            if found:
                rank = max(match.rank for match in found)
                codes = {match.code: match for match in found if match.rank == rank}
                return tuple(codes[code] for code in sorted(codes))
        return ()

    def codes(self, destination: Destination) -> frozenset[str]:
        """Every code that holds the destination on any level."""
        return frozenset(
            match.code for level in self._levels for match in self._at(level, destination)
        )

    def _at(self, level: ZoneLevel, destination: Destination) -> Iterator[PlaceMatch]:
        names = destination.names(level)
        if level is ZoneLevel.POSTCODE:
            for name in names:
                for length in self._lengths:
                    if len(name) >= length:
                        yield from self._ranges[length].holding(name, destination)
            return
        named = self._named[level]
        for name in names:
            for match in named.get(name, ()):
                if _fits(match.member, destination):
                    yield match


class _Ranges:
    """Ranges of postcodes of one length; when none overlap, one look finds the right one."""

    def __init__(self, found: list[tuple[str, str, PlaceMatch]]) -> None:
        self._sorted = sorted(found, key=lambda one: one[:2])
        self._starts = [low for low, _, _ in self._sorted]
        self._highest: list[str] = []  # the highest end up to here: how far back to look
        for _, high, _ in self._sorted:
            self._highest.append(max(high, self._highest[-1]) if self._highest else high)

    def holding(self, name: str, destination: Destination) -> Iterator[PlaceMatch]:
        for at in range(bisect_right(self._starts, name) - 1, -1, -1):
            low, high, match = self._sorted[at]
            head = name[: len(low)]
            # A single code is met by its beginning only where it is made of digits: AB1 is not
            # the beginning of AB10.
            whole = len(name) == len(low) or low.isdigit()
            if whole and low <= head <= high and _country(match.member, destination):
                yield match
            if self._highest[at] < head:
                return


def postcodes(member: ZoneMember) -> tuple[str, str]:
    """The first and the last postcode of a member, as they are compared."""
    ends = (member.value, member.value_to or member.value)
    low, high = ("".join(place_names(end, ZoneLevel.POSTCODE)) for end in ends)
    return low, high


def _country(member: ZoneMember, destination: Destination) -> bool:
    return not member.country or member.country.casefold() == destination.country.casefold()


def _fits(member: ZoneMember, destination: Destination) -> bool:
    # On a country member the column says who ships; only below it does it say where the place is.
    if member.level is ZoneLevel.COUNTRY:
        return True
    *around, _ = member.value.split("/")
    return _country(member, destination) and all(
        any(
            not place_names(part, level).isdisjoint(destination.names(level))
            for level in (ZoneLevel.PROVINCE, ZoneLevel.CITY)
        )
        for part in around
    )
