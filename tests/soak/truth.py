"""What really lay on the pan, and what the bench took for a parcel's weight: counted."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True)
class Lay:
    """From ``at_ms`` on ``grams`` lay on the pan; the parcel of ``order``, "" for none."""

    at_ms: int
    grams: int
    order: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A weight that the bench kept for an order; ``at_ms`` is the reading's own time."""

    order: str
    grams: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Findings:
    """``stale``: the weight of what lay there before; ``unstable``: taken before it lay still,
    or not what it settled at; ``doubled``: weights, parcels and labels that came twice.
    """

    parcels: int = 0
    stale: int = 0
    unstable: int = 0
    doubled: int = 0
    lost: int = 0

    @property
    def sound(self) -> bool:
        return not (self.stale or self.unstable or self.doubled or self.lost)

    def __add__(self, other: "Findings") -> "Findings":
        names = (each.name for each in fields(self))
        return Findings(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(slots=True)
class Pan:
    """The pan of one scale, told by the hands that load it. ``settle_ms``: how long it moves."""

    settle_ms: int
    division_g: int = 1
    lays: list[Lay] = field(default_factory=list)

    def put(self, at_ms: int, grams: int, order: str = "") -> None:
        self.lays.append(Lay(at_ms, grams, order))

    def at(self, at_ms: int) -> Lay:
        """What lay there at a time."""
        found = bisect_right(self.lays, at_ms, key=lambda lay: lay.at_ms)
        return self.lays[found - 1] if found else Lay(0, 0)

    def judge(self, taken: Taken) -> str:
        """The name of what is wrong with it, "" for nothing."""
        lay = self.at(taken.at_ms)
        if lay.order != taken.order:
            return "stale"
        if taken.at_ms < lay.at_ms + self.settle_ms:
            return "unstable"
        if abs(taken.grams - lay.grams) > self.division_g:
            before = (each.grams for each in self.lays if each.at_ms < lay.at_ms and each.grams)
            return "stale" if taken.grams in before else "unstable"
        return ""


def count(
    pan: Pan,
    orders: Iterable[str],
    taken: Iterable[Taken],
    weighed: Iterable[tuple[str, int]],
    labels: Iterable[str],
) -> tuple[Findings, list[str]]:
    """All of one bench; and each wrong thing in words.

    ``weighed``: order and grams of each kept weight in the journal; ``labels``: what each printed
    label carries.
    """
    taken, weighed, orders = list(taken), list(weighed), list(orders)
    wrong = [(pan.judge(each), each) for each in taken]
    words = [f"{name}: {each}, there lay {pan.at(each.at_ms)}" for name, each in wrong if name]
    doubled = list(_more_than_once(order for order, _ in weighed))
    doubled += _more_than_once(str(pan.at(each.at_ms)) for each in taken)
    doubled += _more_than_once(labels)
    kept = Counter(weighed)
    seen = Counter((each.order, each.grams) for each in taken)
    lost = [order for order in orders if order not in dict(weighed)]
    words += [f"doubled: {each}" for each in doubled]
    words += [f"never weighed: {len(lost)} orders, the first is {lost[0]}"] if lost else []
    differ = list(((kept - seen) | (seen - kept)).elements())
    words += [f"kept and shown differ: {each}" for each in differ]
    names = Counter(name for name, _ in wrong)
    found = Findings(
        len(weighed), names["stale"], names["unstable"] + len(differ), len(doubled), len(lost)
    )
    return found, words


def _more_than_once(names: Iterable[str]) -> Iterator[str]:
    return (name for name, times in Counter(names).items() for _ in range(times - 1))
