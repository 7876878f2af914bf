"""Rate cards by every way that people bring them: the same card, the same cents, or why not."""

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.center.card_export import export_flat, export_folder, export_workbook
from app.center.card_words import tell
from app.center.cards import import_cards, preview_cards, read_cards, recost_month
from app.center.problems import ImportRefusedError
from app.center.sheets import read_sheets
from app.domain.places import Destination
from app.domain.quotes import Quote, RatedParcel
from app.domain.rate_card import RateCard
from app.domain.rating import price
from app.domain.values import Grams, Money
from app.entrypoints.tools_quote import quoting
from app.i18n import Words
from app.store.engine import Store
from app.store.records import StoredParcel
from app.store.transaction import Transaction
from tests.builders import NOON, a_recipient, an_order
from tests.domain.rate_sheets import CARD_NAMES, CARDS, DATA, SF, card_of
from tests.domain.test_bulk_rating import CARDS as MANY

CASES: list[dict[str, Any]] = json.loads((DATA / "cases" / "rating_cases.json").read_text("utf-8"))
Export = Callable[[RateCard, Path], object]


def _folder(card: RateCard, path: Path) -> None:
    path.mkdir()
    export_folder(card, path)


WAYS: dict[str, tuple[str, Export]] = {
    "folder": ("cards", _folder),
    "workbook": ("card.xlsx", export_workbook),
    "flat csv": ("card.csv", export_flat),
    "flat workbook": ("flat.xlsx", export_flat),
}


@pytest.fixture(params=WAYS)
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[RateCard], Path]:
    name, write = WAYS[request.param]

    def _export(card: RateCard) -> Path:
        write(card, tmp_path / name)
        return tmp_path / name

    return _export


@pytest.mark.parametrize("name", CARD_NAMES)
def test_every_card_comes_back_and_prices_every_case(
    name: str, export: Callable[[RateCard], Path]
) -> None:
    source = card_of(name)
    path = export(source)
    (card,) = read_cards(path)
    assert card == source
    assert card.remarks == source.remarks
    answer = quoting(path)
    for case in CASES:
        if case["card"] == name:
            told = answer(case)
            assert told["total"] == case["expected"], case["id"]
            assert told["zone"] == case["zone"]


@pytest.mark.parametrize("name", sorted(set(MANY) - set(CARD_NAMES)))
def test_surcharges_and_roundings_come_back(name: str, export: Callable[[RateCard], Path]) -> None:
    assert read_cards(export(MANY[name])) == (MANY[name],)


@pytest.mark.parametrize("name", CARD_NAMES)
def test_sheets_come_back_byte_by_byte(name: str, tmp_path: Path) -> None:
    for path in export_folder(card_of(name), tmp_path):
        source = CARDS / path.name
        if path.suffix == ".csv":
            assert path.read_bytes() == source.read_bytes()
        else:
            assert [*json.loads(path.read_text("utf-8"))].sort() == (
                [*json.loads(source.read_text("utf-8"))].sort()
            )


def test_a_workbook_of_ours_is_equal_cell_by_cell(tmp_path: Path) -> None:
    for name in (SF, "us_dhl_express_worldwide_export_2025"):
        first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
        export_workbook(card_of(name), first)
        (again,) = read_cards(first)
        export_workbook(again, second)
        assert [one.rows for one in read_sheets(first)] == [one.rows for one in read_sheets(second)]


def test_a_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    card = replace(card_of(SF), name="=1+1", remarks=(("note", "@home"),))
    path = tmp_path / "card.csv"
    export_flat(card, path)
    with path.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["name"], row["note"]) == ("'=1+1", "'@home")
    (back,) = read_cards(path)
    assert (back, back.remarks) == (card, card.remarks)


def packed(tx: Transaction, at: int, province: str, grams: int, charge: int) -> None:
    """An order of a courier that was packed at noon."""
    to = a_recipient(province=province)
    tx.orders.upsert([an_order(number=f"SO-{at}", recipient=to, courier="SF")], NOON)
    parcel = StoredParcel(
        id=f"p{at}",
        order_id=f"id-SO-{at}",
        order_number=f"SO-{at}",
        parcel_no=1,
        parcel_of=1,
        contents={"TEA": 1},
        grams=Grams(grams),
        box="",
        courier="SF",
        waybill=f"SF{at}",
        zone="4",
        charge_minor=charge,
        currency="CNY",
        card_hash="",
        station_id="B1",
        operator_id="",
        fact_id=f"f{at}",
        packed_at=NOON,
    )
    assert tx.parcels.accept(parcel, NOON, f"t{at}").accepted


def refusal(path: Path) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        read_cards(path)
    return str(caught.value)


def test_faults_are_named_by_the_row_of_the_file(tmp_path: Path) -> None:
    """Empty lines and the other kind of line do not move the numbers."""
    flat = tmp_path / "card.csv"
    export_flat(card_of(SF), flat)
    lines = flat.read_text("utf-8").splitlines()
    lines[3] = lines[3].replace(",10,", ",ten,")
    lines[15] = lines[15].replace("province", "galaxy")
    flat.write_text("\n\n".join(lines), "utf-8")
    said = refusal(flat)
    assert "card.csv, row 7, column base: 'ten' is not a number" in said
    assert "card.csv, row 31, column level: 'galaxy'" in said
    folder = tmp_path / "cards"
    shutil.copytree(CARDS, folder)
    zones = folder / f"{SF}.zones.csv"
    zones.write_text(zones.read_text("utf-8") + "1,province,青海省,,CN\r\n", "utf-8")
    assert f"{SF}.zones.csv, row 33, column value: 青海省 is already in zone 3" in refusal(folder)


def test_a_workbook_names_its_sheet(tmp_path: Path) -> None:
    path = tmp_path / "card.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        card, rates = book.add_worksheet("card"), book.add_worksheet("rates")
        zones, surcharges = book.add_worksheet("zones"), book.add_worksheet("surcharges")
        head = {"id": "c", "courier": "X", "currency": "CNY", "weight_unit": "kg"}
        head |= {"weight_steps": "3: 0.1 up; *: 1 half_up", "money": "step: 0.01; mode: half_up"}
        for row, pair in enumerate([("field", "value"), *head.items()]):
            card.write_row(row, 0, pair)
        rates.write_row(0, 0, ("zone", "w_from", "w_to", "base", "per_weight"))
        rates.write_row(1, 0, (1, 0, "", 5, -2))
        zones.write_row(0, 0, ("zone", "level", "value"))
        zones.write_row(1, 0, (1, "province", "四川"))
        surcharges.write_row(0, 0, ("code", "fixed", "asked", "from"))
        surcharges.write_row(1, 0, ("A", 1, "no", ""))
        surcharges.write_row(2, 0, ("B", 1, "no", "soon"))
    said = refusal(path)
    assert "card.xlsx, sheet rates, row 2, column per_weight: -2 is negative" in said
    assert "card.xlsx, sheet surcharges, row 3, column from: 'soon' is not a date" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the table is empty"),
        ("a,b\n1,2\n", "is no rate card"),
        ("id,zone,w_from,base,prise\nc,1,0,5,1\n", "prise: is no column"),
        ("id,zone,w_from,base,zone\nc,1,0,5,1\n", "two columns are called zone"),
        ("id,zone,w_from,base,surcharges\nc,1,0,5,[\n", "surcharges is no complete JSON"),
        ("id,zone,w_from,base\nc,1,0,5\n", "column courier: is missing"),
    ],
)
def test_what_is_no_card_says_why(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "card.csv"
    path.write_text(text, "utf-8")
    assert says in refusal(path)


def test_a_postcode_that_lost_its_zero_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "card.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("id", "zone", "level", "value", "w_from", "base"))
        sheet.write_row(1, 0, ("c", "1", "", "", 0, 5))
        sheet.write_row(2, 0, ("", "1", "postal", 1002))
    assert "row 3, column value: 1002 was kept as a number" in refusal(path)


def test_a_new_card_is_shown_before_it_is_taken(local: Store, tmp_path: Path) -> None:
    import_cards(local, CARDS / f"{SF}.card.json")
    path, effective = dearer(tmp_path), NOON.date() + timedelta(days=10)
    with local.write() as tx:
        for at, grams in enumerate((500, 2_800)):
            packed(tx, at, "新疆维吾尔自治区", grams, 1000)
    month = (NOON - timedelta(days=1), NOON + timedelta(days=1))
    (told,) = preview_cards(local, path, effective=effective, month=month, zone=UTC)
    assert not told.known
    assert told.before is not None
    assert told.before.id == SF
    assert told.month is not None
    assert (told.month.compared, told.month.difference_minor) == (2, 1080)
    lines = tell(told, Words())
    assert "3 cells of the price table" in lines
    assert any(line.startswith("+1.00 on 3 kg to") and "(21.00 → 22.00)" in line for line in lines)
    assert "2 parcels would have cost +10.80 (20.00 → 30.80)" in lines
    assert recost_month(local, told.card, *month, UTC).difference_minor == 1080
    with local.read() as tx:
        assert len(tx.rates.every()) == 1  # nothing was written


def test_a_new_card_takes_effect_on_a_day_and_the_old_stays(local: Store, tmp_path: Path) -> None:
    import_cards(local, CARDS / f"{SF}.card.json")
    path, effective = dearer(tmp_path), NOON.date() + timedelta(days=10)
    ((card, new),) = import_cards(local, path, effective)
    assert new
    with local.read() as tx:
        before = tx.rates.in_force("SF", date(2020, 8, 1))
        assert before is not None
        assert before.id == SF
        assert tx.rates.in_force("SF", effective - timedelta(days=1)) is None
        assert tx.rates.in_force("SF", effective) == card
        assert card.valid_from == effective
    (again,) = preview_cards(local, path, effective=effective)
    assert again.known
    assert tell(again, Words())[0] == "this card is here already; nothing changes"


def dearer(folder: Path) -> Path:
    """A sheet in which each band to the far provinces costs one yuan more."""
    rows = tuple(
        replace(row, base=row.base + 1) if row.zone == "4" else row for row in card_of(SF).rows
    )
    export_flat(replace(card_of(SF), id="next", valid_to=None, rows=rows), folder / "next.csv")
    return folder / "next.csv"


def test_a_card_cannot_begin_after_its_end(local: Store) -> None:
    with pytest.raises(ImportRefusedError, match="ends before 2026-03-02"):
        import_cards(local, CARDS / f"{SF}.card.json", NOON.date())


def test_a_card_of_the_store_prices_as_its_sheet(store: Store) -> None:
    """All the way: folder, store, the card in force on the ship date."""
    import_cards(store, CARDS)
    with store.read() as tx:
        card = tx.rates.in_force("SF", date(2020, 5, 30))
        after = tx.rates.in_force("SF", date(2020, 5, 31))
    assert card is not None
    assert after is not None
    assert (card.id, after.id) == ("cn_sf_ecom_chengdu_2020-01-01", SF)
    answer = price(after, RatedParcel(Destination(province="黑龙江省"), 6900, date(2020, 12, 10)))
    assert isinstance(answer, Quote)
    assert answer.total == Money.of("55.55", "CNY")
