"""Rate cards in: a folder with ``ID.card.json`` + ``ID.csv`` + ``ID.zones.csv`` a card."""

import json
from collections.abc import Mapping
from pathlib import Path

from app.center.problems import ImportRefusedError, Problem
from app.center.sheets import Sheet, decode, read_sheets
from app.domain.rate_card import RateCard
from app.domain.rate_sheet import card_from_sheet
from app.domain.sheet_cells import SheetError
from app.store.engine import Store

Table = list[Mapping[str, str | None]]


def read_cards(folder: Path) -> tuple[RateCard, ...]:
    """Every card of a folder.

    Raises:
        ImportRefusedError: a file is missing or wrong; each fault names its place.
    """
    heads = sorted(folder.glob("*.card.json"))
    problems: list[Problem] = []
    cards = []
    if not heads:
        problems.append(Problem(folder.name, "", 0, "", "no ID.card.json in this folder"))
    for head in heads:
        try:
            cards.append(_card(head))
        except ImportRefusedError as error:
            problems.extend(error.problems)
    if problems:
        raise ImportRefusedError(tuple(problems))
    return tuple(cards)


def _card(head: Path) -> RateCard:
    name = head.name.removesuffix(".card.json")
    rows = _table(head.with_name(f"{name}.csv"))
    zones = _table(head.with_name(f"{name}.zones.csv"))
    try:
        contract = json.loads(decode(head.read_bytes(), head.name))
    except json.JSONDecodeError as error:
        says = f"line {error.lineno}: no complete JSON ({error.msg})"
        raise ImportRefusedError((Problem(head.name, "", 0, "", says),)) from error
    if not isinstance(contract, dict):
        says = "a card's contract must be a JSON object"
        raise ImportRefusedError((Problem(head.name, "", 0, "", says),))
    try:
        return card_from_sheet(contract, rows, zones)
    except SheetError as error:
        raise ImportRefusedError(
            tuple(
                Problem(name, fault.table, fault.row, fault.column, fault.problem)
                for fault in error.faults
            )
        ) from error


def _table(path: Path) -> Table:
    sheets: tuple[Sheet, ...] = read_sheets(path)
    if not sheets or not sheets[0].rows:
        raise ImportRefusedError((Problem(path.name, "", 0, "", "the table is empty"),))
    titles = [cell.text for cell in sheets[0].rows[0][1]]
    return [
        {title: cell.text for title, cell in zip(titles, cells, strict=False)}
        for _, cells in sheets[0].rows[1:]
    ]


def import_cards(store: Store, folder: Path) -> tuple[tuple[RateCard, bool], ...]:
    """Add the cards of a folder; beside each, whether it was new. Cards are never changed.

    Raises ImportRefusedError, StoreError: nothing was written then.
    """
    cards = read_cards(folder)
    with store.write() as tx:
        new = [card for card in cards if tx.rates.get(card.content_hash()) is None]
        if new:
            tx.rates.put(new)
    return tuple((card, card in new) for card in cards)
