"""Short lists by page, and what a filter lets through."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from app.domain.paging import ColumnFilter, PageQuery, page_of
from tests.builders import NOON


@dataclass(frozen=True, slots=True)
class Shelf:
    name: str
    grams: int | None


SHELVES = (Shelf("beta", 20), Shelf("Alpha", 10), Shelf("gamma", None), Shelf("delta", 30))
VALUES = {"name": lambda one: one.name, "grams": lambda one: one.grams}


def names(query: PageQuery) -> list[str]:
    return [one.name for one in page_of(SHELVES, query, VALUES).rows]


def test_sorted_by_words_and_numbers_with_nothing_last() -> None:
    assert names(PageQuery("name", descending=False)) == ["Alpha", "beta", "delta", "gamma"]
    assert names(PageQuery("grams")) == ["delta", "beta", "Alpha", "gamma"]
    assert names(PageQuery("grams", descending=False)) == ["Alpha", "beta", "delta", "gamma"]


def test_cut_searched_and_counted() -> None:
    page = page_of(SHELVES, PageQuery("name", descending=False, offset=1, limit=2), VALUES)
    assert ([one.name for one in page.rows], page.total) == (["beta", "delta"], 4)
    assert names(PageQuery(text="A 10")) == ["Alpha"]
    assert names(PageQuery("name", filters=(ColumnFilter("grams", least=15, most=30),))) == [
        "delta", "beta",
    ]  # fmt: skip
    assert names(PageQuery(filters=(ColumnFilter("name", values=("beta",)),))) == ["beta"]
    with pytest.raises(KeyError):
        names(PageQuery("colour"))


def test_what_a_filter_asks() -> None:
    assert not ColumnFilter("x").asks()
    assert ColumnFilter("x", most=0).asks()
    hour = ColumnFilter("x", since=NOON, until=NOON + timedelta(hours=1))
    assert hour.fits(NOON)
    assert not hour.fits(NOON + timedelta(hours=1))
    assert not hour.fits(None)
    assert not ColumnFilter("x", least=1).fits(None)
