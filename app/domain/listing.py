"""What a shop offers and how it is named here; what of an item the center alone asks for."""

from dataclasses import dataclass
from hashlib import sha256

from app.domain.values import Money


def listing_key(channel: str, shop: str, listing_id: str, variant_id: str, code: str) -> str:
    """The id of a listing: the same whoever names it, the shop's list or the line of an order.

    The seller's code counts only where the shop has no id of its own (a file).
    """
    own = "" if listing_id or variant_id else code
    named = f"{channel}\x1f{shop}\x1f{listing_id}\x1f{variant_id}\x1f{own}"
    return sha256(named.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Target:
    """One of our items. ``codes``: its barcodes that count as one piece, normalised."""

    sku: str
    name: str
    spec: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What a listing says of itself."""

    code: str
    name: str
    spec: str = ""
    barcode: str = ""


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """Of an item, beside what a bench needs.

    ``picture``: the name of a kept file (its hash and ending), of a drawn one, or an address.
    ``floor``: the least that one piece is sold for, in the currency of the price.
    """

    sku: str
    category: str = ""
    price: Money | None = None
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    picture: str = ""
    floor: Money | None = None

    def __post_init__(self) -> None:
        if self.price and self.floor and self.price.currency != self.floor.currency:
            raise ValueError(f"{self.sku}: price and floor are in two currencies")
