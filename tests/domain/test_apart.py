"""What may be begun while the center does not answer: the table."""

import pytest

from app.domain.apart import Link, Standing, WhileApart, is_apart, may_begin

LENT, ANY = WhileApart.LENT, WhileApart.ANY


@pytest.mark.parametrize(
    ("order", "rule", "without_wave", "may"),
    [
        (Standing("7", "B01"), LENT, True, True),
        (Standing("7", "B01"), LENT, False, True),
        (Standing("7", "B02"), LENT, True, False),
        (Standing("7"), LENT, True, False),  # a wave that nobody has may be another's any moment
        (Standing("7", "B02", held=True), LENT, False, True),  # claimed before the line went
        (Standing("", held=True), LENT, False, True),
        (Standing(""), LENT, True, True),
        (Standing(""), LENT, False, False),
        (Standing("7", "B02"), ANY, False, True),
        (Standing("7"), ANY, False, True),
        (Standing(""), ANY, False, True),
    ],
)
def test_what_a_bench_that_is_apart_may_open(
    order: Standing, rule: WhileApart, *, without_wave: bool, may: bool
) -> None:
    assert may_begin(order, "B01", rule, without_wave=without_wave) is may


@pytest.mark.parametrize(
    ("link", "after_s", "apart"),
    [
        (Link(), 0, False),  # nobody has tried yet
        (Link(away=True), 0, True),
        (Link(9, away=True), 10, False),
        (Link(10, away=True), 10, True),
        (Link(99, age_s=99), 10, False),
    ],
)
def test_when_a_bench_is_apart(link: Link, after_s: int, *, apart: bool) -> None:
    assert is_apart(link, after_s) is apart
