"""Whose bill has which columns: what comes with the program, and what was told through the page."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from app.center import staff
from app.center.bill_cells import folded
from app.center.bill_file import HEADER_WITHIN, find_header
from app.center.bill_profile import COLUMNS, GRAMS, USUAL, BillProfile, known_profiles
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.sheets import TextRow, stream_sheets
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.store.transaction import Transaction

Titles = Mapping[str, Sequence[str]]
"""Columns of ours, and what the courier calls them; only ``extra`` may be several."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a bill. ``header``: the place in ``rows`` of the one with the titles.

    ``known``: titles of ours by their place in that row, as far as a profile knows them;
    ``whole``: that is enough to take the bill over.
    """

    sheet: str
    rows: tuple[TextRow, ...]
    header: int
    known: Mapping[int, str]
    whole: bool


def profile_for(tx: Transaction, courier: str) -> BillProfile:
    """The profile of a courier: the program's; a column that was told goes by that name alone."""
    known = known_profiles()
    profile = known.get(courier, known[USUAL])
    saved = tx.bills.told.profile(courier)
    return profile if saved is None else _with(profile, json.loads(saved))


def _with(profile: BillProfile, saved: Mapping[str, object]) -> BillProfile:
    titles = saved["columns"]
    assert isinstance(titles, dict)
    told = {column: frozenset(map(folded, names)) for column, names in titles.items()}
    unit = GRAMS[str(saved["weight_unit"])]
    return replace(profile, columns={**profile.columns, **told}, grams_per_unit=unit)


def look(tx: Transaction, *, path: Path, courier: str) -> Preview:
    """The first sheet whose header is known, else the one with the widest row.

    Raises NotDoneError, ImportRefusedError.
    """
    profile = profile_for(tx, courier)
    found: list[Preview] = []
    for stream in stream_sheets(path):
        rows = tuple(islice(stream.rows, HEADER_WITHIN))
        if rows:
            found.append(_preview(stream.name, rows, profile))
    if not found:
        raise NotDoneError(_("There is nothing in {file}"), file=path.name)
    return max(found, key=lambda one: (one.whole, len(one.rows[one.header].texts)))


def _preview(name: str, rows: tuple[TextRow, ...], profile: BillProfile) -> Preview:
    head = find_header(rows, profile)
    if head is not None:
        header = head.at
    else:  # titles are many words and no numbers
        header = max(range(len(rows)), key=lambda at: _titles(rows[at]))
    known: dict[int, str] = {}
    for place, text in enumerate(rows[header].texts):
        of = [one for one in COLUMNS if text and folded(text) in profile.columns[one]]
        if of and (of[0] == "extra" or of[0] not in known.values()):
            known[place] = of[0]
    return Preview(name, rows, header, known, head is not None)


def _titles(row: TextRow) -> int:
    return sum(1 for text in row.texts if text and not any(sign.isdigit() for sign in text))


def save(
    tx: Transaction, act: Act, *, courier: str, titles: Titles, weight_unit: str = "kg"
) -> str | None:
    """Keeps what the columns of a courier's bills are called; what was kept before, for the undo.

    Raises NotDoneError: without a waybill and an amount nothing can be read.
    """
    staff.require(tx, act.who, Permission.WORK_BILLS)
    named = {column: list(names) for column, names in titles.items() if any(names)}
    if "waybill" not in named or not {"freight", "return_freight"} & named.keys():
        raise NotDoneError(_("Say which column is the waybill, and which one the money"))
    if not named.keys() <= set(COLUMNS) or weight_unit not in GRAMS:
        raise NotDoneError(_("That is no column of a bill"))
    # A column that the old names would find too must not: an amount named by hand is the amount.
    columns = {column: named.get(column, []) for column in COLUMNS}
    document = json.dumps({"columns": columns, "weight_unit": weight_unit}, ensure_ascii=False)
    return _put(tx, act, courier, document)


def put_back(tx: Transaction, act: Act, *, courier: str, before: str | None) -> str | None:
    """The undo of ``save``."""
    staff.require(tx, act.who, Permission.WORK_BILLS)
    return _put(tx, act, courier, before)


def _put(tx: Transaction, act: Act, courier: str, document: str | None) -> str | None:
    before = tx.bills.told.profile(courier)
    if document is None:
        tx.bills.told.drop_profile(courier)
    else:
        tx.bills.told.save_profile(courier, document, act.at, act.who)
    tx.audit.add(
        act.who, "bill.profile", courier, act.at,
        before={"profile": before}, after={"profile": document},
    )  # fmt: skip
    return before
