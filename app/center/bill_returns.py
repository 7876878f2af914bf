"""Parcels that the warehouse got back, told by a list: their way back is no surprise on a bill."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.center import staff
from app.center.bill_cells import folded, number
from app.center.bill_profile import USUAL, known_profiles
from app.center.office_center import Act
from app.center.problems import ImportRefusedError, Problem
from app.center.sheets import RowStream, stream_sheets
from app.domain.permissions import Permission
from app.store.engine import Store
from app.store.transaction import Transaction

AT_ONCE: Final = 500


def take(store: Store, act: Act, *, path: Path, courier: str) -> int:
    """Keeps the waybills of a list (CSV, XLSX; a column with the waybill); how many were new.

    A list that is told again changes nothing. Raises ImportRefusedError, NotPermittedError.
    """
    waybills = tuple(dict.fromkeys(_waybills(path)))
    return store.transact(lambda tx: _keep(tx, act, path.name, courier, waybills))


def _keep(tx: Transaction, act: Act, name: str, courier: str, waybills: tuple[str, ...]) -> int:
    staff.require(tx, act.who, Permission.WORK_BILLS)
    new = tx.bills.told.add_returns(courier, waybills, act.at, act.who, name)
    after = {"file": name, "courier": courier, "waybills": len(waybills), "new": new}
    tx.audit.add(act.who, "bill.returns", courier, act.at, after=after)
    return new


def _waybills(path: Path) -> Iterator[str]:
    known = known_profiles()[USUAL].columns["waybill"]
    problems: list[Problem] = []
    found = False
    for stream in stream_sheets(path):
        for waybill in _of_sheet(path, stream, known, problems):
            found = True
            yield waybill
    if not found and not problems:
        problems.append(Problem(path.name, "", 0, "", "no column is called waybill (运单号)"))
    if problems:
        raise ImportRefusedError(tuple(problems))


def _of_sheet(
    path: Path, stream: RowStream, known: frozenset[str], problems: list[Problem]
) -> Iterator[str]:
    place = -1
    for row in stream.rows:
        if place < 0:
            titles = [folded(text) for text in row.texts]
            place = next((at for at, title in enumerate(titles) if title in known), -1)
            continue
        text = row.texts[place] if place < len(row.texts) else ""
        if not text:
            continue
        waybill, says = number(text, numeric=place in row.numeric)
        if says:
            problems.append(Problem(path.name, stream.name, row.number, "waybill", says))
        yield waybill
