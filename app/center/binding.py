"""Which of our items a line of an order is: by what its listing is bound to, or by its code."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.binding import USUAL, Policy, Why
from app.domain.catalogue import Item, KitPart, normalise_code
from app.domain.listing import listing_key
from app.domain.listing_text import folded
from app.remote.channels.incoming import IncomingLine
from app.store.listings import Bound, ShopListing
from app.store.transaction import Transaction
from app.store.unbound import UnboundLine


@dataclass(frozen=True, slots=True)
class Found:
    """``pieces`` of the item in one of what the shop sells; ``parts``: of a kit."""

    item: Item
    pieces: int = 1
    parts: tuple[KitPart, ...] = ()


class Lookup:
    """For the lines of one shop's orders, within one transaction; what was found is kept."""

    def __init__(self, tx: Transaction, channel: str, shop: str, policy: Policy = USUAL) -> None:
        self._tx = tx
        self._channel, self._shop = channel, shop
        self._policy = policy
        self._keys: dict[tuple[str, str, str], str] = {}
        self._listings: dict[str, Bound | None] = {}
        self._codes: dict[str, Item | None] = {}
        self._items: dict[str, Item] = {}
        self._kits: dict[str, tuple[KitPart, ...]] = {}
        self._noted: list[ShopListing] = []
        self._variants: dict[str, Bound] = {}  # of those that were noted

    def prepare(self, lines: Iterable[IncomingLine]) -> None:
        """Asks at once all that ``find`` will want to know of these."""
        many = {self._key(line): line for line in lines}
        self._ask_listings({key: line for key, line in many.items() if key not in self._listings})
        bound = {key: one for key in many if (one := self._listings[key]) and one.state == "bound"}
        self._ask_items(one.sku for one in bound.values())
        self._ask_codes(
            line.sku for key, line in many.items()
            if line.sku and (key not in bound or bound[key].sku not in self._items)
        )  # fmt: skip

    def find(self, line: IncomingLine) -> Found | None:
        """The item, or None where nobody has bound the listing and no code says it."""
        known = self._listing(line)
        item: Item | None = None
        if known is not None and known.state == "bound":
            item = self._items.get(known.sku)
            if item is not None:
                return Found(item, known.pieces, self._kits[item.sku])
        if line.sku:
            if line.sku not in self._codes:
                self._ask_codes((line.sku,))
            item = self._codes[line.sku]
        return None if item is None else Found(item, 1, self._kits[item.sku])

    def waiting(
        self, order_id: str, lines: Iterable[tuple[int, IncomingLine]], told: UnboundLine,
        now: datetime,
    ) -> list[UnboundLine]:  # fmt: skip
        """These lines of the order wait for a binding.

        ``told``: the state and reason that the order gets then. A listing that no list of the
        shop has told of is noted: ``keep`` writes it.
        """
        return [
            UnboundLine(
                order_id, number, self._listing_of(line, now), told.told_state, told.told_reason
            )
            for number, line in lines
        ]

    def keep(self) -> None:
        """Writes the listings that were noted."""
        self._tx.listings.told(self._noted)
        self._noted = []

    def _listing_of(self, line: IncomingLine, now: datetime) -> str:
        known = self._listing(line)
        return self._note(line, now) if known is None else known.id

    def _listing(self, line: IncomingLine) -> Bound | None:
        key = self._key(line)
        if key not in self._listings:
            self.prepare([line])
        noted = None if line.listing_id else self._variants.get(line.variant_id)
        return self._listings[key] or noted

    def _note(self, line: IncomingLine, now: datetime) -> str:
        made = ShopListing(
            id=self._key(line), channel=self._channel, shop=self._shop,
            listing_id=line.listing_id, variant_id=line.variant_id, code=line.sku, name=line.name,
            spec=line.spec, barcode="", price_minor=None, currency="", stock=None, on_sale=True,
            picture="", revision_at=None, seen_at=now, gone_at=None,
            words=words_of(line.sku, line.name, line.spec, self._shop),
        )  # fmt: skip
        self._noted.append(made)
        bound = Bound(made.id, made.state, made.sku, made.pieces)
        self._listings[made.id] = bound
        if line.variant_id:
            self._variants.setdefault(line.variant_id, bound)
        return made.id

    def _key(self, line: IncomingLine) -> str:
        own = "" if line.listing_id or line.variant_id else line.sku or line.name
        names = (line.listing_id, line.variant_id, own)
        if names not in self._keys:
            self._keys[names] = listing_key(self._channel, self._shop, *names)
        return self._keys[names]

    def _ask_listings(self, lines: Mapping[str, IncomingLine]) -> None:
        found = self._tx.listings.bound(lines)
        alone = {
            key: line.variant_id for key, line in lines.items()
            if key not in found and line.variant_id and not line.listing_id
        }  # fmt: skip
        variants = self._tx.listings.by_variant(self._channel, self._shop, set(alone.values()))
        for key in lines:
            self._listings[key] = found.get(key) or variants.get(alone.get(key, ""))

    def _ask_codes(self, codes: Iterable[str]) -> None:
        new = {code for code in codes if code not in self._codes}
        self._ask_items(new)
        told = exacts(self._tx, {(code, "") for code in new - self._items.keys()}, self._policy)
        skus = {code: sku for (code, _none), (sku, _why) in told.items()}
        self._ask_items(skus.values())
        for code in new:
            self._codes[code] = self._items.get(code) or self._items.get(skus.get(code, ""))

    def _ask_items(self, skus: Iterable[str]) -> None:
        new = set(skus) - self._items.keys()
        found = self._tx.catalogue.many(new)
        kits = self._tx.catalogue.kits(found)
        self._items |= found
        self._kits |= {sku: kits.get(sku, ()) for sku in found}


def exacts(
    tx: Transaction, told: Collection[tuple[str, str]], policy: Policy
) -> dict[tuple[str, str], tuple[str, Why]]:
    """By a shop's (code, barcode): the one item that it names for certain.

    What means two items means none, and is not in it.
    """
    codes = {code for code, _barcode in told if code} if policy.by_code else set()
    same = tx.items.by_codes(codes)
    found = {
        one: (skus[0], Why.SAME_CODE) for one in told if len(skus := same.get(one[0], ())) == 1
    }
    left = [one for one in told if one not in found] if policy.by_barcode else []
    matches = tx.catalogue.by_barcodes(
        {each for one in left for each in one if normalise_code(each)}
    )
    for one in left:
        for each in reversed(one):  # the barcode says it before the code does
            match matches.get(each, ()):
                case [only] if only.quantity == 1:
                    found.setdefault(one, (only.item.sku, Why.SAME_BARCODE))
    return found


def words_of(*parts: str) -> str:
    """What a search looks through."""
    return folded(" ".join(part for part in parts if part))
