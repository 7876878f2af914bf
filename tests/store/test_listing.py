"""Long lists by page: sorted, filtered, searched and counted by the database, on each engine."""

import pytest
from sqlalchemy import insert

from app.domain.paging import ColumnFilter, Page, PageQuery
from app.store.engine import Store, open_store
from app.store.listing import COUNTED
from app.store.tables.alerts import alert
from tests import many_rows
from tests.many_rows import Long, second


@pytest.fixture
def twenty(store: Store) -> Store:
    rows = [
        {
            "warehouse": store.warehouse, "id": f"a{n:02d}", "kind": "stop" if n % 2 else "lead",
            "verdict": "over", "order_number": f"SO-{n:02d}", "station_id": f"b{n % 3}",
            "words": f"so-{n:02d} mug_{n % 4}", "at": second(n), "recv_at": second(n),
            "state": "open" if n < 5 else "closed", "seq": n,
            "cut_off": second(n) if n % 4 == 0 else None,
        }
        for n in range(20)
    ]  # fmt: skip
    with store.write() as tx:
        tx._session.connection.execute(insert(alert), rows)
        tx._session.connection.execute(insert(alert), [rows[0] | {"warehouse": "other"}])
    return store


def page(store: Store, query: PageQuery) -> Page[Long]:
    with store.read() as tx:
        return many_rows.read(tx, query)


def numbers(store: Store, query: PageQuery) -> list[int]:
    return [int(row.id[1:]) for row in page(store, query).rows]


def test_pages_follow_each_other(twenty: Store) -> None:
    first = page(twenty, PageQuery(limit=8))
    assert [row.id for row in first.rows] == [f"a{n:02d}" for n in range(19, 11, -1)]
    assert (first.total, first.offset, first.capped) == (20, 0, False)
    assert numbers(twenty, PageQuery(limit=8, offset=16)) == [3, 2, 1, 0]
    assert numbers(twenty, PageQuery(limit=3, descending=False)) == [0, 1, 2]
    assert page(twenty, PageQuery(limit=8, counted=False)).total == 0


def test_equal_values_keep_one_order_and_nothing_comes_last(twenty: Store) -> None:
    found = [
        number
        for offset in (0, 5, 10, 15)
        for number in numbers(twenty, PageQuery("bench", limit=5, offset=offset))
    ]
    assert sorted(found) == list(range(20))
    assert [number % 3 for number in found] == sorted((n % 3 for n in range(20)), reverse=True)
    for descending in (True, False):
        order = numbers(twenty, PageQuery("cut_off", descending=descending, limit=20))
        assert sorted(order[:5]) == [0, 4, 8, 12, 16]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (PageQuery(group="open"), [4, 3, 2, 1, 0]),
        (PageQuery(kinds=("stop",), limit=2), [19, 17]),
        (PageQuery(text="MUG_1 so-0"), [9, 5, 1]),
        (PageQuery(text="mug%"), []),
        (PageQuery(filters=(ColumnFilter("minor", least=3, most=5),)), [5, 4, 3]),
        (PageQuery(filters=(ColumnFilter("at", since=second(17), until=second(19)),)), [18, 17]),
        (PageQuery(filters=(ColumnFilter("state", values=("open",)), ColumnFilter("bench", "B0"))),
         [3, 0]),
        (PageQuery(filters=(ColumnFilter("number", text="-1"),), limit=2), [19, 18]),
    ],
)  # fmt: skip
def test_questions(twenty: Store, query: PageQuery, expected: list[int]) -> None:
    assert numbers(twenty, query) == expected


def test_an_unknown_column_is_refused(twenty: Store) -> None:
    for query in (PageQuery("pin"), PageQuery(filters=(ColumnFilter("pin", "1"),))):
        with pytest.raises(ValueError, match="pin"):
            page(twenty, query)


def test_a_count_ends_where_nobody_turns_to(tmp_path: object) -> None:
    place = f"{tmp_path}/long.db"
    store = open_store(place, warehouse="w1")
    many_rows.fill(store, COUNTED + 500)
    everything = page(store, PageQuery(limit=5))
    assert (everything.total, everything.capped) == (COUNTED, True)
    deep = page(store, PageQuery(limit=5, offset=COUNTED + 497))
    assert [row.id for row in deep.rows] == ["a0000002", "a0000001", "a0000000"]
    some = page(store, PageQuery(filters=(ColumnFilter("at", until=second(300)),)))
    assert (some.total, some.capped) == (300, False)
    store.close()
