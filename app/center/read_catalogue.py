"""Items, barcodes, kits, boxes, badges and waybill numbers out of the sheets of a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.center.rows import Row
from app.domain.catalogue import BarcodeLevel, Box, Item, ItemBarcode, normalise_code
from app.domain.gs1_elements import check_digit_ok
from app.domain.order import Operator, Role
from app.domain.values import Grams
from app.domain.waybill_number import NumberCheck, NumberRange, sf_check_ok

MOST_NUMBERS = 100_000
_GTIN_14 = 14
_LEVELS = {
    "each": BarcodeLevel.EACH, "单品": BarcodeLevel.EACH, "單品": BarcodeLevel.EACH,
    "inner": BarcodeLevel.INNER, "中包": BarcodeLevel.INNER,
    "carton": BarcodeLevel.CARTON, "箱": BarcodeLevel.CARTON, "外箱": BarcodeLevel.CARTON,
}  # fmt: skip
_ROLES = {
    "packer": Role.PACKER, "打包員": Role.PACKER, "打包员": Role.PACKER,
    "lead": Role.LEAD, "班長": Role.LEAD, "班长": Role.LEAD,
    "supervisor": Role.SUPERVISOR, "主管": Role.SUPERVISOR,
    "clerk": Role.CLERK, "文員": Role.CLERK, "文员": Role.CLERK,
    "finance": Role.FINANCE, "財務": Role.FINANCE, "财务": Role.FINANCE,
    "admin": Role.ADMIN, "管理員": Role.ADMIN, "管理员": Role.ADMIN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PictureAt:
    """Where the picture of an item is looked for: in the row itself, or by what its cell says."""

    source: str
    sheet: str
    row: int
    text: str


@dataclass(slots=True)
class CatalogueRead:
    """What the files say, by key. ``kits`` maps a kit's item code to its parts' codes.

    ``details`` are the fields of an ItemDetail that a file has columns for.
    """

    items: dict[str, Item] = field(default_factory=dict)
    details: dict[str, dict[str, object]] = field(default_factory=dict)
    detail_rows: dict[str, Row] = field(default_factory=dict)
    pictures: dict[str, PictureAt] = field(default_factory=dict)
    kits: dict[str, dict[str, int]] = field(default_factory=dict)
    kit_rows: list[tuple[Row, str, str]] = field(default_factory=list)
    code_rows: list[tuple[Row, str, ItemBarcode]] = field(default_factory=list)
    boxes: dict[str, Box] = field(default_factory=dict)
    operators: dict[str, Operator] = field(default_factory=dict)
    numbers: dict[tuple[str, str], None] = field(default_factory=dict)


def read_item(row: Row, into: CatalogueRead) -> None:
    sku = row.own_code("sku", required=True)
    if sku in into.items:
        row.problem("sku", f"{sku} stands here twice: keep one row")
    into.details[sku] = _details(row)
    into.detail_rows[sku] = row
    into.pictures[sku] = PictureAt(
        row.sheet.source, row.sheet.name, row.number, row.text("picture")
    )
    codes = tuple(_codes(row))
    weight = row.maybe_whole("weight_g")
    into.items[sku] = Item(
        sku=sku,
        name=row.text("name", required=True),
        spec=row.text("spec"),
        weight_g=Grams(weight) if weight else None,
        location=row.text("location"),
        picture=row.text("picture"),
        barcodes=codes,
    )


def _details(row: Row) -> dict[str, object]:
    """What the sheet has columns for; the rest of what is known of the item stays."""
    found: dict[str, object] = {}
    if "category" in row.header.places:
        found["category"] = row.text("category")
    for name in ("price", "floor"):
        if name in row.header.places:
            found[name] = row.money(name, row.text("currency").upper() or "CNY")
    for name in ("length_mm", "width_mm", "height_mm"):
        if name in row.header.places:
            found[name] = row.whole(name, default=0)
    return found


def _codes(row: Row) -> list[ItemBarcode]:
    codes = []
    for level, name, quantity in (
        (BarcodeLevel.EACH, "barcode", ""),
        (BarcodeLevel.INNER, "inner_barcode", "inner_quantity"),
        (BarcodeLevel.CARTON, "carton_barcode", "carton_quantity"),
    ):
        code = row.own_code(name)
        if code:
            pieces = row.whole(quantity, least=2) if quantity else 1
            codes.append(_barcode(row, name, code, pieces, level))
    if len({code.code for code in codes}) < len(codes):
        row.problem("barcode", "the same code stands for several pack sizes of one item")
    return codes


def _barcode(row: Row, name: str, code: str, pieces: int, level: BarcodeLevel) -> ItemBarcode:
    kept = normalise_code(code)
    if len(kept) == _GTIN_14 and kept.isdigit() and not check_digit_ok(kept):
        row.warn(name, f"{code} has a wrong check digit: it is kept, but check it on the goods")
    return ItemBarcode(kept, pieces, level)


def read_barcode(row: Row, into: CatalogueRead) -> None:
    sku = row.own_code("sku", required=True)
    code = row.own_code("barcode", required=True)
    level = row.word("level", _LEVELS, BarcodeLevel.EACH)
    pieces = row.whole("quantity", least=1)
    into.code_rows.append((row, sku, _barcode(row, "barcode", code, pieces, level)))


def read_kit_part(row: Row, into: CatalogueRead) -> None:
    kit = row.own_code("kit_sku", required=True)
    part = row.own_code("part_sku", required=True)
    parts = into.kits.setdefault(kit, {})
    if part in parts:
        row.problem("part_sku", f"{part} stands twice in {kit}: add the pieces up in one row")
    if part == kit:
        row.problem("part_sku", f"{kit} cannot be a part of itself")
    parts[part] = row.whole("quantity", least=1)
    into.kit_rows.append((row, kit, part))


def read_box(row: Row, into: CatalogueRead) -> None:
    code = row.own_code("box_code", required=True)
    if code in into.boxes:
        row.problem("box_code", f"{code} stands here twice: keep one row")
    into.boxes[code] = Box(
        code=code,
        name=row.text("name", required=True),
        tare_g=Grams(row.whole("tare_g")),
        length_mm=row.whole("length_mm", default=0),
        width_mm=row.whole("width_mm", default=0),
        height_mm=row.whole("height_mm", default=0),
    )


def read_operator(row: Row, into: CatalogueRead) -> None:
    operator_id = row.code("operator_id", required=True)
    badge = row.code("badge", required=True)
    if operator_id in into.operators:
        row.problem("operator_id", f"{operator_id} stands here twice: keep one row")
    if any(normalise_code(badge) == normalise_code(o.badge) for o in into.operators.values()):
        row.problem("badge", f"{badge} belongs to two people: print another badge")
    into.operators[operator_id] = Operator(
        id=operator_id,
        badge=badge,
        name=row.text("name", required=True),
        role=row.word("role", _ROLES, Role.PACKER),
    )


def read_range(row: Row, into: CatalogueRead) -> None:
    courier = row.code("courier", required=True).upper()
    first = row.code("first_number", required=True).upper()
    last = row.code("last_number", required=True).upper()
    digits = _trailing_digits(first)
    prefix = first[: len(first) - len(digits)]
    if not digits or len(last) != len(first) or not last.startswith(prefix) or last < first:
        row.problem("last_number", f"{first} to {last} is no range: same letters, same length")
        return
    body, end = digits, last[len(prefix) :]
    check = NumberCheck.NONE
    if courier == "SF":
        if not (sf_check_ok(first) and sf_check_ok(last)):
            row.problem("first_number", "an SF number has a check digit, and this one is wrong")
            return
        body, end, check = body[:-1], end[:-1], NumberCheck.SF
    if not end.isdigit() or int(end) - int(body) >= MOST_NUMBERS:
        row.problem("last_number", f"more than {MOST_NUMBERS} numbers: split the range")
        return
    block = NumberRange(courier, prefix, int(body), int(end), len(body), check)
    _numbers(row, courier, tuple(each.number for each in block.numbers()), into)


def _trailing_digits(text: str) -> str:
    place = len(text)
    while place and text[place - 1].isascii() and text[place - 1].isdigit():
        place -= 1
    return text[place:]


def read_number(row: Row, into: CatalogueRead) -> None:
    courier = row.code("courier", required=True).upper()
    number = row.code("waybill_number", required=True).upper()
    if courier == "SF" and number and not sf_check_ok(number):
        row.warn("waybill_number", f"{number} does not agree with SF's check digit")
    _numbers(row, courier, (number,), into)


def _numbers(row: Row, courier: str, numbers: tuple[str, ...], into: CatalogueRead) -> None:
    twice = [number for number in numbers if (courier, number) in into.numbers]
    if twice:
        row.problem("courier", f"{twice[0]} stands here twice: no number may be given out twice")
    into.numbers.update(dict.fromkeys((courier, number) for number in numbers))


def finish(read: CatalogueRead, known: Mapping[str, Item] = MappingProxyType({})) -> None:
    """Join what stood on separate sheets; ``known`` are the items the center has already."""
    for row, sku, code in read.code_rows:
        item = read.items.get(sku) or known.get(sku)
        if item is None:
            row.problem("sku", f"{sku} is no item of these files nor of the catalogue")
            continue
        others = tuple(each for each in item.barcodes if each.code != code.code)
        read.items[sku] = replace(item, barcodes=(*others, code))
    for row, kit, part in read.kit_rows:
        if part not in read.items and part not in known:
            row.problem("part_sku", f"{part} is no item of these files nor of the catalogue")
        if part in read.kits:
            row.problem("part_sku", f"{part} is a kit itself: list its parts instead")
        if kit not in read.items and kit not in known:
            row.problem("kit_sku", f"{kit} is no item: give the kit a row on the item sheet")
