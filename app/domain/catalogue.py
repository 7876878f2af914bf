"""Items, their barcodes, kits and boxes: what a scanned code can stand for."""

from dataclasses import dataclass
from enum import Enum

from app.domain.values import Grams

GTIN_LENGTHS = (8, 12, 13, 14)


def normalise_code(text: str) -> str:
    """The one form under which a code is stored and compared.

    Trade item numbers become GTIN-14 (an EAN-13 scanned from the piece and the same number
    inside a GS1 message must meet); everything else is compared without regard to case,
    because Caps Lock inverts what a keyboard-wedge scanner types.
    """
    code = text.strip()
    if code.isascii() and code.isdigit() and len(code) in GTIN_LENGTHS:
        return code.zfill(14)
    return code.upper()


class BarcodeLevel(Enum):
    EACH = "each"
    INNER = "inner"
    CARTON = "carton"


@dataclass(frozen=True, slots=True)
class ItemBarcode:
    """A code that counts as ``quantity`` pieces of its item. ``code`` is normalised."""

    code: str
    quantity: int = 1
    level: BarcodeLevel = BarcodeLevel.EACH


@dataclass(frozen=True, slots=True)
class Item:
    """One stock-keeping unit. ``weight_g`` is None where nobody has weighed it yet."""

    sku: str
    name: str
    spec: str = ""
    weight_g: Grams | None = None
    location: str = ""
    picture: str = ""
    barcodes: tuple[ItemBarcode, ...] = ()


@dataclass(frozen=True, slots=True)
class KitPart:
    """``quantity`` pieces of ``item`` in one kit."""

    item: Item
    quantity: int


@dataclass(frozen=True, slots=True)
class ItemMatch:
    """One thing that a scanned code can mean: so many pieces of an item."""

    item: Item
    quantity: int
    level: BarcodeLevel = BarcodeLevel.EACH


@dataclass(frozen=True, slots=True)
class Box:
    """A packing material: its code is scanned, its tare and outer size count."""

    code: str
    name: str
    tare_g: Grams
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
