"""The catalogue with its center-side data: imported with pictures, listed, retired."""

import io
from pathlib import Path

import pytest
import xlsxwriter
from PIL import Image

from app.center import bind_desk, item_list, item_pictures
from app.center.item_pictures import NoPictureError
from app.center.problems import ImportRefusedError
from app.center.refusals import NotDoneError
from app.domain.paging import ColumnFilter, PageQuery
from app.domain.values import Money
from app.store.engine import Store
from tests.builders import an_item
from tests.center.binding_rig import ClerksCenter, a_listing

HEADER = "sku,name,spec,weight g,category,price,length mm,width mm,height mm,picture"


@pytest.fixture
def here(store: Store) -> ClerksCenter:
    return ClerksCenter(store)


def a_picture(colour: str = "red", size: int = 900) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (size, size // 2), colour).save(made, "PNG")
    return made.getvalue()


def bring(here: ClerksCenter, path: Path, kept: Path | None = None) -> int:
    return item_list.take_file(here.store, here.act(), lambda _d, _a: True, path=path,
                               pictures=kept)  # fmt: skip


def skus(here: ClerksCenter, query: PageQuery) -> list[str]:
    return [one.sku for one in here.center.read(lambda tx: item_list.read(tx, query)).rows]


def test_a_file_brings_category_price_size_and_pictures(here: ClerksCenter, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(a_picture())
    sheet = tmp_path / "items.csv"
    rows = (
        "A1,lamp,big,500,home,129.00,300,200,100,a",
        "A2,bulb,,50,home,9.90,,,,https://example.com/bulb.jpg",
        "A3,cord,,70,parts,,,,,mug",
    )
    sheet.write_text("\n".join((HEADER, *rows)), "utf-8")
    kept = tmp_path / "kept"
    assert bring(here, sheet, kept) == 3
    with here.store.read() as tx:
        found = tx.items.details(("A1", "A2", "A3"))
    lamp, bulb, cord = (found[one] for one in ("A1", "A2", "A3"))
    assert (lamp.category, lamp.price, lamp.length_mm) == ("home", Money(12900, "CNY"), 300)
    with Image.open(kept / lamp.picture) as shown:
        assert shown.size == (640, 320)
    assert bulb.picture == "https://example.com/bulb.jpg"
    assert (cord.picture, cord.price) == ("mug", None)
    assert bring(here, sheet, kept) == 0
    sheet.write_text("sku,name,price\nA1,lamp,99.00\n", "utf-8")
    assert bring(here, sheet, kept) == 1
    with here.store.read() as tx:
        after = tx.items.details(("A1",))["A1"]
    assert (after.price, after.category, after.picture) == (
        Money(9900, "CNY"), "home", lamp.picture,
    )  # fmt: skip


def test_pictures_that_stand_in_a_workbook_go_to_the_item_of_their_row(
    here: ClerksCenter, tmp_path: Path
) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "items.xlsx"))
    sheet = book.add_worksheet("goods")
    for place, title in enumerate(("sku", "name", "picture")):
        sheet.write(0, place, title)
    for row, (sku, colour) in enumerate((("P1", "red"), ("P2", "blue")), start=1):
        sheet.write_string(row, 0, sku)
        sheet.write(row, 1, sku.lower())
        picture = {"image_data": io.BytesIO(a_picture(colour, 40))}
        sheet.insert_image(row, 2, f"{colour}.png", picture)
    book.close()
    bring(here, tmp_path / "items.xlsx", tmp_path / "kept")
    colours = []
    with here.store.read() as tx:
        for sku in ("P1", "P2"):
            kept = tx.items.details((sku,))[sku].picture
            with Image.open(tmp_path / "kept" / kept) as shown:
                red, _green, blue = shown.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
            colours.append("red" if red > blue else "blue")
    assert colours == ["red", "blue"]


def test_what_is_no_picture_or_lies_elsewhere_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(NoPictureError):
        item_pictures.keep(tmp_path, b"no picture")
    (tmp_path / "secret.png").write_bytes(a_picture())
    sheet = tmp_path / "sheets" / "items.csv"
    sheet.parent.mkdir()
    assert item_pictures.beside(sheet, "../secret.png") is None
    (tmp_path / "broken.xlsx").write_bytes(b"PK")
    assert item_pictures.embedded(tmp_path / "broken.xlsx") == {}


def test_the_list_is_searched_filtered_and_grouped(here: ClerksCenter) -> None:
    assert skus(here, PageQuery("sku", False, group="active")) == ["CUP-WH", "SET-1", "TEA-250"]
    assert skus(here, PageQuery("sku", False, group="kits")) == ["SET-1"]
    assert skus(here, PageQuery("sku", False, group="bare")) == ["SET-1"]
    assert skus(here, PageQuery("sku", False, text="马克杯 白色")) == ["CUP-WH"]
    assert skus(here, PageQuery("sku", False, text="6900000001011")) == ["TEA-250"]
    heavy = ColumnFilter("weight_g", least=300)
    assert skus(here, PageQuery("sku", False, filters=(heavy,))) == ["CUP-WH"]


def test_an_item_that_a_shop_offers_is_not_retired(here: ClerksCenter) -> None:
    here.offers(a_listing("L1", code="TEA-250"))
    card = here.center.read(lambda tx: item_list.card(tx, "TEA-250"))
    assert card is not None
    assert [one.listing_id for one in card.listings] == ["L1"]
    with pytest.raises(NotDoneError):
        here.change(item_list.retire, sku="TEA-250")
    here.change(item_list.retire, sku="SET-1")
    assert skus(here, PageQuery("sku", False, group="retired")) == ["SET-1"]
    here.change(item_list.bring_back, sku="SET-1")
    assert skus(here, PageQuery("sku", False, group="retired")) == []


def test_a_listing_is_compared_with_what_is_in_use(here: ClerksCenter) -> None:
    with here.store.write() as tx:
        tx.catalogue.put([an_item("GONE")])
        tx.catalogue.retire(["GONE"])
        assert "GONE" not in {one.sku for one in tx.items.targets()}
    assert here.center.read(lambda tx: bind_desk.find(tx, "gone")) == ()


def test_a_floor_price_comes_with_a_file(local: Store, tmp_path: Path) -> None:
    here, sheet = ClerksCenter(local), tmp_path / "items.csv"

    def brought(text: str) -> int:
        sheet.write_text(text, "utf-8")
        return bring(here, sheet)

    assert brought("sku,name,售价,底价,currency\nA1,lamp,129,99.50,\nA2,bulb,9,8,USD\n") == 2
    assert brought("sku,name,最低售价\nA1,lamp,90\nA2,bulb,7.5\n") == 2
    assert brought("sku,name,category\nA1,lamp,home\n") == 1  # what was known stays
    with here.store.read() as tx:
        found = tx.items.details(("A1", "A2"))
    assert (found["A1"].price, found["A1"].floor) == (Money(12_900, "CNY"), Money(9_000, "CNY"))
    assert found["A2"].floor == Money(750, "USD")  # as its price
    for text in (
        "sku,name,floor_price,currency\nA2,bulb,7,CNY\n",
        "sku,name,price,currency\nA2,bulb,9,CNY\n",
    ):
        with pytest.raises(ImportRefusedError, match="one currency"):
            brought(text)
