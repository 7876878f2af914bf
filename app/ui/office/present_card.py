"""A rate card as two sheets of cells, and its faults as errors of cells. No Qt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.center import card_desk
from app.domain.places import ZoneLevel
from app.domain.rate_card import RateCard
from app.domain.rate_tables import MANUAL, ROW_TITLES, ZONE_TITLES, CardTables, tables_of
from app.domain.sheet_cells import SheetFault
from app.i18n import mark as _
from app.ui.office.grid_sheet import Cells, GridColumn

ROWS, ZONES = "rows", "zones"
COLUMNS: Final = {
    ROWS: (
        GridColumn("zone", _("Zone"), wide=110),
        GridColumn("w_from", _("Above"), right=True, wide=90),
        GridColumn("w_to", _("Up to"), right=True, wide=90),
        GridColumn("base", _("Base price"), right=True, wide=110),
        GridColumn("base_weight", _("Includes"), right=True, wide=100),
        GridColumn("per_weight", _("Per further unit"), right=True, wide=140),
        GridColumn("step", _("In steps of"), right=True, wide=110),
        GridColumn(MANUAL, _("Ask the courier"), choices=("", "yes"), wide=140),
    ),
    ZONES: (
        GridColumn("zone", _("Zone"), wide=110),
        GridColumn("level", _("Kind of place"), choices=tuple(one.value for one in ZoneLevel),
                   wide=140),
        GridColumn("value", _("Place"), wide=240),
        GridColumn("value_to", _("Up to"), wide=120),
        GridColumn("country", _("Country"), wide=100),
    ),
}  # fmt: skip
assert tuple(one.key for one in COLUMNS[ROWS]) == (*ROW_TITLES, MANUAL)
assert tuple(one.key for one in COLUMNS[ZONES]) == ZONE_TITLES
Line = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class JudgedCells:
    """``errors`` by sheet and (row, column); ``whole``: what is wrong with no cell of its own."""

    card: RateCard | None
    errors: Mapping[str, Mapping[tuple[int, int], str]] = field(default_factory=dict)
    whole: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return sum(map(len, self.errors.values())) + len(self.whole)


def cells_of(card: RateCard) -> dict[str, Cells]:
    """The card's prices and places as they stand in the two sheets."""
    tables = tables_of(card)
    found = {ROWS: tables.rows, ZONES: tables.zones}
    return {
        name: tuple(tuple(line.get(one.key, "") for one in COLUMNS[name]) for line in lines)
        for name, lines in found.items()
    }


def judge(base: RateCard, head: Mapping[str, str], cells: Mapping[str, Cells]) -> JudgedCells:
    """What ``cells`` make of a card, with the fields of ``head`` in place of its own.

    Rows with nothing in them do not count.
    """
    contract = {**tables_of(base).contract, **head}
    contract = {key: value for key, value in contract.items() if value}
    lines = {name: _lines(name, sheet) for name, sheet in cells.items()}
    made, faults = card_desk.judged(
        CardTables(contract), [one for _n, one in lines[ROWS]], [one for _n, one in lines[ZONES]]
    )
    numbers = {name: [n for n, _one in found] for name, found in lines.items()}
    return JudgedCells(made, *_errors(faults, numbers))


def _lines(name: str, sheet: Cells) -> list[tuple[int, Line]]:
    keys = [one.key for one in COLUMNS[name]]
    return [(n, dict(zip(keys, line, strict=True))) for n, line in enumerate(sheet) if any(line)]


def _errors(
    faults: Iterable[SheetFault], numbers: Mapping[str, list[int]]
) -> tuple[dict[str, dict[tuple[int, int], str]], tuple[str, ...]]:
    errors: dict[str, dict[tuple[int, int], str]] = {ROWS: {}, ZONES: {}}
    whole: list[str] = []
    for fault in faults:
        keys = [one.key for one in COLUMNS.get(fault.table, ())]
        line = fault.row - 2  # as in a file, whose first row is the header
        inside = fault.table in numbers and 0 <= line < len(numbers[fault.table])
        if inside and fault.column in keys:
            place = (numbers[fault.table][line], keys.index(fault.column))
            errors[fault.table].setdefault(place, fault.problem)
        else:
            whole.append(fault.problem if fault.table in numbers else str(fault))
    return errors, tuple(whole)
