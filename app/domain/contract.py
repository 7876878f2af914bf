"""The file of a courier: what it is, and what we agreed with it (accounts, cut-offs, people).

Prices are in its rate cards, found by courier and service; a contract may change without them.
"""

from dataclasses import dataclass
from datetime import date, time

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class Courier:
    """A courier company. ``number_formats`` are names of resources/couriers/number_formats.json.

    A number of another form is a warning, never a refusal, and no number decides the courier.
    """

    code: str
    name: str
    number_formats: tuple[str, ...] = ()
    label_template: str = ""  # the form its labels have; empty: the usual one
    label_mm: tuple[int, int] = (100, 150)
    site: str = ""  # where parcels are followed, with {number}
    note: str = ""


@dataclass(frozen=True, slots=True)
class CutOff:
    """The courier collects at ``at`` (the warehouse's time) on these days (1 Monday, 7 Sunday)."""

    at: time
    days: tuple[int, ...] = EVERY_DAY
    service: str = ""  # empty: all of them


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at the courier; kept at the center alone."""

    role: str  # sales, claims, pick-up ...
    name: str = ""
    phone: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class NumberAccount:
    """How numbers are bought from a courier one by one, for each order ahead of packing.

    ``api``: ``sf`` or ``cainiao``. ``code``: the courier's code there (Cainiao's cp_code); empty:
    the courier's own. ``account``: the monthly account that pays. ``products``: what the courier
    calls our services, (service, its word), "" for all others. ``ahead``: numbers for one order;
    what is left over goes back. ``tell_weight``: the courier wants to hear what the scale said.
    ``options`` are the API's own. Secrets are never here: they are in the keyring of the center.
    """

    api: str
    code: str = ""
    account: str = ""
    url: str = ""  # empty: the platform's own
    products: tuple[tuple[str, str], ...] = ()
    goods: str = ""  # what parcels hold, in a word
    ahead: int = 1
    tell_weight: bool = False
    sender: tuple[tuple[str, str], ...] = ()  # name, phone, province, city, district, address
    options: tuple[tuple[str, str], ...] = ()

    def product(self, service: str) -> str:
        """The courier's word for a service; "" where none was agreed."""
        words = dict(self.products)
        return words.get(service) or words.get("", "")


@dataclass(frozen=True, slots=True)
class Contract:
    """What was agreed with one courier for one warehouse: the 合作档案.

    ``services`` are the products we may use; the first is the usual one. ``number_branch`` is the
    branch whose numbers we print. Tolerances are for checking its bills.
    """

    id: str
    courier: str
    name: str = ""
    account: str = ""
    branch: str = ""
    services: tuple[str, ...] = ()
    label_template: str = ""  # empty: the courier's
    number_branch: str = ""
    cut_offs: tuple[CutOff, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    cod: bool = False  # may collect money at the door
    insured: bool = False
    dispute_weight_g: int = 50
    dispute_minor: int = 0
    settle_day: int = 0  # of the month; 0: not agreed
    note: str = ""
    numbers: NumberAccount | None = None  # None: numbers come out of the pool

    def in_force(self, day: date) -> bool:
        """Whether parcels of that day may go under it; both ends inside."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def next_cut_off(self, weekday: int, now: time, service: str = "") -> time | None:
        """The next collection of a day (1 Monday ... 7 Sunday), or none any more."""
        left = [
            one.at
            for one in self.cut_offs
            if weekday in one.days and one.at >= now and one.service in {"", service}
        ]
        return min(left, default=None)
